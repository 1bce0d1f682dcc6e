"""How findings are drawn: each kind of chart on axes that are given."""
