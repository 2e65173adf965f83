"""The health of the targets: in step, so many behind, since when, and the last error."""

from patronctl.config.district import District
from patronctl.domain.health import TargetHealth, TargetState
from patronctl.places import Places
from patronctl.store.deliveries import newest_first
from patronctl.targets import Target

BAD = ("failed", "blocked")


def targets_of(district: District, places: Places) -> list[TargetHealth]:
    """Each target of a district. One that was never delivered to is only unhealthy where every run should deliver."""
    return [_health(district, target, places) for target in district.targets]


def _health(district: District, target: Target, places: Places) -> TargetHealth:
    records = list(newest_first(places, district.name, target.name))
    health = TargetHealth(district=district.name, target=target.name, state="never_delivered", healthy=target.deliver == "on_demand")
    if not records:
        return health
    last = records[0]
    in_step = next((one.finished for one in records if one.outcome == "succeeded" and one.counts.behind == 0), None)
    state: TargetState = "failed" if last.outcome in BAD else "behind" if last.counts.behind else "in_step"
    return TargetHealth(
        district=district.name,
        target=target.name,
        state=state,
        healthy=state == "in_step",
        behind=last.counts.behind,
        delivered_at=last.finished,
        in_step_at=in_step,
        error=last.failure.message if last.failure else "",
    )
