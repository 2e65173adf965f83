"""The forms of the Job Summary. A new one is one file here and one line in `FORMS`."""

from collections.abc import Callable, Mapping

from rich.console import RenderableType

from patronctl.store.run_folder import Run
from patronctl.views import json, markdown, text

FORMS: Mapping[str, Callable[[Run], RenderableType]] = {
    "text": text.render,
    "json": json.render,
    "markdown": markdown.render,
}


def render(run: Run, form: str) -> RenderableType:
    """One run in one form: text for a console, or a finished string."""
    return FORMS[form](run)
