"""The district: its facts. One district, one patron store (`district.yaml`)."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field

from patronctl.domain.guard import Percent
from patronctl.domain.model import Model, Switch, Text
from patronctl.sources import Source

Name = Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Persona = Literal["student", "faculty", "other"]
Month = Literal["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]


class Site(Model):
    """A school with a library."""

    short_name: Annotated[Text, Field(max_length=10)]
    """The site's short name, at most 10 characters."""
    title: Text
    aliases: list[Text] = []
    """Other codes that feeds use for the site. Quote numbers: a code is text."""
    default_patron_type: Text
    """Given to a patron whose record names none."""
    default_access_level: Text
    """Given to a patron whose record names none, or one that is not known."""
    default_resource_group: Text | None = None
    """Given to a patron whose record names none; nothing where it is left out."""


class CirculationColumns(Model):
    """The columns of the circulation file. Exactly one of district_id and barcode names the patron."""

    district_id: Text | None = None
    barcode: Text | None = None
    site: Text | None = None
    """With barcode: the column of the site."""
    checkouts: Text
    fines: Text


class Circulation(Model):
    """Who has items out or owes money. Staged with each full update of a job that retires."""

    source: Source
    lists: Literal["patrons_with_transactions", "all_patrons"]
    """What absence from the file means: no transactions, or unknown."""
    columns: CirculationColumns
    encoding: Text = "utf-8"
    delimiter: Annotated[Text, Field(max_length=1)] = ","
    max_age_hours: Annotated[int, Field(ge=1, strict=True)] = 36
    """Older than this, the file counts as missing, and circulation is unknown."""
    min_records: Annotated[int, Field(ge=0, strict=True)] = 1
    """A file with fewer records counts as missing."""
    max_unmatched: Percent = "25%"
    """When more of its keys than this match no patron, the file counts as missing: say, its leading zeros are gone."""


class District(Model):
    """One district: its sites, its lists, its calendar."""

    name: Name
    """Short name; the district's folder in the state."""
    title: Text
    timezone: Text
    """IANA name, such as America/Chicago. Schedules and whole days count in it."""
    statistical_year_starts_in: Month
    """The month in which the school year starts."""
    require_district_id: Switch = False
    """A new patron needs a district ID."""
    sites: Annotated[list[Site], Field(min_length=1)]
    access_levels: Annotated[list[Text], Field(min_length=1)]
    patron_types: Annotated[dict[Text, Persona], Field(min_length=1)]
    """Patron type: persona."""
    circulation: Circulation | None = None
    tombstones_kept_days: Annotated[int, Field(ge=0, le=3650, strict=True)] = 365
    """How long the tombstone of a deleted patron (key, when, why, run) is kept."""

    @property
    def starting_month(self) -> int:
        """The number of the month in which the school year starts: January is 1."""
        return get_args(Month).index(self.statistical_year_starts_in) + 1

    def date_of(self, moment: datetime) -> date:
        """The date that a moment, with its offset, has in the district."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()
