"""A job's numbers for Prometheus, as the node exporter's text file collector reads them. No name of a patron is in them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from patronctl.domain.health import TargetHealth
from patronctl.domain.run_record import Check, RunRecord
from patronctl.places import write_atomically

GOOD = ("succeeded", "unchanged_source")
OUTCOMES = ("succeeded", "unchanged_source", "blocked", "failed", "canceled", "interrupted")
HELP = {
    "patronctl_last_run_timestamp_seconds": "When the job's last run ended.",
    "patronctl_last_success_timestamp_seconds": "When the job last succeeded.",
    "patronctl_last_run_duration_seconds": "How long the job's last run took.",
    "patronctl_last_run_outcome": "1 for the outcome of the job's last run, 0 for the others.",
    "patronctl_last_run_records": "Records and patrons of the job's last run, by what became of them.",
    "patronctl_last_run_check_passed": "1 for a gate or guard that passed in the job's last run, 0 for one that did not.",
}
TARGET_HELP = {
    "patronctl_target_behind": "Patrons who still differed after the last delivery to a target.",
    "patronctl_target_healthy": "1 for a target that is in step, 0 for one that is not.",
    "patronctl_target_in_step_timestamp_seconds": "When a target was last in step.",
}
Sample = tuple[str, Mapping[str, str], float]


def write(folder: Path, newest_first: Sequence[RunRecord]) -> None:
    """Write the file of a job, whole or not at all. The records are of one job, real runs that have ended; the first is the last run."""
    if newest_first:
        write_atomically(folder / f"patronctl_{newest_first[0].job}.prom", render(newest_first), mode=0o644)


def write_targets(folder: Path, targets: Sequence[TargetHealth]) -> None:
    """Write the file of a district's targets, whole or not at all."""
    if targets:
        write_atomically(folder / f"patronctl_targets_{targets[0].district}.prom", render_targets(targets), mode=0o644)


def render_targets(targets: Sequence[TargetHealth]) -> str:
    """The text of a district's targets."""
    return _text(TARGET_HELP, list(_of_targets(targets)))


def render(newest_first: Sequence[RunRecord]) -> str:
    """The text: one family after the other, each with its help and its samples."""
    return _text(HELP, list(_samples(newest_first)))


def _text(families: Mapping[str, str], samples: Sequence[Sample]) -> str:
    lines = []
    for name, words in families.items():
        lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        lines += [f"{name}{{{_labels(labels)}}} {value:.15g}" for family, labels, value in samples if family == name]
    return "\n".join(lines) + "\n"


def _samples(records: Sequence[RunRecord]) -> Iterator[Sample]:
    last = records[0]
    who = {"district": last.district, "job": last.job}
    ended = last.finished or last.started
    yield "patronctl_last_run_timestamp_seconds", who, ended.timestamp()
    yield "patronctl_last_run_duration_seconds", who, (ended - last.started).total_seconds()
    for good in (run for run in records if run.outcome in GOOD):
        yield "patronctl_last_success_timestamp_seconds", who, (good.finished or good.started).timestamp()
        break
    for outcome in OUTCOMES:
        yield "patronctl_last_run_outcome", {**who, "outcome": outcome}, float(last.outcome == outcome)
    for counter, count in last.counters.model_dump(exclude={"deleted_by_rule"}).items():
        yield "patronctl_last_run_records", {**who, "counter": counter}, count
    for labels, passed in _verdicts(last.checks).items():
        yield "patronctl_last_run_check_passed", {**who, **dict(labels)}, float(passed)


def _of_targets(targets: Sequence[TargetHealth]) -> Iterator[Sample]:
    for target in targets:
        who = {"district": target.district, "target": target.target}
        yield "patronctl_target_behind", who, target.behind
        yield "patronctl_target_healthy", who, float(target.healthy)
        if target.in_step_at:
            yield "patronctl_target_in_step_timestamp_seconds", who, target.in_step_at.timestamp()


def _verdicts(checks: Sequence[Check]) -> dict[tuple[tuple[str, str], ...], bool]:
    """One verdict per series: a check that is made several times passed when all of them did."""
    verdicts: dict[tuple[tuple[str, str], ...], bool] = {}
    for check in checks:
        labels = (("check", check.name), ("family", check.family), ("site", check.site or ""))
        verdicts[labels] = verdicts.get(labels, True) and check.passed
    return verdicts


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items())


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
