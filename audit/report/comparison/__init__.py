"""The report on two audits side by side."""
