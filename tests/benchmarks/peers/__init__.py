"""What else finds the changes between two feeds. Each peer is a program: OLD NEW, and prints added, changed, removed as JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("sqlite_upserts", "csv_diff_library", "pandas_merge", "polars_join")
KEY = "StudentID"


def main(compare: Callable[[Path, Path], tuple[int, int, int]]) -> None:
    """Compare the two feeds of the command line and print the counts."""
    added, changed, removed = compare(Path(sys.argv[1]), Path(sys.argv[2]))
    json.dump({"added": added, "changed": changed, "removed": removed}, sys.stdout)
