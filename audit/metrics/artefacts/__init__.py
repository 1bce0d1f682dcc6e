"""Which words give a label away."""
