"""How these posts were drawn."""
