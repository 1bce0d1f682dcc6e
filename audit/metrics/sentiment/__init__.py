"""How posts that mention a group sound."""
