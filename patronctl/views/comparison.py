"""The forms of a comparison."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.comparison import Change, Comparison
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.words import people
from patronctl.places import real, write_atomically
from patronctl.views.terminal import Console
from patronctl.views.timer_plan_markdown import cell
from patronctl.views.timer_plan_markdown import schedules as markdown_schedules
from patronctl.views.timer_plan_text import schedules as text_schedules

_WIDTH = 160


def render(found: Comparison, form: Literal["text", "json", "markdown"]) -> RenderableType:
    """The comparison in one form."""
    if form == "json":
        return found.model_dump_json(indent=2)
    return "\n".join(_markdown(found)) if form == "markdown" else Group(*_text(found))


def save(found: Comparison, form: Literal["text", "json", "markdown"], path: Path) -> None:
    """Write the comparison in one form into a file, the whole of it or nothing. Raises ConfigurationError."""
    laid_out = render(found, form)
    if not isinstance(laid_out, str):
        console = Console(file=io.StringIO(), width=_WIDTH)
        with console.capture() as captured:
            console.print(laid_out)
        laid_out = captured.get().rstrip("\n")
    try:
        write_atomically(real(path.parent) / path.name, laid_out + "\n", mode=0o644)
    except OSError as problem:
        raise ConfigurationError(
            f"The comparison can't be written to {path}: {problem.strerror}", hint="Name a file in a folder that exists."
        ) from None


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
    yield from (Text(line) for line in _reach(found))
    yield from (Text(f"! {note}") for note in found.notes)
    yield from text_schedules(found.schedules)
    yield Text(summary(found), style="bold")


def _markdown(found: Comparison) -> Iterator[str]:
    yield "### What this changes\n"
    yield f"**{cell(summary(found))}**"
    for about, changes in _grouped(found):
        yield f"\n#### {cell(about)}\n"
        yield from (f"- {cell(change.text)}{_warning(change)}" for change in changes)
    yield from (f"\n{cell(line)}" if not line.startswith(" ") else f"- {cell(line.strip())}" for line in _reach(found) if line)
    yield from (f"\n⚠️ {cell(note)}" for note in found.notes)
    yield from markdown_schedules(found.schedules)


_WHAT = {"inactivated": "would be inactivated", "deleted": "would be deleted"}


def _reach(found: Comparison) -> Iterator[str]:
    """The patrons affected, largest sites first."""
    if not found.reach:
        return
    yield ""
    yield "Patrons affected, assuming the next feeds have the same people as the last ones and nobody has transactions:"
    for reach in found.reach:
        sites = sorted(reach.sites.items(), key=lambda site: (-site[1].after, site[0]))
        if reach.what == "in_the_last_feed":
            each = ", ".join(f"{name} {site.after:,}" for name, site in sites)
            yield f"  {reach.about}: {people(reach.after, 'patron')} in its last feed" + (f" ({each})" if each else "")
        else:
            each = ", ".join(f"{name} {site.after:,} (was {site.before:,})" for name, site in sites)
            yield f"  {reach.about}: {people(reach.after, 'patron')} {_WHAT[reach.what]} (was {reach.before:,}): {each}"


def _warning(change: Change) -> str:
    return f" — ⚠️ **{cell(change.danger)}**" if change.danger else ""


def _grouped(found: Comparison) -> Iterator[tuple[str, list[Change]]]:
    groups: dict[str, list[Change]] = {}
    for change in found.changes:
        groups.setdefault(change.about, []).append(change)
    yield from groups.items()
