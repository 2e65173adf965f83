"""Problems of the configuration: for people with the line and a caret under it, for programs as JSON."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from patronctl.domain.problem import Problem, is_secret
from patronctl.domain.text import visible

FORMAT_VERSION = 1
LinesOf = Callable[[str], Sequence[str]]
"""The lines of a file of the workspace; none where it can't be read."""


def as_json(problems: Sequence[Problem]) -> str:
    """All problems, and how many of them are errors."""
    import json

    errors = sum(problem.severity == "error" for problem in problems)
    return json.dumps(
        {"format_version": FORMAT_VERSION, "valid": not errors, "errors": errors, "problems": [problem._asdict() for problem in problems]},
        indent=2,
        ensure_ascii=False,
    )


def as_text(root: Path, problems: Sequence[Problem], files: int, *, color: bool = False) -> str:
    """Each problem with its line; a count at the end."""
    lines_of = lru_cache(maxsize=1)(partial(_lines, root))  # the problems come file by file
    blocks = [_block(problem, lines_of, _COLORS if color else {}) for problem in problems]
    return "\n\n".join([*blocks, _count(problems, files)])


# Written out, because a laid out table would cut the lines that the carets stand under.
_COLORS = {"error": "31;1", "warning": "33;1", "place": "1", "hint": "36"}


def _block(problem: Problem, lines_of: LinesOf, colors: Mapping[str, str]) -> str:
    def shown(text: str, what: str) -> str:
        text = visible(text)
        return f"\x1b[{colors[what]}m{text}\x1b[0m" if what in colors else text

    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    lines = [
        f"{shown(place, 'place')}: {shown(problem.severity, problem.severity)}: {visible(problem.message)}",
        *_source(problem, lines_of),
    ]
    return "\n".join([*lines, *([f"  {shown('hint', 'hint')}: {visible(problem.hint)}"] if problem.hint else [])])


def _source(problem: Problem, lines_of: LinesOf) -> list[str]:
    """The line and a caret. A line that may hold a secret is not shown."""
    lines = lines_of(problem.file) if problem.line else []
    if not 0 < problem.line <= len(lines):
        return []
    line, before = lines[problem.line - 1], lines[max(problem.line - 2, 0)]
    if problem.private or is_secret(line) or (before.rstrip().endswith(":") and is_secret(before)):
        return []
    number = str(problem.line)
    caret = "".join("\t" if character == "\t" else " " for character in line[: problem.column - 1])
    return [f"  {number} | {visible(line)}", f"  {' ' * len(number)} | {caret}^"]


def _lines(root: Path, file: str) -> list[str]:
    try:
        return (root / file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _count(problems: Sequence[Problem], files: int) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return f"{_plural(files, 'file')}, no problems"
    return f"{_plural(files, 'file')}, {_plural(errors, 'error')}, {_plural(warnings, 'warning')}"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
