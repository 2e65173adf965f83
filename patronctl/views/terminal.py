"""Rich's console for text of the world: none of it is markup, and none of it can move the cursor, color the screen or turn the reading."""

from collections.abc import Iterable
from typing import Any

from rich import console as rich_console
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from patronctl.domain.text import HARMFUL, harmless


class Console(rich_console.Console):
    """One character stands for one, so that columns stay."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"markup": False, "emoji": False, "highlight": False, **settings})

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Every text that is shown passes here, those within tables and groups too."""
        return super().render(_harmless(renderable), options)


def _harmless(renderable: RenderableType) -> RenderableType:
    if isinstance(renderable, str):
        return harmless(renderable)
    if isinstance(renderable, Text) and HARMFUL.search(renderable.plain):
        cleaned = renderable.copy()
        cleaned.plain = harmless(renderable.plain)
        return cleaned
    return renderable
