"""Just enough of Markdown to check it: tables, fenced examples, links."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A fenced block and the language that its fence names."""

    language: str
    text: str


def table(text: str, first_header: str) -> list[list[str]]:
    """The cells of the table whose first column has this header, without the header."""
    lines = text.splitlines()
    ruled = enumerate(pairwise(lines))
    start = next(at for at, (line, below) in ruled if line.startswith(f"| {first_header} |") and below.startswith("| ---"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def links(text: str) -> list[str]:
    """Where the links lead, inside the repository or out of it."""
    return LINK.findall(FENCE.sub("", text))


def examples(text: str) -> list[Example]:
    """The fenced blocks."""
    return [Example(*found) for found in FENCE.findall(text)]


def anchors(path: Path) -> set[str]:
    """The names that headings can be linked by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
