"""The properties: what becomes of each column."""

from typing import Any

from patronctl.review.comparison.row import Row, change


def field(name: str, before: Any, after: Any) -> str:
    """One mapped field, with its whole rule before and after."""
    if before is None:
        return f"The field {name} will be filled: {rule(after)}"
    if after is None:
        return f"The field {name} will no longer be filled (before: {rule(before)})"
    return f"The field {name} will come from {rule(after)} instead of {rule(before)}"


def rule(mapping: Any) -> str:
    """A mapping in a line, without what is at its default."""
    if not isinstance(mapping, dict):
        return str(mapping)
    said = {key: value for key, value in mapping.items() if value not in (None, True, [], {})}
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in said.items())


def _match(before: Any, after: Any) -> str:  # noqa: ARG001
    return "every patron is looked up by another key" if before else ""


ROWS = [
    Row("match_on", change("Patrons are matched by"), _match),
    Row("encoding", change("The feed's encoding is")),
    Row("delimiter", change("Columns are separated by")),
    Row("header", change("The feed has a header")),
    Row("skip_rows", change("Lines before the header")),
]
