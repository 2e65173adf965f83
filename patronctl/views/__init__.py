"""One summary, several forms."""
