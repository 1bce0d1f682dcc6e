"""One file per platform: what its records are, and the posts in them."""
