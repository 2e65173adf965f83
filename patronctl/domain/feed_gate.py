"""The gates before a feed: is this file the one that is meant, whole, and in the shape of the last good one?

A gate gives a Check with observed and limit. One that is broken stops the run before anything is loaded, unless its setting
says `warn`, or somebody allows it by its name for one run.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from patronctl.domain.errors import FeedError
from patronctl.domain.limit import Percent
from patronctl.domain.model import Count, Model, Text
from patronctl.domain.words import people

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check

Age = Annotated[Text, Field(pattern=r"^[1-9][0-9]{0,3} ?[mhd]$", examples=["36h"])] | Literal["off"]
Severity = Literal["stop", "warn", "off"]
FileNameTemplate = Annotated[Text, Field(pattern=r"^[^/\\]+$", examples=["{file}.done"])]
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
A_DAY = timedelta(days=1)
_OF_THE_SOURCE = (
    "max_age", "old_after", "same_as_last_time", "min_overlap", "header_drift", "max_blank_rise", "max_shape_change", "max_same_value_rise",
    "future_file", "leading_zeros_lost",
)  # fmt: skip
"""Gates that say something of the source's file only, not of another one in its place."""
LOADED_NOTHING = "nothing was loaded"


class Gates(Model):
    """What a feed must be like. Everything has a default; `off` switches a gate off."""

    max_age: Age = "off"
    """Stop when the file is older, such as 36h or 3d: the export has stopped running."""
    old_after: Age = "7d"
    """Warn when the file is older."""
    future_file: Severity = "stop"
    """The file is dated more than a day after now, so that its age says nothing: a wrong clock, or an archive's time."""
    stable_for_seconds: Annotated[Count, Field(le=600)] = 0
    """Wait so long, and stop when size or time of the file have changed meanwhile: it is still being written."""
    trigger_file: FileNameTemplate | None = None
    """A file beside the feed that the sender writes last. `{file}` is the feed's name."""
    checksum_file: FileNameTemplate | None = None
    """A file beside the feed with its SHA-256, as sha256sum writes it. `{file}` is the feed's name."""
    min_bytes: Count = 1
    """Fewest bytes."""
    max_unpacked_bytes: Annotated[Count, Field(ge=1)] = 8 << 30
    """Most bytes that a compressed feed may unpack to."""
    max_unpacked_ratio: Annotated[Count, Field(ge=1)] = 250
    """How many times its size a compressed feed may unpack to, beyond 16 MiB."""
    same_as_last_time: Literal["warn", "skip", "off"] = "warn"
    """The same bytes as the last feed that was loaded: warn, or end the run as `unchanged_source`, without retirement."""
    min_overlap: Percent | Literal["off"] = "50%"
    """Of the patrons in the job's last feed, how many must be in this one; with fewer than 20 known it says nothing."""
    cut_off: Severity = "stop"
    """The file ends within a record, or its last line has no line end and last time's had: it was cut off."""
    header_drift: Severity = "warn"
    """Columns added, lost, renamed or reordered since the last feed. A feed without a header stops when their number changes."""
    max_blank_rise: Percent | Literal["off"] = "30%"
    """By how many points the blanks in a mapped field may rise from one feed to the next."""
    max_shape_change: Percent | Literal["off"] = "60%"
    """By how many points the share of values that are all digits may move: swapped columns show there."""
    max_same_value_rise: Percent | Literal["off"] = "40%"
    """By how many points the commonest value of a name, birth date, key, username or email may rise: one value stands for everybody."""
    spreadsheet_dates: Severity = "stop"
    """Values such as 1-2 have become 2-Jan or 01/02/2026: a spreadsheet saved the file. Without an earlier feed it only warns."""
    leading_zeros_lost: Severity = "stop"
    """A field whose values began with zeros has none now: a spreadsheet saved the file."""
    scientific_notation: Severity = "stop"
    """Barcodes or district IDs such as 1.23457E+11: a spreadsheet saved the file, and digits are gone."""
    mojibake: Severity = "stop"
    """Names such as MuÃ±oz: the encoding is declared wrongly. A few warn, more than one record in two hundred stops."""

    def without_last_feed(self) -> "Gates":
        """For a file that is not the source's: nothing that compares it with the last feed, or asks whether the sender has finished.

        What a look at the file alone tells stays: `mojibake`, `scientific_notation`, what it unpacks to.
        """
        off = dict.fromkeys(_OF_THE_SOURCE, "off")
        return self.model_copy(update={**off, "stable_for_seconds": 0, "min_bytes": 1, "trigger_file": None, "checksum_file": None})

    def age(self, which: Literal["max_age", "old_after"]) -> timedelta | None:
        """A limit on the age, None where it is off."""
        text = getattr(self, which)
        return None if text == "off" else timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


