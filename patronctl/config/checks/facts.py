"""The district's facts: time zone, site codes, what the sites default to."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from patronctl.config.district import Site
from patronctl.config.folder import DistrictFolder
from patronctl.documents.document import Place
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean


def timezone(folder: DistrictFolder) -> Iterator[Problem]:
    """The time zone is one of IANA's."""
    if not folder.district:
        return
    name = folder.district.model.timezone
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = available_timezones()
        hint = did_you_mean(name, sorted(zones), "")
        cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in sorted(zones) if "/" in zone}
        city = cities.get(name.rsplit("/", 1)[-1].casefold().replace(" ", "_"))
        hint = f"Did you mean {city}?" if city else hint or "Names are such as America/Chicago."
        yield folder.district.document.problem(("timezone",), f"there is no time zone {name}", hint)


def site_codes(folder: DistrictFolder) -> Iterator[Problem]:
    """Short names and aliases lead to one site each; case does not tell them apart."""
    if not folder.district:
        return
    taken: dict[str, Site] = {}
    for place, code, site in _codes(folder.district.model.sites):
        if owner := taken.get(code.casefold()):
            message = f"{code} is here twice" if owner is site else f"{code} already means {owner.title} ({owner.short_name})"
            hint = "Short names and aliases lead to one site each; case makes no difference."
            yield folder.district.document.problem(place, message, hint)
        taken.setdefault(code.casefold(), site)


def _codes(sites: Sequence[Site]) -> Iterator[tuple[Place, str, Site]]:
    for number, site in enumerate(sites):
        yield ("sites", number, "short_name"), site.short_name, site
        for position, alias in enumerate(site.aliases):
            yield ("sites", number, "aliases", position), alias, site


def site_defaults(folder: DistrictFolder) -> Iterator[Problem]:
    """A site's default patron type and access level are among the district's."""
    if not folder.district:
        return
    district = folder.district.model
    for number, site in enumerate(district.sites):
        for key, given, known, title in (
            ("default_patron_type", site.default_patron_type, list(district.patron_types), "patron type"),
            ("default_access_level", site.default_access_level, district.access_levels, "access level"),
        ):
            if given not in known:
                message = f"the district has no {title} {given}"
                yield folder.district.document.problem(("sites", number, key), message, did_you_mean(given, known, "It has"))
