"""One row per setting: how its change is said, and whether it is dangerous. A setting without a row is said plainly."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Say = Callable[[Any, Any], str]
Danger = Callable[[Any, Any], str]
"""From the values before and after to what is dangerous about it; blank where nothing is."""


def harmless(before: Any, after: Any) -> str:  # noqa: ARG001
    """No danger."""
    return ""


@dataclass(frozen=True)
class Row:
    """A setting by its path, such as "guards.max_deleted"."""

    path: str
    say: Say
    danger: Danger = harmless


def change(what: str, unit: str = "", nothing: str = "not set") -> Say:
    """`WHAT: AFTER instead of BEFORE`."""

    def say(before: Any, after: Any) -> str:
        return f"{what}: {shown(after, unit, nothing)} instead of {shown(before, unit, nothing)}"

    return say


def switch(on: str, off: str) -> Say:
    """A sentence for on, and one for off."""
    return lambda before, after: on if after else off  # noqa: ARG005


def shown(value: Any, unit: str = "", nothing: str = "not set") -> str:
    """A value for people."""
    if value is None:
        return nothing
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}{unit}" if isinstance(value, int) else f"{value}{unit}"


def lower(why: str) -> Danger:
    """Dangerous when the number falls, or is new."""
    return lambda before, after: why if after is not None and (before is None or _number(after) < _number(before)) else ""


def higher(why: str) -> Danger:
    """Dangerous when the number rises, or the limit goes."""
    return lambda before, after: why if before is not None and (after is None or _number(after) > _number(before)) else ""


def turned_on(why: str) -> Danger:
    """Dangerous when switched on."""
    return lambda before, after: why if after and not before else ""


def _number(value: Any) -> Decimal:
    """An amount of money arrives as text."""
    return Decimal(str(value))
