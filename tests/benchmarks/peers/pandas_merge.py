"""pandas: an outer merge on the key, then column by column."""

from pathlib import Path

import pandas

from tests.benchmarks import peers


def compare(old: Path, new: Path) -> tuple[int, int, int]:
    """All values are text: a leading zero is one."""
    before, after = (pandas.read_csv(feed, dtype=str, keep_default_na=False) for feed in (old, new))
    both = before.merge(after, on=peers.KEY, how="outer", suffixes=("_old", "_new"), indicator=True)
    matched = both[both["_merge"] == "both"]
    differs = pandas.Series(False, index=matched.index)
    for name in before.columns.drop(peers.KEY):
        differs |= matched[f"{name}_old"] != matched[f"{name}_new"]
    counts = both["_merge"].value_counts()
    return int(counts["right_only"]), int(differs.sum()), int(counts["left_only"])


if __name__ == "__main__":
    peers.main(compare)
