"""Read a YAML file into a Document: exact positions, exact texts, and every problem of its syntax."""

import warnings
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import Node

from patronctl.documents import yaml_parser
from patronctl.documents.document import Document
from patronctl.documents.yaml_values import DEEPEST, TOO_DEEP, Builder
from patronctl.domain.problem import Problem

_MOST_OPENED = 1_000
_MOST_BYTES = 10_000_000
_HINT = "Write it as a few sections and lists; see `patronctl init`."


def read_yaml(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """The document, None where the file can't be read or parsed, and its problems. `file` is its name in messages."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None, [Problem(file, 0, 0, f"the file is larger than {_MOST_BYTES // 1_000_000} MB", "Is it a feed?")]
        text = path.read_text(encoding="utf-8-sig")
        node = compose(text)
        if node is None:
            return None, [Problem(file, 0, 0, "the file is empty", "See `patronctl init` for an example of each file.")]
        return Builder(file).build(node)
    except OSError as problem:
        return None, [Problem(file, 0, 0, f"the file can't be read: {problem.strerror}")]
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        return None, [Problem(file, line, 1, "the file is not text in UTF-8", "Save it again with the encoding UTF-8.")]
    except RecursionError:
        return None, [Problem(file, *_where_too_deep(text), TOO_DEEP, _HINT)]
    except YAMLError as problem:
        from patronctl.documents.yaml_syntax import no_yaml

        return None, [no_yaml(file, problem, text)]


def compose(text: str) -> Node | None:
    """The root node, None for an empty text. Raises YAMLError, or RecursionError for what is nested too deeply."""
    first = None
    if yaml_parser.IN_C and not _may_be_deep(text):
        try:
            return yaml_parser.nodes(text)
        except YAMLError as problem:
            first = problem  # the other parser says better what is wrong, and where
    try:
        return _thoroughly(text)
    except (YAMLError, RecursionError):
        raise
    except Exception:
        # It fails in ways of its own at some directives, tags and escapes.
        raise first or MarkedYAMLError(problem="it can't be parsed") from None


def _thoroughly(text: str) -> Node | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)  # the last one counts, as YAML says
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node


def _may_be_deep(text: str) -> bool:
    """Could it be nested so deeply that a parser in C, which doesn't count, runs out of stack?"""
    return sum(map(text.count, ("[", "{", "- ", "? "))) > _MOST_OPENED or "\n" + " " * _MOST_OPENED in text


def _where_too_deep(text: str) -> tuple[int, int]:
    """Line and column of the first list or section that has too many around it. Events come one by one, so nothing recurses."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            return event.start_mark.line + 1, event.start_mark.column + 1
    return 0, 0
