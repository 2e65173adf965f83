"""The checks across files. A new check is one function and one line in a list here.

A check takes what was read and yields problems; it never raises. What could not be read is None, and has had its problem already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from patronctl.config.checks import (
    codes,
    columns,
    dates,
    expressions,
    facts,
    fields,
    literals,
    maps,
    names,
    passwords,
    patterns,
    places,
    scopes,
    templates,
)
from patronctl.config.checks.retirement import retirement
from patronctl.config.checks.schedules import schedules
from patronctl.config.checks.targets import targets
from patronctl.config.checks.time_zones import timezone
from patronctl.config.folder import DistrictFolder
from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties

PropertiesCheck = Callable[[Located[Properties]], Iterable[Problem]]
DistrictCheck = Callable[[DistrictFolder], Iterable[Problem]]
WorkspaceCheck = Callable[[Sequence[DistrictFolder]], Iterable[Problem]]

# Of one properties file, whoever uses it.
PROPERTIES_CHECKS: list[PropertiesCheck] = [
    fields.known,
    fields.match_key_mapped,
    fields.needed_to_add,
    fields.blanks,
    fields.autoassign,
    literals.can_pass,
    passwords.have_a_username,
    passwords.are_no_constant,
    columns.by_name_or_position,
    templates.parse_all,
    maps.known,
    maps.end,
    patterns.compile_all,
    expressions.harmless,
    dates.formats,
]

# Of one district with its jobs and their properties.
DISTRICT_CHECKS: list[DistrictCheck] = [
    names.of_the_folder,
    timezone,
    facts.site_codes,
    facts.site_defaults,
    places.of_properties,
    fields.district_id_required,
    codes.constants_exist,
    scopes.not_empty,
    retirement,
    schedules,
    targets,
]

# Of all districts together.
WORKSPACE_CHECKS: list[WorkspaceCheck] = [
    names.of_jobs,
]


def check_district(folder: DistrictFolder) -> Iterator[Problem]:
    """Everything about one district, its jobs and their properties."""
    for properties in folder.properties.values():
        for check in PROPERTIES_CHECKS if properties else ():
            yield from check(properties)  # type: ignore[arg-type]
    for of_district in DISTRICT_CHECKS:
        yield from of_district(folder)


def check_workspace(folders: Sequence[DistrictFolder]) -> Iterator[Problem]:
    """Everything about the districts together."""
    for check in WORKSPACE_CHECKS:
        yield from check(folders)
