"""The guards of a delivery: they count what would change at the target, before the first write."""

from collections.abc import Iterator, Mapping, Sequence

from patronctl.domain.limit import Limit, breaches, share
from patronctl.domain.run_record import Check
from patronctl.targets.settings import DeliveryGuards

NAMES: tuple[str, ...] = tuple(name for name in DeliveryGuards.model_fields if name.startswith("max_"))


def on_effects(guards: DeliveryGuards, counts: Mapping[str, int], allow: Sequence[str]) -> Iterator[Check]:
    """One check a guard, as far as it was counted: `missing` is only known after a refresh."""
    for name in NAMES:
        effect = name.removeprefix("max_")
        if effect in counts:
            yield _check(name, getattr(guards, name), counts[effect], counts["confirmed"], guards.guard_floor, allow)


def _check(name: str, limit: Limit, observed: int, group: int, floor: int, allow: Sequence[str]) -> Check:
    nothing_to_compare = group == 0 and isinstance(limit, str)
    passed = nothing_to_compare or not breaches(limit, observed, group, floor)
    allowed = not passed and name in allow
    return Check(
        name=name,
        family="guard",
        observed=f"{observed:,} of {group:,} ({observed / group:.1%})" if group else f"{observed:,} of 0",
        limit=_in_words(limit, group, floor, nothing_to_compare),
        passed=passed,
        allowed=allowed,
        consequence="" if passed or allowed else "nothing was written to the target",
    )


def _in_words(limit: Limit, group: int, floor: int, nothing_to_compare: bool) -> str:
    if limit == "off":
        return "off"
    if nothing_to_compare:
        return f"{limit}, but there is nothing to compare with yet"
    return f"{limit:,}" if isinstance(limit, int) else f"{limit} ({max(int(share(limit, group)), floor - 1, 0):,})"
