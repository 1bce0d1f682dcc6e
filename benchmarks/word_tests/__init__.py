"""How often tests of words reject where nothing is to be found, and how often limits cover what was planted."""
