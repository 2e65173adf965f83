"""What would change, and why: a git revision, one patron, a feed. Nothing here changes anything."""
