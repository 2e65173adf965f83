"""The district: its facts. One district, one patron store (`district.yaml`)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from patronctl.domain.limit import Percent
from patronctl.domain.model import Late, Model, Switch, Text
from patronctl.notify import Channel
from patronctl.properties.model import Encoding
from patronctl.sources import Source
from patronctl.targets import Target

Name = Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Persona = Literal["student", "faculty", "other"]
Month = Literal["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]


SiteCode = Annotated[Text, Field(max_length=10)]


class Site(Model):
    """A school with a library."""

    short_name: SiteCode
    """The site's short name, at most 10 characters."""
    title: Text
    """The school's name, for people."""
    aliases: list[SiteCode] = []
    """Other codes that feeds use for the site, at most 10 characters. Quote numbers: a code is text."""
    default_patron_type: Text
    """Given to a patron whose record names none."""
    default_access_level: Text
    """Given to a patron whose record names none, or one that is not known."""
    default_resource_group: Text | None = None
    """Given to a patron whose record names none; nothing where it is left out."""


class CirculationColumns(Model):
    """The columns of the circulation file. Exactly one of district_id and barcode names the patron."""

    district_id: Text | None = None
    """The column of the district ID."""
    barcode: Text | None = None
    """The column of the barcode."""
    site: Text | None = None
    """With barcode: the column of the site."""
    checkouts: Text
    """The column that counts the items a patron has out."""
    fines: Text
    """The column of the amount that a patron owes."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.district_id is None) == (self.barcode is None):
            raise ValueError("give exactly one of district_id and barcode: the column that names the patron")
        if self.site is not None and self.barcode is None:
            raise ValueError("site goes with barcode; a district ID is unique without it")
        return self


class Circulation(Model):
    """Who has items out or owes money. Staged with each full update of a job that retires."""

    source: Source
    """Where the file comes from."""
    lists: Literal["patrons_with_transactions", "all_patrons"]
    """What absence from the file means: no transactions, or unknown."""
    columns: CirculationColumns
    """The columns' headers."""
    encoding: Encoding = "utf-8"
    """How its bytes are read as text."""
    delimiter: Annotated[Text, Field(max_length=1)] = ","
    """What stands between columns: one character."""
    max_age_hours: Annotated[int, Field(ge=1, strict=True)] = 36
    """Older than this, the file counts as missing, and circulation is unknown."""
    min_records: Annotated[int, Field(ge=0, strict=True)] = 1
    """A file with fewer records counts as missing."""
    max_unmatched: Percent = "25%"
    """When more of its keys than this match no patron, the file counts as missing: say, its leading zeros are gone."""


class TargetSource(Model):
    """A library system of this district, asked when a run needs to know."""

    type: Literal["koha"]
    target: Text
    """The name of the target in `targets`."""


class LiveCirculation(Model):
    """Checkouts and fines asked from the library system, for those whom a retirement rule would delete."""

    source: TargetSource
    """The target that is asked."""


def _kind(given: Any) -> str:
    if isinstance(given, BaseModel):
        return "live" if isinstance(given, LiveCirculation) else "file"
    source = given.get("source") if isinstance(given, dict) else None
    return "live" if isinstance(source, dict) and source.get("type") == "koha" else "file"


AnyCirculation = Annotated[Annotated[Circulation, Tag("file")] | Annotated[LiveCirculation, Tag("live")], Discriminator(_kind)]


class District(Model):
    """One district: its sites, its lists, its calendar."""

    name: Name
    """Short name; the district's folder in the state."""
    title: Text
    """The district's name, for people."""
    timezone: Text
    """IANA name, such as America/Chicago. Schedules and whole days count in it."""
    statistical_year_starts_in: Month
    """The month in which the school year starts."""
    require_district_id: Switch = False
    """A new patron needs a district ID."""
    sites: Annotated[list[Site], Field(min_length=1)]
    """The schools with a library."""
    access_levels: Annotated[list[Text], Field(min_length=1)]
    """What a patron may be allowed to do. A feed never creates one."""
    patron_types: Annotated[dict[Text, Persona], Field(min_length=1)]
    """Patron type: persona."""
    circulation: AnyCirculation | None = None
    """Who has items out or owes money. Needed by retirement rules that ask about it."""
    targets: Annotated[list[Target], Late()] = []
    """The library systems that the patrons are delivered to."""
    notify: Annotated[dict[Name, Channel], Late()] = {}
    """Who is told what happened, by a name of yours. A job's channel of the same name takes the place of this one."""
    report_folder: Text | None = None
    """The Job Manager's folder, for a web server to serve: brought up to date after each run. A relative path counts from this file."""
    metrics_folder: Text | None = None
    """The text file folder of Prometheus' node exporter: each job writes patronctl_<job>.prom into it."""
    tombstones_kept_days: Annotated[int, Field(ge=0, le=3650, strict=True)] = 365
    """How long the tombstone of a deleted patron (key, when, why, run) is kept."""

    @property
    def starting_month(self) -> int:
        """The number of the month in which the school year starts: January is 1."""
        return get_args(Month).index(self.statistical_year_starts_in) + 1

    def date_of(self, moment: datetime) -> date:
        """The date that a moment, with its offset, has in the district."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()
