"""Values that are templates: parsed, with what is wrong reported at its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from patronctl.domain.problem import is_secret
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.nodes import Template
from patronctl.properties.follett.pieces import CannotTranslate
from patronctl.properties.follett.reading import Findings
from patronctl.properties.follett.template_language import TemplateError, parse

Made = TypeVar("Made")


@dataclass(frozen=True)
class Parsed:
    """An entry, and its value as a template."""

    entry: Entry
    template: Template


def parsed(entry: Entry, findings: Findings) -> Parsed | None:
    """The entry's value as a template; None, with the problem reported, where it is none."""
    try:
        return Parsed(entry, parse(entry.value.raw))
    except TemplateError as error:
        findings.error(entry.value, error.message, error.hint, offset=error.offset, private=is_secret(entry.key))
        return None


def guarded(make: Callable[[], Made], line: Parsed, findings: Findings) -> Made | None:
    """What `make` makes of the line; None, with the problem reported, where it can't be translated."""
    try:
        return make()
    except CannotTranslate as error:
        findings.error(line.entry.value, error.message, error.hint, offset=error.offset, private=is_secret(line.entry.key))
        return None
