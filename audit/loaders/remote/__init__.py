"""Posts that lie in a store or behind an address."""
