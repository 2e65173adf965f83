"""One row per setting: the sentence about its change, and whether that is dangerous. A test holds the rows to the models' leaves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Text = str | Mapping[Any, str] | Callable[[Any], str]
Danger = Callable[[Any, Any], str]
"""From the values before and after to what is dangerous about it; blank where nothing is. None is a setting that is not there."""


def harmless(before: Any, after: Any) -> str:  # noqa: ARG001
    """No danger."""
    return ""


@dataclass(frozen=True)
class Row:
    """A setting by its path, such as "guards.max_deleted".

    `text` is the sentence about the new value: a template with {}, a sentence per value, or a function. `absent` is the sentence
    for a setting that is removed; leave it out where another row covers that. `unset` is what "(was: …)" shows if there was no value.
    """

    path: str
    text: Text
    danger: Danger = harmless
    absent: str = ""
    unset: str = "not set"
    was: Callable[[Any], str] | None = None

    def sentence(self, before: Any, after: Any, *, new: bool = False) -> str:
        """The change in words; "" where there is nothing to say. Of something `new`, nothing was before."""
        text = self.absent if after is None else self.now(after)
        was = "" if new or not text or (isinstance(after, bool) or isinstance(before, bool)) else self._before(before)
        if not was:
            return text
        return f"{text} (was{'' if was[0].isdigit() or ' ' not in was else ':'} {was})"

    def now(self, value: Any) -> str:
        """The sentence about a value."""
        if isinstance(self.text, str):
            return self.text.format(shown(value))
        return self.text(value) if callable(self.text) else self.text.get(value, f"{self.path}: {shown(value)}")

    def _before(self, value: Any) -> str:
        if value is None:
            return self.unset
        if self.was:
            return self.was(value)
        return shown(value)


def by_path(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows as a table."""
    return {row.path: row for row in rows}


def shown(value: Any) -> str:
    """A value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def hidden(what: str) -> Callable[[Any], str]:
    """A setting whose value is never shown: it may be a secret, or lead to one."""
    return lambda _: what


def never_said(value: Any) -> str:  # noqa: ARG001
    """No "(was …)"."""
    return ""


def fewer(why: str) -> Danger:
    """Dangerous when the number falls."""
    return lambda before, after: why if None not in (before, after) and _number(after) < _number(before) else ""


def more(why: str) -> Danger:
    """Dangerous when the number rises."""
    return lambda before, after: why if None not in (before, after) and _number(after) > _number(before) else ""


def sooner(on: str, why: str) -> Danger:
    """A rule that hits more people the smaller its number is: dangerous when it is switched on, and when the number falls."""
    return lambda before, after: "" if after is None else on if before is None else fewer(why)(before, after)


def turned_on(why: str) -> Danger:
    """Dangerous when switched on."""
    return lambda before, after: why if after and not before else ""


def changed(why: str) -> Danger:
    """Dangerous when there was a value and it becomes another one, or goes."""
    return lambda before, after: why if before is not None and after != before else ""


def becomes(value: Any, why: str) -> Danger:
    """Dangerous when it becomes this value."""
    return lambda before, after: why if after == value and before != value else ""


def loses(why: str) -> Danger:
    """Dangerous when an entry of a list goes."""
    return lambda before, after: why if set(before or []) - set(after or []) else ""


def gains(why: str) -> Danger:
    """Dangerous when an entry comes to a list that had some."""
    return lambda before, after: why if before and set(after or []) - set(before) else ""


def _number(value: Any) -> Decimal:
    return Decimal(str(value))
