"""A check on a terminal and as JSON."""

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.check_report import CheckReport, CheckStep
from patronctl.views.text import plain_table


def as_json(report: CheckReport) -> str:
    """The report, for programs."""
    return report.model_dump_json(indent=2)


def render(report: CheckReport) -> RenderableType:
    """The steps, the sample, and the sentence at the end."""
    notes = (Text(f"note: {note}") for note in report.notes)
    return Group(*_steps(report), *_sample(report), *_messages(report), *notes, _sentence(report))


def _steps(report: CheckReport) -> list[RenderableType]:
    table = plain_table("Source", "Step", "", "#Time", "Found")
    for step in report.steps:
        sign = Text("ok", style="green") if step.passed else Text("failed", style="red")
        table.add_row(step.source, step.name, sign, f"{step.seconds * 1000:,.0f} ms", _found(step))
    return [table, Text()]


def _found(step: CheckStep) -> Text:
    return Text(step.detail + (f"\nhint: {step.hint}" if step.hint else ""))


def _sample(report: CheckReport) -> list[RenderableType]:
    if not report.sample:
        return []
    title = "First records, converted" + ("" if report.shows_values else " (masked; --show-values shows them)")
    table = plain_table("Field", *(f"Record {number}" for number in range(1, len(report.sample) + 1)), title=title)
    table.columns[0].no_wrap = True
    for name in report.sample[0]:
        table.add_row(name, *(Text(row[name] or "-") for row in report.sample))
    return [table, Text()]


def _messages(report: CheckReport) -> list[RenderableType]:
    if not report.messages:
        return []
    table = plain_table("#Records", "#Share", "Message", "Field", "What would fit", title="What the conversion says")
    for one in report.messages:
        table.add_row(f"{one.records:,}", f"{one.share:.1%}", one.code, one.field, Text(one.hint))
    return [table, Text()]


def _sentence(report: CheckReport) -> Text:
    if report.passed:
        return Text(f"{report.job} is ready; nothing was changed.", style="green")
    return Text(f"{report.job} can't run: {report.failed_step} failed. Nothing was changed.", style="red")
