"""A metric, a loader and a section of the report, for postaudit to find by their entry points."""
