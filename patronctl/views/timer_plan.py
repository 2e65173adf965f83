"""The forms of a plan. A new form is one file and one line here."""

from typing import Literal

from rich.console import RenderableType

from patronctl.domain.timer_plan import TimerPlan
from patronctl.views.timer_plan_markdown import as_markdown
from patronctl.views.timer_plan_text import as_text


def render(plan: TimerPlan, form: Literal["text", "json", "markdown"]) -> RenderableType:
    """The plan in one form: laid out for a terminal, or finished text."""
    if form == "json":
        return plan.model_dump_json(indent=2)
    return as_markdown(plan) if form == "markdown" else as_text(plan)
