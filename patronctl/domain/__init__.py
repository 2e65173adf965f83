"""The field's terms and rules as plain data: no files, no database, no network."""
