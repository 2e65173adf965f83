"""polars: lazy scans, one full join, one pass over it."""

from pathlib import Path

import polars

from tests.benchmarks import peers


def compare(old: Path, new: Path) -> tuple[int, int, int]:
    """All values are text: a leading zero is one."""
    before, after = (polars.scan_csv(feed, infer_schema=False) for feed in (old, new))
    others = [name for name in before.collect_schema().names() if name != peers.KEY]
    both = before.join(after, on=peers.KEY, how="full", suffix="_new")
    added, removed = polars.col(peers.KEY).is_null(), polars.col(f"{peers.KEY}_new").is_null()
    differs = polars.any_horizontal(polars.col(name).ne_missing(polars.col(f"{name}_new")) for name in others)
    found = both.select(added=added.sum(), changed=(differs & ~added & ~removed).sum(), removed=removed.sum()).collect(engine="streaming")
    return tuple(found.row(0))


if __name__ == "__main__":
    peers.main(compare)
