"""Forms of documentation, filled from findings: datasheet, data statement, Croissant, and input to two assessments.

Questions are data (``audit/resources/questions``), answers are functions of what findings know, and pages only print.
"""
