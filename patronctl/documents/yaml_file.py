"""Read a YAML file into a Document: exact positions, exact texts, and every problem of its syntax."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from patronctl.documents import yaml_parser
from patronctl.documents.document import Document, Place, Spot
from patronctl.domain.problem import Problem

_MOST_NODES = 200_000
_DEEPEST = 1_000
_TAG = "tag:yaml.org,2002:"


class Unquoted:
    """A value that YAML takes for a date. Nothing here is one, so every model refuses it."""


def read_yaml(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """The document, None where the file can't be read or parsed, and its problems. `file` is its name in messages."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = compose(text)
    except OSError as problem:
        return None, [Problem(file, 0, 0, f"the file can't be read: {problem.strerror}")]
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        return None, [Problem(file, line, 1, "the file is not text in UTF-8", "Save it again with the encoding UTF-8.")]
    except RecursionError:
        return None, [Problem(file, 0, 0, "the file is nested too deeply")]
    except YAMLError as problem:
        from patronctl.documents.yaml_syntax import no_yaml

        return None, [no_yaml(file, problem, text)]
    if node is None:
        return None, [Problem(file, 0, 0, "the file is empty", "See `patronctl init` for an example of each file.")]
    return _Builder(file).build(node)


def compose(text: str) -> Node | None:
    """The root node, None for an empty text. Raises YAMLError, or RecursionError for what is nested too deeply."""
    if yaml_parser.IN_C and not _may_be_deep(text):
        try:
            return yaml_parser.nodes(text)
        except YAMLError:
            pass  # the other parser says better what is wrong, and where
    thorough: Node | None = YAML(typ="safe", pure=True).compose(text)
    return thorough


def _may_be_deep(text: str) -> bool:
    """Could it be nested so deeply that a parser in C, which doesn't count, runs out of stack?"""
    return sum(map(text.count, ("[", "{", "- ", "? "))) > _DEEPEST or "\n" + " " * _DEEPEST in text


class _Builder:
    """Plain data out of nodes: decimals instead of floats, nothing guessed, every problem kept."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.values: dict[Place, Spot] = {}
        self.keys: dict[Place, Spot] = {}
        self._open: set[int] = set()
        self._count = 0

    def build(self, node: Node) -> tuple[Document | None, list[Problem]]:
        """The document of the root node, None where nothing can be made of it."""
        if not isinstance(node, MappingNode):
            self._wrong(node, "the file should be a list of `key: value` lines")
            return None, self.problems
        value = self._value(node, ())
        return Document(self.file, value, self.values, self.keys), self.problems

    def _wrong(self, node: Node, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, node.start_mark.column + 1, message, hint))

    def _value(self, node: Node, place: Place) -> Any:
        self._count += 1
        if id(node) in self._open or self._count > _MOST_NODES:
            if self._count <= _MOST_NODES + 1:
                self._wrong(node, "this alias repeats itself or makes the file too large", "Write it out.")
            return None
        self._open.add(id(node))
        self.values[place] = _spot(node)
        value = self._of_kind(node, place)
        self._open.discard(id(node))
        return value

    def _of_kind(self, node: Node, place: Place) -> Any:
        if isinstance(node, MappingNode):
            return dict(self._items(node, place))
        if isinstance(node, SequenceNode):
            return [self._value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._scalar(node)

    def _items(self, node: MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = self._key(key)
            if name is None:
                continue
            if name in seen:
                self._wrong(key, f"`{name}` is here twice", f"It is already in line {seen[name]}: keep one of them.")
                continue
            seen[name] = key.start_mark.line + 1
            self.keys[(*place, name)] = _spot(key)
            if _tag(value) == "null":
                self._wrong(key, f"`{name}` has no value", 'Give it one, or remove the line. An empty text is "".')
            yield name, self._value(value, (*place, name))

    def _key(self, key: Node) -> str | None:
        if not isinstance(key, ScalarNode):
            self._wrong(key, "a key must be text", "A text that starts with { or [ needs quotes.")
            return None
        tag = _tag(key)
        if tag == "merge":
            self._wrong(key, "merge keys (<<) are not supported", "Write the keys out.")
            return None
        if tag != "str":
            self._wrong(key, f"the key {key.value} is {_KINDS.get(tag, 'not text')}, and keys are text", f'Quote it: "{key.value}".')
        return str(key.value)

    def _scalar(self, node: Node) -> Any:
        make = _MAKERS.get(_tag(node))
        if make is None:
            self._wrong(node, f"the tag {node.tag} is not supported", "Remove it; quote the value if it is text.")
            return node.value if isinstance(node, ScalarNode) else None
        try:
            return make(node.value)
        except (ValueError, ArithmeticError):
            return Unquoted()


def _spot(node: Node) -> Spot:
    start = node.start_mark
    return Spot(start.line + 1, start.column + 1, node.value if isinstance(node, ScalarNode) else "")


def _tag(node: Node) -> str:
    return str(node.ctag.trval).removeprefix(_TAG)


def _whole(text: str) -> int:
    return int(text.replace("_", ""), 0) if text.lstrip("+-").startswith(("0x", "0o", "0b")) else int(text.replace("_", ""))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


_KINDS = {"int": "a number", "float": "a number", "bool": "true or false", "null": "nothing", "timestamp": "a date"}
_MAKERS: dict[str, Any] = {
    "str": str,
    "int": _whole,
    "float": _decimal,
    "bool": lambda text: text.lower() == "true",
    "null": lambda _: None,
    "timestamp": lambda _: Unquoted(),
}
