"""How fast an audit is and what memory it takes, against reading alone, and how both grow; ``python -m speed``."""
