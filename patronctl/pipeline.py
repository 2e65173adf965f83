"""The run: fetch → stage → convert → match → plan → guard → load → retire → summarize."""
