"""Benchmarks: how many times the cost of merely reading the feed does a run take? `python -m tests.benchmarks --help`."""
