"""The guard on identities: how many known patrons one feed may give another name, birth date, barcode or login.

A column that slipped by one row, swapped columns, or another district's people under our IDs change everybody at once, and no
column looks odd. Only a value that takes the place of another counts: to fill what was empty overwrites nothing. Names are
compared without case, accents and punctuation, logins and email addresses without case and accents.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from patronctl.domain.limit import Limit, Observation, hold
from patronctl.domain.model import Model

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check


class Changed(Model):
    """A limit for each field: patrons in whom the feed overwrites it, as a number or a percentage of the known patrons in the feed."""

    last_name: Limit = "10%"
    """Another last name."""
    first_name: Limit = "10%"
    """Another first name."""
    birth_date: Limit = "5%"
    """Another birth date."""
    barcode: Limit = "10%"
    """Another barcode."""
    site: Limit = "30%"
    """Another site. A new school year moves whole classes."""
    email_1: Limit = "20%"
    """Another email address."""
    username: Limit = "10%"
    """Another username."""
    district_id: Limit = "10%"
    """Another district ID, where the job matches on barcode and site."""
    middle_name: Limit = "off"
    """Another middle name."""
    gender: Limit = "off"
    """Another gender."""
    patron_type: Limit = "off"
    """Another patron type."""
    access_level: Limit = "off"
    """Another access level."""
    grade_level: Limit = "off"
    """Another grade. A new school year changes everybody's."""
    homeroom: Limit = "off"
    """Another homeroom. A new school year changes everybody's."""
    graduation_year: Limit = "off"
    """Another graduation year."""


FIELDS: tuple[str, ...] = tuple(Changed.model_fields)


class FieldChanges(NamedTuple):
    """Of the feed's records at one site, or of all (None): how many name a known patron, and how many overwrite each field."""

    site: str | None
    known: int
    overwritten: Mapping[str, int]


def on_fields(limits: Changed, per_site: Limit, floor: int, counts: Iterable[FieldChanges], allow: Sequence[str]) -> "list[Check]":
    """A check for each mapped field that has a limit; at the sites only those that don't pass."""
    checks = []
    for count in counts:
        for field, observed in count.overwritten.items():
            limit: Limit = getattr(limits, field)
            if limit != "off" and count.site is None:
                checks.append(hold(Observation("max_changed", observed, count.known, limit, field=field), floor, allow))
            elif limit != "off" and per_site != "off" and field != "site":
                found = hold(Observation("max_changed_per_site", observed, count.known, per_site, count.site, field), floor, allow)
                checks += [] if found.passed else [found]
    return checks
