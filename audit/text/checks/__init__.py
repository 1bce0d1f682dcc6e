"""Check digits and other published rules of identifiers: plain functions of strings, each with its source."""
