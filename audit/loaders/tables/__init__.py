"""Posts in tables: CSV, JSON, Arrow and Parquet."""
