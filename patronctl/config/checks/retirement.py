"""Retirement across files: scopes that meet, limits that name nobody, rules that can't know what they ask."""

from collections.abc import Iterator
from itertools import combinations

from patronctl.config.district import District
from patronctl.config.folder import DistrictFolder
from patronctl.config.job import Job
from patronctl.config.retirement import Inactivation, Scope
from patronctl.config.scope import overlap
from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean

LIMIT = ("inactivation", "limit_to")


def retirement(folder: DistrictFolder) -> Iterator[Problem]:
    """The checks of this file, for every job of the district that retires."""
    if folder.district is None:
        return
    district = folder.district.model
    retiring = [(job, job.model.inactivation, _maps_persona(folder, job)) for job in folder.jobs if job.model.inactivation]
    for job, rules, _ in retiring:
        yield from _unknown_names(job, rules, district)
        yield from _unknown_circulation(job, rules, district)
    for (one, its, mapped), (other, theirs, also_mapped) in combinations(retiring, 2):
        met = overlap(its, theirs, district, personas_mapped=mapped or also_mapped)
        if met:
            yield other.document.problem(
                LIMIT,
                f"{other.model.name} and {one.model.name} ({one.document.file}) could both retire {met}",
                "Each would retire the other's people. Limit them to different patron types, access levels or personas.",
            )


def _maps_persona(folder: DistrictFolder, job: Located[Job]) -> bool:
    properties = folder.properties_of(job)
    return properties is None or "persona" in properties.model.fields


def _unknown_names(job: Located[Job], rules: Inactivation, district: District) -> Iterator[Problem]:
    if not isinstance(rules.limit_to, Scope):
        return
    for n, name in enumerate(rules.limit_to.access_levels):
        if name not in district.access_levels:
            hint = did_you_mean(name, district.access_levels, "There are")
            yield job.document.problem((*LIMIT, "access_levels", n), f"the district has no access level {name}", hint)
    for n, name in enumerate(rules.limit_to.patron_types):
        if name not in district.patron_types:
            hint = did_you_mean(name, district.patron_types, "There are") or "A feed may create it; until then the limit holds nobody."
            message = f"the district lists no patron type {name}"
            yield job.document.problem((*LIMIT, "patron_types", n), message, hint, severity="warning")


def _unknown_circulation(job: Located[Job], rules: Inactivation, district: District) -> Iterator[Problem]:
    if rules.asks_about_circulation and district.circulation is None:
        yield job.document.problem(
            ("inactivation",),
            "its rules ask about checkouts and fines, but district.yaml has no circulation: they will delete nobody",
            "Add circulation to district.yaml, or take the rules out.",
            severity="warning",
            at_key=True,
        )
