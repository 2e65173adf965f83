"""What a command does: more than a few lines, less than a run."""
