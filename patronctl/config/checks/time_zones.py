"""The district's time zone is one of IANA's, and says when its clock changes."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from patronctl.config.folder import DistrictFolder
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import nearest

# What people call the zones of a country's clocks; the first letters of a name decide, so CST6 and "Central Standard Time" are here too.
_MEANT = {
    "America/Chicago": "cst cdt ct central",
    "America/New_York": "est edt et eastern",
    "America/Denver": "mst mdt mt mountain",
    "America/Los_Angeles": "pst pdt pt pacific",
    "America/Anchorage": "akst akdt akt alaska alaskan",
    "Pacific/Honolulu": "hst hdt hast hadt hawaii hawaiian",
    "America/Halifax": "ast adt atlantic",
    "America/St_Johns": "nst ndt newfoundland",
    "Pacific/Guam": "chst guam",
    "Pacific/Pago_Pago": "sst samoa",
    "Europe/London": "bst",
    "Europe/Berlin": "cest",
    "Asia/Kolkata": "ist",
    "Australia/Sydney": "aest aedt",
    "Pacific/Auckland": "nzst nzdt",
    "Asia/Tokyo": "jst",
}
_BY_WORD = {word: zone for zone, words in _MEANT.items() for word in words.split()}
_ALSO = {"America/Denver": " In Arizona it is America/Phoenix.", "America/Halifax": " In Puerto Rico it is America/Puerto_Rico."}
_NOT_OF_A_PLACE = ("localtime", "posixrules", "Factory")
_NEVER_CHANGE = ("EST", "MST", "HST")
_OTHERWISE = "Names are such as America/Chicago."


def timezone(folder: DistrictFolder) -> Iterator[Problem]:
    """The time zone is one of IANA's. The machine's own zone is refused, and so is a fixed offset without daylight saving."""
    if not folder.district:
        return
    name = folder.district.model.timezone
    if message := _wrong(name):
        yield folder.district.document.problem(("timezone",), message, _hint(name))


def _wrong(name: str) -> str:
    if name in _NOT_OF_A_PLACE:
        return f"{name} is not the time zone of a place"
    if name in _NEVER_CHANGE:
        return f"{name} is a fixed offset, without daylight saving time"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"there is no time zone {name}"
    return f"{name} is not the time zone of a place" if name.startswith(("posix/", "right/")) else ""


def _city(name: str) -> str:
    return name.rsplit("/", 1)[-1].casefold().replace(" ", "_")


def _hint(name: str) -> str:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/")))
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in zones}
    words = re.findall("[a-z]+", name.casefold())
    meant = next((_BY_WORD[word] for word in words if word in _BY_WORD and "/" not in name), None) or cities.get(_city(name))
    if not meant and "/" in name:
        meant = nearest(name, zones)
    elif not meant and name not in _NOT_OF_A_PLACE:
        # A short name resembles many cities: only a slip of the finger counts.
        meant = cities.get(next(iter(get_close_matches(_city(name), list(cities), n=1, cutoff=0.8)), ""))
    return f"Did you mean {meant}?{_ALSO.get(meant, '')}" if meant else _OTHERWISE
