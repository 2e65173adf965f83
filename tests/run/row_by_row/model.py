"""A district, its jobs, and one night."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SITES = {"HS": "HS", "01": "HS", "MS": "MS", "02": "MS"}
LEVELS = ("Patron", "Teacher")
TYPES = {"Student": "student", "Teacher": "faculty"}
STATUS = {"A": "A", "ACTIVE": "A", "I": "I", "INACTIVE": "I", "R": "R"}
FIELDS = (
    "site", "barcode", "district_id", "last_name", "first_name", "patron_type", "access_level", "status", "gender", "homeroom",
    "grade_level", "graduation_year", "birth_date", "username", "persona", "inactive_since",
)  # fmt: skip
Row = Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """A job's retirement. None is off."""

    types: tuple[str, ...] = ()
    unseen_days: int | None = None
    disable_login: bool = False
    clear_homeroom: bool = False
    seniors: bool = False
    keeps_listed_seniors: bool = True
    delete_days: int | None = None
    delete_if: str = "regardless"


@dataclass(frozen=True)
class Job:
    """What differs between jobs. `maps` are the fields beside the key; `blank` is their `when_blank`."""

    name: str
    maps: frozenset[str]
    blank: Mapping[str, str]
    keeps_invalid_status: bool = False
    duplicates: str = "first"
    rules: Rules | None = None


@dataclass
class Patron:
    """A stored patron."""

    number: int
    values: dict[str, Any]
    first_seen: datetime
    inactive_by: str | None = None
    status_before: str | None = None
    username_before: str | None = None
    persona_given: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class Record:
    """One record: the fields that it brings (None keeps, '' clears), what is wrong, what is said, and what becomes of it."""

    line: int
    brings: dict[str, str | None]
    errors: list[str]
    says: list[tuple[str, str]]
    patron: Patron | None = None
    outcome: str = ""
    target: dict[str, Any] = field(default_factory=dict)
    refuses_username: bool = False

    @property
    def key(self) -> str | None:
        key = self.brings["district_id"]
        return key if key and len(key) <= 40 else None


@dataclass
class Sighting:
    """A patron in a job's feed: what was applied (None: to be looked at again), and until when if no longer."""

    applied: dict[str, str | None] | None
    until: datetime | None = None


@dataclass
class Store:
    """A district, and its nights."""

    patrons: dict[int, Patron] = field(default_factory=dict)
    sightings: dict[tuple[str, int], Sighting] = field(default_factory=dict)
    updated: dict[str, datetime] = field(default_factory=dict)
    full: dict[str, datetime] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    numbers: int = 0


@dataclass
class Night:
    """One update under way: what its steps share."""

    store: Store
    job: Job
    full: bool
    now: datetime
    today: date
    owing: Mapping[str, int]
    messages: Counter[str] = field(default_factory=Counter)
    counters: Counter[str] = field(default_factory=Counter)
