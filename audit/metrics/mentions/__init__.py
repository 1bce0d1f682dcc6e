"""Who is talked about."""
