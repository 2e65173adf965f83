"""The patron store: the only door to DuckDB."""
