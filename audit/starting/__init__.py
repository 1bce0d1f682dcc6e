"""``postaudit init``: a plan proposed from the columns of a file."""
