"""The tests, in a folder for each area."""
