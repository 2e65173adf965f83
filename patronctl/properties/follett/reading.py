"""What reading a converter file gives, and where its problems are collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from patronctl.documents.document import Place, Spot
from patronctl.domain.problem import Problem, Severity
from patronctl.properties.follett.java_properties import Entry, Text
from patronctl.properties.model import Properties


@dataclass(frozen=True)
class Note:
    """A key that is understood and means nothing here."""

    line: int
    key: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A converter file as properties; None when a problem is an error."""

    properties: Properties | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    spots: Mapping[Place, Spot] = field(default_factory=dict)
    """Where things stand in the file: ("fields", field) and ("maps", table, input)."""


@dataclass
class Findings:
    """Problems and notes of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def error(self, text: Text, message: str, hint: str, *, offset: int = 0, private: bool = False) -> None:
        """Something that stops the file from being used. Of what is `private`, the line is never shown."""
        self._add(text, offset, message, hint, "error", private)

    def warning(self, text: Text, message: str, hint: str, *, offset: int = 0, private: bool = False) -> None:
        """Something to look at."""
        self._add(text, offset, message, hint, "warning", private)

    def note(self, entry: Entry, why: str) -> None:
        """A key without meaning here."""
        self.notes.append(Note(entry.line, entry.key, why))

    def whole(self, message: str, hint: str, severity: Severity = "error") -> None:
        """Something about the file as a whole."""
        self.problems.append(Problem(self.file, 0, 0, message, _sentence(hint), severity))

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return any(problem.severity == "error" for problem in self.problems)

    def _add(self, text: Text, offset: int, message: str, hint: str, severity: Severity, private: bool) -> None:
        self.problems.append(Problem(self.file, *text.place(offset), message, _sentence(hint), severity, private))


def _sentence(hint: str) -> str:
    return hint[:1].upper() + hint[1:] + ("" if hint.endswith(("?", ".")) else ".")


def spot(text: Text) -> Spot:
    """Where a text stands."""
    return Spot(*text.place())
