"""Which old runs may go: the newest stay, and so does whatever a later run is compared with."""

from collections.abc import Sequence

from patronctl.domain.run_record import RunRecord

GOOD = ("succeeded", "unchanged_source")


def superfluous(newest_first: Sequence[RunRecord], keep: int) -> list[RunRecord]:
    """The runs of one job beyond the newest `keep`, without those that are never lost.

    Never lost: a run under way, the last success, the last successful full run
    (its records are the baseline of guards and of the next incremental update).
    """
    real = [run for run in newest_first if run.outcome in GOOD and not (run.dry_run or run.repair)]
    kept = {run.run_id for run in [*newest_first[:keep], *real[:1], *[run for run in real if run.update == "full"][:1]]}
    return [run for run in newest_first if run.run_id not in kept and run.outcome != "running"]
