"""The house stays in order: small files, SQL in its own files with a word about each, one place to look for a rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.repository.checkout import relative, text_of, tracked

LONGEST_FILE = 300
MEDIAN_FILE = 110
MEDIAN_FUNCTION = 10

STATEMENT = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+into\b|\bupdate\s+[\w.]+\s+set\b|\bdelete\s+from\b|\bdrop\s+(table|view)\b"
    r"|\bcreate\s+(or\s+replace\s+)?(temp\w*\s+)?(table|view|macro|schema)\b|^\s*(attach|detach|pragma|checkpoint|vacuum)\b(?!\w)",
    re.IGNORECASE | re.DOTALL,
)


def test_a_file_is_small():
    lengths = {relative(path): len(text_of(path).splitlines()) for path in tracked("patronctl/*.py", "patronctl/*.sql")}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    assert median(lengths.values()) <= MEDIAN_FILE


def test_a_function_is_short():
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in tracked("patronctl/*.py")
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]

    assert median(lengths) <= MEDIAN_FUNCTION


@pytest.mark.parametrize("path", tracked("patronctl/sql/*.sql"), ids=relative)
def test_a_sql_file_says_first_what_it_reads_and_writes(path: Path):
    first = next(line for line in text_of(path).splitlines() if not line.startswith("{%"))  # imports of macros may stand above

    assert re.match(r"-- \S.{15,}", first), f"{relative(path)} begins with {first!r}"


def test_no_sql_stands_in_python():
    found = [
        f"{relative(path)}:{line}: {text[:60]!r}"
        for path in tracked("patronctl/*.py")
        for line, text in _texts(ast.parse(text_of(path)))
        if STATEMENT.search(text)
    ]

    assert found == []


def _texts(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The string constants that do something: docstrings only talk."""
    talk = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in talk:
            yield node.lineno, node.value
