"""Put the names of a feed's header where properties have positions."""

import re
from collections.abc import Sequence
from typing import Any

_POSITION = re.compile(r"\{\{|\}\}|\{(\d+)\}")
_NOT_IN_TEMPLATES = re.compile(r"[{}:]")


def named(value: Any, names: Sequence[str]) -> Any:
    """Plain data of a piece, with every position as the name of its column. Raises IndexError for a position beyond the header."""
    if isinstance(value, list):
        return [_alternative(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _said(key, inner, names) for key, inner in value.items()}
    return _out_of_template(made) if isinstance(made.get("template"), list) else made


def named_table(table: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The same for a map: its replacements are templates or pieces."""
    return {given: _replacement(becomes, names) for given, becomes in table.items()}


def _said(key: str, value: Any, names: Sequence[str]) -> Any:
    if key == "column" or (key == "if_empty" and not isinstance(value, list)):
        return _alternative(value, names)
    if key == "template":
        return _template(value, names)
    if key == "choose":
        return {name: _alternative(inner, names) for name, inner in value.items()}
    if key == "map" and isinstance(value, dict):
        return named_table(value, names)
    return named(value, names) if key in ("parts", "if_empty") else value


def _alternative(value: Any, names: Sequence[str]) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return named(value, names)
    return names[value - 1]


def _replacement(value: Any, names: Sequence[str]) -> Any:
    if not isinstance(value, str):
        return named(value, names)
    made = _template(value, names)
    return made if isinstance(made, str) else {"parts": made}


def _template(template: str, names: Sequence[str]) -> str | list[dict[str, Any]]:
    """The template with names; a list of pieces where a name has characters that mean something in a template."""
    used = [names[int(found[1]) - 1] for found in _POSITION.finditer(template) if found[1]]
    if not any(_NOT_IN_TEMPLATES.search(name) for name in used):
        return _POSITION.sub(lambda found: f"{{{names[int(found[1]) - 1]}}}" if found[1] else found[0], template)
    return _pieces(template, names)


def _pieces(template: str, names: Sequence[str]) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = []
    end = 0
    for found in [*_POSITION.finditer(template), None]:
        if found and not found[1]:
            continue
        text = template[end : found.start() if found else None].replace("{{", "{").replace("}}", "}")
        pieces += [{"value": text}] if text else []
        if found:
            pieces.append({"column": names[int(found[1]) - 1]})
            end = found.end()
    return pieces


def _out_of_template(made: dict[str, Any]) -> dict[str, Any]:
    return {"parts" if key == "template" else key: value for key, value in made.items()}
