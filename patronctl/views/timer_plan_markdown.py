"""The plan as a comment of a pull request."""

import re
from collections.abc import Iterator, Sequence

from patronctl.domain.text import visible
from patronctl.domain.timer_plan import TimerPlan, UnitChange, Upcoming
from patronctl.views.timer_plan_text import summary


def as_markdown(plan: TimerPlan) -> str:
    """A summary, a table of the changes, the diffs folded away, and the next runs."""
    return "\n".join(_lines(plan))


def cell(text: str) -> str:
    """Text in a table: one line, and no bar or tag that would end the cell or begin something."""
    one_line = re.sub(r"([\\|`*\[\]])", r"\\\1", " ".join(visible(text).split()))
    return one_line.replace("<", "&lt;")


def _lines(plan: TimerPlan) -> Iterator[str]:
    yield "### Timers\n"
    yield f"**{cell(summary(plan))}**\n"
    for problem in plan.problems:
        yield f"- ❌ {cell(problem.message)}. {cell(problem.hint)}"
    for note in plan.notes:
        yield f"- ⚠️ {cell(note)}"
    if plan.changes:
        yield "\n| | unit | why |\n| --- | --- | --- |"
        yield from (f"| {change.action} | `{change.unit}` | {_why(change)} |" for change in plan.changes)
        yield from (_folded(change) for change in plan.changes if change.action == "update")
    yield from schedules(plan.schedules)


def schedules(coming: Sequence[Upcoming]) -> Iterator[str]:
    """A table of the next runs; nothing where there are none."""
    if coming:
        yield "\n| job | update | next runs | time zone |\n| --- | --- | --- | --- |"
        yield from (f"| {up.job} | {up.update} | {'<br>'.join(up.next_runs) or 'never'} | {cell(up.timezone)} |" for up in coming)


def _why(change: UnitChange) -> str:
    return ("drift: " if change.drift else "") + cell(change.reason)


def _folded(change: UnitChange) -> str:
    # Four backticks: a line of three in a unit that somebody edited doesn't end the block.
    return f"\n<details><summary><code>{change.unit}</code></summary>\n\n````diff\n{change.diff}\n````\n\n</details>"
