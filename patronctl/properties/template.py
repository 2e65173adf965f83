"""The template of the properties language (docs/rules.md, part 3): text with {Column}, {Column:4}, {Column:-2}, {Column:3-5}."""

import re
from typing import Literal, NamedTuple

PIECE = re.compile(r"\{\{|\}\}|\{(?P<column>[^{}:]+)(?::(?P<slice>[^{}]*))?\}|(?P<text>[^{}]+)|(?P<stray>[{}])")
SLICE = re.compile(r"(?P<first>[1-9][0-9]*)$|-(?P<last>[1-9][0-9]*)$|(?P<start>[1-9][0-9]*)-(?P<end>[1-9][0-9]*)$")


class Part(NamedTuple):
    """A piece of text, or a whole column, or a part of one. Counts are characters, `start` from 1."""

    kind: Literal["text", "whole", "first", "last", "range"]
    text: str = ""
    column: str = ""
    start: int = 0
    length: int = 0


def parse(template: str) -> tuple[Part, ...]:
    """The parts of a template. Raises ValueError with a hint where braces don't fit."""
    parts: list[Part] = []
    for piece in PIECE.finditer(template):
        if piece["stray"]:
            raise ValueError(f"a lone {piece['stray']} at character {piece.start() + 1}; write {piece['stray'] * 2} for a brace")
        if piece["column"]:
            parts.append(_column(piece["column"], piece["slice"]))
        else:
            parts.append(Part("text", text=piece["text"] or piece[0][0]))
    return tuple(parts)


def _column(name: str, part: str | None) -> Part:
    if part is None:
        return Part("whole", column=name)
    found = SLICE.match(part)
    if not found:
        raise ValueError(f"{{{name}:{part}}} is not a part of a column; write {{{name}:4}}, {{{name}:-2}} or {{{name}:3-5}}")
    if found["first"]:
        return Part("first", column=name, length=int(found["first"]))
    if found["last"]:
        return Part("last", column=name, length=int(found["last"]))
    start, end = int(found["start"]), int(found["end"])
    if end < start:
        raise ValueError(f"{{{name}:{part}}} ends before it starts")
    return Part("range", column=name, start=start, length=end - start + 1)
