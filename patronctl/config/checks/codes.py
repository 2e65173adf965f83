"""Codes that properties write out themselves: sites and access levels of the district."""

from collections.abc import Iterator

from patronctl.config.district import District
from patronctl.config.folder import DistrictFolder
from patronctl.documents.document import Place
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.model import FieldMapping, Properties


def constants_exist(folder: DistrictFolder) -> Iterator[Problem]:
    """A site, access level or patron type that is written out is one of the district's; a feed's own values are checked in the run."""
    if not folder.district:
        return
    for properties in {id(used): used for job in folder.jobs if (used := folder.properties_of(job))}.values():
        for name, (title, known) in _lists(folder.district.model).items():
            for place, code in _written(name, properties.model):
                if code.casefold() not in {one.casefold() for one in known}:
                    message = f"the district has no {title} {code}"
                    # A patron type is created where it isn't known; a default that can't pass is none.
                    severe = place == ("fields", name, "default") and name != "patron_type"
                    hint = did_you_mean(code, known, "It has")
                    yield properties.document.problem(place, message, hint, severity="error" if severe else "warning")


def _lists(district: District) -> dict[str, tuple[str, list[str]]]:
    sites = [code for site in district.sites for code in (site.short_name, *site.aliases)]
    return {
        "site": ("site", sites),
        "access_level": ("access level", district.access_levels),
        "patron_type": ("patron type", list(district.patron_types)),
    }


def _written(name: str, properties: Properties) -> Iterator[tuple[Place, str]]:
    """The constants that the field can become: its value, its default, the plain replacements of its map."""
    mapping = properties.fields.get(name)
    if mapping is None:
        return
    place: Place = ("fields", name)
    if mapping.value:
        yield (*place, "value"), mapping.value
    if mapping.default:
        yield (*place, "default"), mapping.default
    yield from _replacements(mapping, place, properties)


def _replacements(mapping: FieldMapping, place: Place, properties: Properties) -> Iterator[tuple[Place, str]]:
    named = isinstance(mapping.map, str)
    table = properties.maps.get(mapping.map, {}) if isinstance(mapping.map, str) else mapping.map or {}
    where: Place = ("maps", str(mapping.map)) if named else (*place, "map")
    for given, replacement in table.items():
        if isinstance(replacement, str) and replacement and "{" not in replacement and mapping.case is None:
            yield (*where, given), replacement
