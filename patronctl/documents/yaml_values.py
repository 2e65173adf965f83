"""Plain data out of YAML's nodes: decimals instead of floats, nothing guessed, every problem kept."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from patronctl.documents.document import Document, Place, Spot
from patronctl.domain.problem import Problem

TOO_DEEP = "the file is nested too deeply"
DEEPEST = 64
"""How many sections, lists and brackets may stand inside each other. No file needs ten."""
_MOST_NODES = 200_000
_LARGEST = 2**63 - 1
_TAG = "tag:yaml.org,2002:"


class Unquoted:
    """A value that YAML takes for a date, or for a number that is none or too large. Every model refuses it."""


class _UnusableError(Exception):
    """Stop reading the file; its problem is already recorded."""


class Builder:
    """Makes one file's document of its root node, and collects the problems."""

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
        try:
            value = self._value(node, ())
        except _UnusableError:
            return None, self.problems
        return Document(self.file, value, self.values, self.keys), self.problems

    def _wrong(self, node: Node, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, node.start_mark.column + 1, message, hint))

    def _value(self, node: Node, place: Place) -> Any:
        self._count += 1
        if id(node) in self._open or self._count > _MOST_NODES:
            self._wrong(node, "this alias repeats itself or makes the file too large", "Write it out.")
            raise _UnusableError
        if len(place) > DEEPEST:
            self._wrong(node, TOO_DEEP)
            raise _UnusableError
        self._open.add(id(node))
        self.values[place] = _spot(node)
        value = self._of_kind(node, place)
        self._open.discard(id(node))
        return value

    def _of_kind(self, node: Node, place: Place) -> Any:
        if isinstance(node, MappingNode):
            return dict(self._items(node, place))
        if isinstance(node, SequenceNode):
            return list(self._list(node, place))
        return self._scalar(node)

    def _list(self, node: SequenceNode, place: Place) -> Iterator[Any]:
        self._fits(node, "seq")
        for number, item in enumerate(node.value):
            if _tag(item) == "null":
                of = f"`{place[-1]}`" if place and isinstance(place[-1], str) else "the list"
                self._wrong(item, f"item {number + 1} of {of} has no value", 'Give it one, or remove the dash. An empty text is "".')
            yield self._value(item, (*place, number))

    def _fits(self, node: Node, kind: str) -> None:
        """Refuse a section or list with a tag such as !!int: its meaning would be lost."""
        if _tag(node) != kind:
            self._wrong(node, _a_tag(node.tag), "Remove it.")

    def _items(self, node: MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        self._fits(node, "map")
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
        return self._text(key)

    def _text(self, node: Node) -> str:
        """The text of a scalar, without the two kinds of character that no name of a file and no text in UTF-8 can have."""
        broken = next((character for character in node.value if character == "\0" or "\ud800" <= character <= "\udfff"), "")
        if broken:
            self._wrong(node, f"the text has the character U+{ord(broken):04X}, which can't be stored", "Remove the escape.")
            return "broken"
        return str(node.value)

    def _scalar(self, node: Node) -> Any:
        make = _MAKERS.get(_tag(node))
        if make is None:
            self._wrong(node, _a_tag(node.tag), "Remove it; quote the value if it is text.")
            return node.value if isinstance(node, ScalarNode) else None
        try:
            return make(self._text(node))
        except (ValueError, ArithmeticError):
            return Unquoted()


def _spot(node: Node) -> Spot:
    start = node.start_mark
    return Spot(start.line + 1, start.column + 1, node.value if isinstance(node, ScalarNode) else "")


def _tag(node: Node) -> str:
    return str(node.ctag.trval).removeprefix(_TAG)


def _whole(text: str) -> int:
    number = int(text.replace("_", ""), 0) if text.lstrip("+-").startswith(("0x", "0o", "0b")) else int(text.replace("_", ""))
    if abs(number) > _LARGEST:
        raise ValueError(text)
    return number


def _switch(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


_KINDS = {"int": "a number", "float": "a number", "bool": "true or false", "null": "nothing", "timestamp": "a date"}
_MAKERS: dict[str, Any] = {
    "str": str,
    "int": _whole,
    "float": _decimal,
    "bool": _switch,
    "null": lambda _: None,
    "timestamp": lambda _: Unquoted(),
}


def _a_tag(tag: str | None) -> str:
    """YAML's own tags by name. Any other may be a secret that begins with an exclamation mark."""
    tag = tag or ""
    known = tag.startswith("tag:yaml.org,2002:") or (tag.startswith("!!") and tag[2:].isalpha() and len(tag) < len("!!timestamps"))
    return f"the tag {tag} is not supported" if known else "a tag is not supported here"
