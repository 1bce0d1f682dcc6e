"""Posts for people to read, so that a word list's rates can be corrected: what is drawn, what each post stands for.

The other half, reading what was coded, is :mod:`audit.resources.coded_sheet`.
"""
