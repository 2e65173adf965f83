"""The forms of a comparison."""

from collections.abc import Iterator
from typing import Literal

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.comparison import Change, Comparison
from patronctl.views.timer_plan_markdown import cell
from patronctl.views.timer_plan_markdown import schedules as markdown_schedules
from patronctl.views.timer_plan_text import schedules as text_schedules


def render(found: Comparison, form: Literal["text", "json", "markdown"]) -> RenderableType:
    """The comparison in one form."""
    if form == "json":
        return found.model_dump_json(indent=2)
    return "\n".join(_markdown(found)) if form == "markdown" else Group(*_text(found))


def summary(found: Comparison) -> str:
    """One line."""
    if not found.changes:
        return f"Nothing changes against {found.revision}."
    count = len(found.changes)
    return f"{count} change{'s' if count > 1 else ''} against {found.revision}, {len(found.dangerous) or 'none'} to look at twice."


def _text(found: Comparison) -> Iterator[RenderableType]:
    for about, changes in _grouped(found):
        yield Text(about, style="bold")
        for change in changes:
            yield Text.assemble("  ", change.text, (f"\n    ⚠ {change.danger}", "bold yellow") if change.danger else "")
    yield from (Text(f"! {note}") for note in found.notes)
    yield from text_schedules(found.schedules)
    yield Text(summary(found), style="bold")


def _markdown(found: Comparison) -> Iterator[str]:
    yield "### What this changes\n"
    yield f"**{cell(summary(found))}**"
    for about, changes in _grouped(found):
        yield f"\n#### {cell(about)}\n"
        yield from (f"- {cell(change.text)}{_warning(change)}" for change in changes)
    yield from (f"\n⚠️ {cell(note)}" for note in found.notes)
    yield from markdown_schedules(found.schedules)


def _warning(change: Change) -> str:
    return f" — ⚠️ **{cell(change.danger)}**" if change.danger else ""


def _grouped(found: Comparison) -> Iterator[tuple[str, list[Change]]]:
    for about in dict.fromkeys(change.about for change in found.changes):
        yield about, [change for change in found.changes if change.about == about]
