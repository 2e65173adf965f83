"""The health of the jobs on a terminal."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.health import Health, JobHealth
from patronctl.views.text import plain_table

SIGNS = {
    "healthy": ("●", "green"), "running": ("●", "cyan"), "not_scheduled": ("○", "dim"),
    "failed": ("✗", "bold red"), "missed": ("✗", "bold red"), "never_ran": ("✗", "bold red"),
    "no_timer": ("✗", "bold red"), "unknown": ("?", "bold red"),
}  # fmt: skip
WORDS = {"no_timer": "no timer", "never_ran": "never ran", "not_scheduled": "by hand only"}


def as_text(health: Health) -> RenderableType:
    """A line a job, then what is wrong and what to do about it."""
    table = plain_table("", "Job", "State", "Last success", "Next run")
    for job in health.jobs:
        table.add_row(Text(*SIGNS[job.state]), job.job, WORDS.get(job.state, job.state), _when(job.last_success), _next(job))
    return Group(table, *_targets(health), *_troubles(health), *(line for job in health.jobs if not job.healthy for line in _trouble(job)))


def _targets(health: Health) -> Iterator[RenderableType]:
    if health.targets:
        table = plain_table("", "Target", "State", "Last delivery", "In step", "#Still differ")
        for one in health.targets:
            sign = Text("●", style="green") if one.healthy else Text("✗", style="bold red")
            name, state = Text(f"{one.district}/{one.target}"), Text(one.state.replace("_", " "))
            table.add_row(sign, name, state, _when(one.delivered_at), _when(one.in_step_at), f"{one.behind:,}")
        yield from (Text(), table)
        yield from (Text(f"{one.district}/{one.target}: {one.error}") for one in health.targets if one.error)


def _troubles(health: Health) -> Iterator[Text]:
    for trouble in health.troubles:
        yield Text(f"\n{trouble.message}")
        yield Text.assemble(("  hint: ", "bold"), trouble.hint)


def _trouble(job: JobHealth) -> Iterator[Text]:
    yield Text.assemble("\n", (job.job, "bold"), *(f"\n  {reason}" for reason in job.reasons))
    if job.hint:
        yield Text.assemble(("  hint: ", "bold"), job.hint)


def _next(job: JobHealth) -> str:
    return f"{_when(job.next_run)} {job.next_update}" if job.next_run else "-"


def _when(at: datetime | None) -> str:
    return f"{at:%a %Y-%m-%d %H:%M %Z}".rstrip() if at else "-"
