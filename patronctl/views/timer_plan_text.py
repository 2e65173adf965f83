"""The plan on a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patronctl.domain.timer_plan import Action, TimerPlan, UnitChange, Upcoming

SIGNS: dict[Action, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "delete": ("-", "red"),
    "enable": ("↻", "cyan"),
}
WHO = {"system": "systemd", "user": "the user's systemd", "none": "files only"}


def as_text(plan: TimerPlan) -> RenderableType:
    """Changes first, then what keeps them from being applied, then when everything runs next."""
    return Group(*_parts(plan))


def summary(plan: TimerPlan) -> str:
    """The plan in one line."""
    if not plan.changes:
        return f"No changes: {plan.unchanged} units are as the configuration says."
    counts = ((action, sum(change.action == action for change in plan.changes)) for action in SIGNS)
    drift = sum(change.drift for change in plan.changes)
    told = ", ".join(f"{count} to {action}" for action, count in counts if count)
    return f"Plan: {told}; {plan.unchanged} unchanged." + (f" Drift: {drift}." if drift else "")


def _parts(plan: TimerPlan) -> Iterator[RenderableType]:
    yield Text(f"Timers of {plan.workspace} in {plan.unit_folder} ({WHO[plan.manager]})", style="bold")
    for change in plan.changes:
        yield _change(change)
        if change.action == "update":
            yield Padding(_diff(change.diff), (0, 0, 0, 6))
    for problem in plan.problems:
        yield Text.assemble(("  ✗ ", "bold red"), problem.message, ("\n    hint: ", "bold"), problem.hint)
    for note in plan.notes:
        yield Text.assemble(("  ! ", "bold yellow"), note)
    yield from schedules(plan.schedules)
    yield Text(f"\n{summary(plan)}", style="bold")


def schedules(coming: Sequence[Upcoming]) -> Iterator[RenderableType]:
    """A table for each time zone."""
    for timezone in sorted({upcoming.timezone for upcoming in coming}):
        yield Text(f"\nNext runs, {timezone}", style="bold")
        yield _table([upcoming for upcoming in coming if upcoming.timezone == timezone])


def _change(change: UnitChange) -> Text:
    sign, color = SIGNS[change.action]
    drift = ("drift: ", "magenta") if change.drift else ""
    return Text.assemble((f"  {sign} {change.action:<7}", f"bold {color}"), change.unit, "  ", drift, (change.reason, "dim"))


def _diff(diff: str) -> Text:
    colors = {"+": "green", "-": "red", "@": "cyan"}
    return Text("\n").join(Text(line, style=colors.get(line[:1], "")) for line in diff.splitlines())


def _table(schedules: list[Upcoming]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for upcoming in schedules:
        jitter = f" +0-{upcoming.jitter_minutes} min" if upcoming.jitter_minutes else ""
        runs = ", ".join([*upcoming.next_runs[:1], *map(_day, upcoming.next_runs[1:])]) or "never"
        table.add_row(f"  {upcoming.job}", upcoming.update, runs + jitter)
    return table


def _day(run: str) -> str:
    weekday, date, _ = run.split()
    return f"{weekday} {date[5:]}"