class GateError(FeedError):
    """A gate stopped the run. `checks` are all that were looked at, for the run record."""

    def __init__(self, message: str, *, hint: str, code: str, checks: "Iterable[Check]") -> None:
        super().__init__(message, hint=hint, code=code)
        self.checks = list(checks)


def check(name: str, observed: str, limit: str, passed: bool, severity: Severity = "stop") -> "Check":
    """One gate's outcome."""
    from patronctl.domain.run_record import Check  # here, because the settings are read without any run

    warning = not passed and severity == "warn"
    return Check(
        name=name,
        family="feed",
        observed=observed,
        limit=limit,
        passed=passed,
        warning=warning,
        consequence="" if passed or warning else LOADED_NOTHING,
    )


def allow(checks: "Iterable[Check]", allowed: Iterable[str]) -> "list[Check]":
    """The checks, with those marked that the command line lets pass."""
    names = set(allowed)
    return [
        each.model_copy(update={"allowed": True, "consequence": ""}) if _stops(each) and each.name in names else each for each in checks
    ]


def stop_if_broken(checks: "Iterable[Check]") -> None:
    """Raise GateError for the gates that are broken, neither warning nor allowed; all of them in one message."""
    checks = list(checks)
    broken = [each for each in checks if _stops(each)]
    if not broken:
        return
    said = [f"{each.name}: {each.observed}, but the limit is {each.limit}" for each in broken]
    raise GateError(
        "The feed was stopped at the gate: " + "; ".join(said),
        hint=f"{_HINTS.get(broken[0].name, 'Look at the file.')} If the feed is right, run once with --allow {broken[0].name}.",
        code=f"gate_{broken[0].name}",
        checks=checks,
    )


def let_pass(checks: "Iterable[Check]", allowed: Iterable[str]) -> "list[Check]":
    """The checks, those that are allowed marked. Raises GateError where another one is broken."""
    marked = allow(checks, allowed)
    stop_if_broken(marked)
    return marked


def age_checks(gates: Gates, modified: datetime, now: datetime, latest: datetime | None = None) -> "list[Check]":
    """How old the file is, by the run's clock. What is after that and after `latest`, the machine's clock, is of the future."""
    ahead = modified - max(now, latest or now)
    if ahead > A_DAY:
        observed = f"{age_in_words(ahead)} in the future"
        of_the_future = check("future_file", observed, "at most 1 day in the future", False, gates.future_file)
        # Its age can't be judged, so a limit on it doesn't hold either.
        too_old = check("max_age", observed, age_in_words(gates.age("max_age") or A_DAY), False)
        return [of_the_future] if gates.future_file != "off" else [too_old] if gates.max_age != "off" else []
    age = max(now - modified, timedelta())
    settings: tuple[tuple[Literal["max_age", "old_after"], Severity], ...] = (("max_age", "stop"), ("old_after", "warn"))
    limits = [(name, severity, gates.age(name)) for name, severity in settings]
    return [
        check(name, age_in_words(age), age_in_words(limit), age <= limit, severity) for name, severity, limit in limits if limit is not None
    ]


def _stops(each: "Check") -> bool:
    return each.family == "feed" and not (each.passed or each.warning or each.allowed)


def age_in_words(age: timedelta) -> str:
    """How old, in the largest unit that is still precise: 90 minutes, 36 hours, 8 days. Up to a day of the future is 0 minutes old."""
    minutes = max(round(age.total_seconds() / 60), 0)
    for unit, of_minutes, up_to in (("minute", 1, 120), ("hour", 60, 72 * 60)):
        if minutes < up_to:
            return people(minutes // of_minutes, unit)
    return people(minutes // (24 * 60), "day")


def percent(text: str) -> float:
    """`"12.5%"` as 0.125."""
    return float(re.sub("%$", "", text)) / 100


_HINTS = {
    "max_age": "See whether the export still runs, and whether it writes to this folder.",
    "future_file": "See the clock and the time zone of the machine that writes the file.",
    "max_same_value_rise": "The export has put one value in everybody's place: compare it with the last one.",
    "spreadsheet_dates": "A spreadsheet has saved the file: use the export as it is, without opening it in one.",
    "min_bytes": "See whether the export failed or was cut off.",
    "stable_for": "Somebody is still writing the file; run later.",
    "trigger_file": "The sender has not finished, or does not write the file any more.",
    "checksum_file": "The file was damaged or cut off on its way; have it sent again.",
    "min_overlap": "It is probably another file than last time: compare the two.",
    "cut_off": "The export or its transfer was cut off: have the file sent again.",
    "header_drift": "The export was changed: compare the columns with the properties.",
    "max_blank_rise": "The export has lost the content of a column: compare it with the last one.",
    "max_shape_change": "Columns are probably swapped: compare the file with the last one.",
    "leading_zeros_lost": "A spreadsheet has saved the file: use the export as it is, without opening it in one.",
    "scientific_notation": "A spreadsheet has saved the file and digits are lost: export again.",
    "mojibake": "Correct `encoding` in the properties.",
}
