"""csv-diff: the library for this question."""

from pathlib import Path

import csv_diff

from tests.benchmarks import peers


def compare(old: Path, new: Path) -> tuple[int, int, int]:
    """Two dictionaries of rows, by key."""
    with old.open(encoding="utf-8", newline="") as before, new.open(encoding="utf-8", newline="") as after:
        found = csv_diff.compare(csv_diff.load_csv(before, key=peers.KEY), csv_diff.load_csv(after, key=peers.KEY))
    return len(found["added"]), len(found["changed"]), len(found["removed"])


if __name__ == "__main__":
    peers.main(compare)
