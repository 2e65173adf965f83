"""The converter's templates: literals, {n}, {n,omit}, {n,map_table,omit}, {n,regex("pattern","{$1}")}, {n,DATE("format")}, ISEMPTY(a,b,c).

The parser reads the text as it is written, because a backslash means one thing in a pattern and another in a literal.
"""

import re

from patronctl.properties.follett.java_properties import unescape
from patronctl.properties.follett.nodes import Column, Date, IsEmpty, Literal, Map, Operation, Regex, Template

_NUMBER = re.compile(r"\s*([1-9][0-9]{0,4})\s*")
_MAP = re.compile(r"map_([^,{}()\"]+)")
_CALL = re.compile(r"(?i:(regex|date))\s*\(")
_DATE_WITHOUT_QUOTES = re.compile(r"(?i:date)\s*\(([^()\"]*)\)")
_ISEMPTY = re.compile(r"(?i:ISEMPTY)\s*\(")
_MOST_CALLS = 50
_STRING = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_PATTERN_ESCAPE = re.compile(r'\\(?:(\\)|(")|u([0-9a-fA-F]{4}))')
_LITERAL_END = re.compile(r"(?:\\.|[^\\{},()])+", re.DOTALL)


class TemplateError(Exception):
    """What is wrong, where in the text (an offset), and what to do."""

    def __init__(self, offset: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint


def parse(raw: str) -> Template:
    """The parts of a template. Raises TemplateError."""
    if len(_ISEMPTY.findall(raw)) > _MOST_CALLS:
        raise TemplateError(0, f"more than {_MOST_CALLS} ISEMPTY in one value", "split the value, or convert the file and say it in YAML")
    parts, offset = _sequence(raw.rstrip(" \t") if not raw.endswith("\\ ") else raw, 0, inside=False)
    if offset < len(raw.rstrip(" \t")):
        raise TemplateError(offset, f"a lone {raw[offset]}", "write \\{ or \\} for a brace")
    return parts


def _sequence(raw: str, offset: int, *, inside: bool) -> tuple[Template, int]:
    """Parts until the end, or inside a call until a comma or a parenthesis that closes it."""
    parts: list[Literal | Column | IsEmpty] = []
    depth = 0
    while offset < len(raw):
        character = raw[offset]
        part: Literal | Column | IsEmpty
        if found := _ISEMPTY.match(raw, offset):
            part, offset = _is_empty(raw, offset, found.end())
        elif character == "{":
            part, offset = _column(raw, offset)
        elif character == "}" or (inside and depth == 0 and character in ",)"):
            break
        else:
            depth += (character == "(") - (character == ")")
            end = _literal_end(raw, offset)
            part, offset = Literal(unescape(raw[offset:end])), end
        parts.append(part)
    return _joined(parts, strip=inside), offset


def _literal_end(raw: str, offset: int) -> int:
    """At least one character; no further than what may be something else than text."""
    found = _LITERAL_END.match(raw, offset)
    end = found.end() if found else offset + 1
    call = _ISEMPTY.search(raw, offset + 1, end + 1)
    return call.start() if call else end


def _joined(parts: list[Literal | Column | IsEmpty], *, strip: bool) -> Template:
    joined: list[Literal | Column | IsEmpty] = []
    for part in parts:
        if isinstance(part, Literal) and joined and isinstance(joined[-1], Literal):
            joined[-1] = Literal(joined[-1].text + part.text)
        else:
            joined.append(part)
    if strip and joined and isinstance(joined[0], Literal):
        joined[0] = Literal(joined[0].text.lstrip())
    if strip and joined and isinstance(joined[-1], Literal):
        joined[-1] = Literal(joined[-1].text.rstrip())
    return tuple(part for part in joined if part != Literal(""))


def _is_empty(raw: str, start: int, offset: int) -> tuple[IsEmpty, int]:
    arguments: list[Template] = []
    while True:
        argument, offset = _sequence(raw, offset, inside=True)
        arguments.append(argument)
        if offset >= len(raw) or raw[offset] == "}":
            raise TemplateError(start, "the parenthesis of ISEMPTY is not closed", "write ISEMPTY({7},{6},{7})")
        offset += 1
        if raw[offset - 1] == ")":
            break
    if len(arguments) != 3:
        raise TemplateError(
            start,
            f"ISEMPTY has {len(arguments)} argument{'s' * (len(arguments) != 1)}, not three",
            "write ISEMPTY(what to test, the value when it is blank, the value when it is not)",
        )
    return IsEmpty(*arguments), offset


def _column(raw: str, start: int) -> tuple[Column, int]:
    number = _NUMBER.match(raw, start + 1)
    if not number:
        raise TemplateError(start, "a brace that no column number follows", "a column is given by its number, from 1: {3}")
    offset, omit = number.end(), False
    operations: list[Operation] = []
    while raw[offset : offset + 1] == ",":
        offset += 1 + _blanks(raw, offset + 1)
        if raw.startswith("omit", offset):
            omit, offset = True, offset + len("omit")
        else:
            operation, offset = _operation(raw, offset)
            operations.append(operation)
        offset += _blanks(raw, offset)
    if raw[offset : offset + 1] != "}":
        raise TemplateError(start, f"the braces of column {number[1]} can't be read to their end", "write {3}, {3,omit} or {3,map_x,omit}")
    return Column(int(number[1]), tuple(operations), omit, start), offset + 1


def _operation(raw: str, offset: int) -> tuple[Operation, int]:
    if table := _MAP.match(raw, offset):
        return Map(unescape(table[1]).strip()), table.end()
    if plain := _DATE_WITHOUT_QUOTES.match(raw, offset):
        return Date(unescape(plain[1]).strip(), None), plain.end()
    call = _CALL.match(raw, offset)
    if not call:
        word = re.match(r"\w*", raw[offset:])
        raise TemplateError(
            offset,
            f"{word[0] if word and word[0] else 'this'} is nothing that can be done to a column",
            'known are omit, map_<table>, regex("pattern","{$1}") and DATE("format")',
        )
    strings, end = _strings(raw, call.end())
    if call[1].lower() == "regex" and len(strings) == 2:
        return Regex(_pattern(strings[0]), unescape(strings[1])), end
    if call[1].lower() == "date" and len(strings) in (1, 2):
        return Date(unescape(strings[0]), unescape(strings[1]) if len(strings) == 2 else None), end
    wanted = 'two quoted texts: regex("pattern","{$1}")' if call[1].lower() == "regex" else 'a quoted format: DATE("MM/dd/yyyy")'
    raise TemplateError(offset, f"{call[1]} needs {wanted}", "put each between double quotes, with a comma between them")


def _strings(raw: str, offset: int) -> tuple[list[str], int]:
    """The quoted texts of a call, and the offset behind its closing parenthesis; none where it can't be read."""
    strings: list[str] = []
    while found := _STRING.match(raw, offset):
        strings.append(found[1])
        offset = found.end() + 1
        if raw[found.end() : offset] == ")":
            return strings, offset
        if raw[found.end() : offset] != ",":
            break
    return [], offset


def _pattern(written: str) -> str:
    """A pattern keeps its backslashes, single or doubled: \\d and \\\\d both mean a digit."""
    return _PATTERN_ESCAPE.sub(lambda found: found[1] or found[2] or re.escape(chr(int(found[3], 16))), written)


def _blanks(raw: str, offset: int) -> int:
    return len(raw[offset:]) - len(raw[offset:].lstrip(" \t"))
