"""Whether annotators agree, and groups of them."""
