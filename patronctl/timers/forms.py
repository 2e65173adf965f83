"""The forms of a plan. A new form is one file and one line here."""

from typing import Literal

from rich.console import RenderableType

from patronctl.timers.markdown_form import as_markdown
from patronctl.timers.plan import TimerPlan
from patronctl.timers.text_form import as_text


def render(plan: TimerPlan, form: Literal["text", "json", "markdown"]) -> RenderableType:
    """The plan in one form: laid out for a terminal, or finished text."""
    if form == "json":
        return plan.model_dump_json(indent=2)
    return as_markdown(plan) if form == "markdown" else as_text(plan)
