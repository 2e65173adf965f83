"""What a template of the converter is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Literal:
    """Text that is the same for every record."""

    text: str


@dataclass(frozen=True)
class Regex:
    """Find a pattern; the replacement is text with {$1} for the groups."""

    pattern: str
    replacement: str


@dataclass(frozen=True)
class Date:
    """A date in one of Java's formats; `out` is how to write it, None where nothing is said."""

    format: str
    out: str | None


@dataclass(frozen=True)
class Map:
    """Look the value up in a table."""

    table: str


Operation = Regex | Date | Map


@dataclass(frozen=True)
class Column:
    """A column by its number, from 1, and what is done to it, in the order it is written."""

    number: int
    operations: tuple[Operation, ...]
    omit: bool
    offset: int


@dataclass(frozen=True)
class IsEmpty:
    """`then` when `test` is blank, else `otherwise`."""

    test: "Template"
    then: "Template"
    otherwise: "Template"


Template = tuple[Literal | Column | IsEmpty, ...]
