"""Which old runs may go: the newest stay, and so does whatever a later run is compared with."""

from collections.abc import Sequence

from patronctl.domain.run_record import RunRecord

GOOD = ("succeeded", "unchanged_source")


def superfluous(newest_first: Sequence[RunRecord], keep: int) -> list[RunRecord]:
    """The runs of one job beyond the newest `keep`, without those that are never lost.

    Never lost: a run under way; and of each kind of update the last run, which says whether the job is healthy, the last good one, and
    the last that loaded, whose records are the baseline of guards and of the next incremental update. A file that had not changed is
    good, but loaded nothing.
    """
    kept = {run.run_id for run in newest_first[:keep]}
    for kind in ("full", "incremental"):
        real = [run for run in newest_first if run.update == kind and not (run.dry_run or run.repair) and run.outcome != "running"]
        good = [run for run in real if run.outcome in GOOD]
        loaded = [run for run in good if run.outcome == "succeeded"]
        kept |= {run.run_id for run in (*real[:1], *good[:1], *loaded[:1])}
    return [run for run in newest_first if run.run_id not in kept and run.outcome != "running"]
