"""Can the retirement scopes of two jobs meet? Overlap makes one job retire the other job's people (docs/rules.md, part 1)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from patronctl.config.district import District, Persona
from patronctl.config.retirement import Inactivation, Scope

ANY_OTHER = "any other"


def overlap(one: Inactivation, other: Inactivation, district: District, *, personas_mapped: bool = False) -> str | None:
    """Whom both jobs could retire, in words; None when there is no such patron.

    A patron's persona follows from the patron type, unless a job's properties map it (`personas_mapped`).
    A patron type that the district doesn't list (feeds may create some) can have any persona.
    """
    if not (one.has_rules and other.has_rules):
        return None
    a, b = _scope(one), _scope(other)
    levels = _both(a.access_levels, b.access_levels, district.access_levels)
    types = sorted({kind for kind, persona in _kinds(a, b, district.patron_types, personas_mapped)})
    if not levels or not types:
        return None
    everybody = not (a.patron_types or b.patron_types or a.personas or b.personas)
    said = "patrons of every type" if everybody else f"patrons of type {', '.join(types)}"
    return said if set(levels) == set(district.access_levels) else f"{said} with access level {', '.join(levels)}"


def _scope(rules: Inactivation) -> Scope:
    return rules.limit_to if isinstance(rules.limit_to, Scope) else Scope.model_construct()


def _kinds(a: Scope, b: Scope, listed: Mapping[str, Persona], personas_mapped: bool) -> Iterator[tuple[str, str]]:
    """The patron types, each with a persona, that both scopes take in."""
    personas = _both(a.personas, b.personas, list(get_args(Persona)))
    for kind in _both(a.patron_types, b.patron_types, [*listed, ANY_OTHER]):
        for persona in personas:
            if personas_mapped or listed.get(kind, persona) == persona:
                yield kind, persona


def _both(a: Sequence[str], b: Sequence[str], everything: Sequence[str]) -> list[str]:
    """What both limits let through; an empty list is no limit."""
    if not a and not b:
        return list(everything)
    return [value for value in (a or b) if value in (b or a)]
