"""The gates before a feed: before it is read, and again when it has been converted (see `patronctl.domain.feed_gate`)."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from patronctl.domain.feed_gate import Gates, age_checks, check
from patronctl.domain.feed_profile import FeedProfile, FieldShape, compare, overlap, same_source
from patronctl.domain.fields import BY_NAME
from patronctl.domain.run_record import Check
from patronctl.places import Places, private_folder, write_atomically
from patronctl.sources.fetch import Fetched
from patronctl.sources.header import Header
from patronctl.store.door import Door

LOOKED_AT = 50_000
"""About so many records of a large feed are looked at for its shape."""
_KEYS = ("barcode", "district_id")
_UNIT = "\x1f"
_MOJIBAKE = "|".join(
    (
        "[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]",  # UTF-8 read as Windows-1252 or Latin-1
        "â€|ï»¿|[√¬][^ ]",  # the same, and as MacRoman
        r"\p{L}[‡–—]\p{Ll}",  # MacRoman read as Windows-1252
        "[\x80-\x9f\ufffd]",  # Windows-1252 read as Latin-1; lost before it came here
    )
)


def before_reading(fetched: Fetched, gates: Gates, last: FeedProfile | None, now: datetime) -> list[Check]:
    """The gates on the file: what was found at the source, its age by the run's clock `now`, and whether it is the last one again."""
    checks = [*fetched.checks, *age_checks(gates, fetched.facts.modified, now)]
    if fetched.also_utf8 and gates.mojibake != "off":
        observed = f"declared as {fetched.facts.encoding}, but correct UTF-8 throughout"
        checks.append(check("mojibake", observed, "the encoding that is declared", False, gates.mojibake))
    same = same_source(gates, fetched.facts.sha256, last)
    return [*checks, same] if same else checks


def is_unchanged(fetched: Fetched, gates: Gates, last: FeedProfile | None, properties_sha256: str) -> bool:
    """Whether the run ends here as `unchanged_source`: the job asks for it, and neither file nor properties have changed."""
    if gates.same_as_last_time != "skip" or last is None:
        return False
    return (last.sha256, last.properties_sha256) == (fetched.facts.sha256, properties_sha256)


def profile(door: Door, fetched: Fetched, header: Header, fields: Iterable[str], properties_sha256: str) -> FeedProfile:
    """The shape of the feed that was converted to `record`; `fields` are those that the properties map."""
    shown = [name for name in fields if name in BY_NAME and BY_NAME[name].kind != "secret"]
    every = max(1, fetched.newlines // LOOKED_AT)
    row = door.row("3_check/feed_profile.sql", fields=shown, keys=_KEYS, every=every, mojibake=_MOJIBAKE)
    return FeedProfile(
        sha256=fetched.facts.sha256,
        properties_sha256=properties_sha256,
        columns=list(header.names),
        header=header.given,
        looked_at=row.pop("looked_at"),
        fields={name: FieldShape(**row[name]) for name in shown},
    )


def after_converting(door: Door, gates: Gates, now: FeedProfile, last: FeedProfile | None, job: str, match_on: str) -> list[Check]:
    """The gates on the content, against the last good feed and against the patrons that it saw."""
    counted = door.row("3_check/overlap.sql", job=job, match_on=match_on, unit=_UNIT)
    again = overlap(gates, counted["known"], counted["again"])
    return [*compare(gates, now, last), *([again] if again else [])]


def remembered(places: Places, district: str, job: str) -> FeedProfile | None:
    """The job's last good feed; None where there is none, or one of another version."""
    try:
        return FeedProfile.model_validate_json(_path(places, district, job).read_bytes())
    except (OSError, ValidationError):
        return None


def remember(places: Places, district: str, job: str, feed: FeedProfile) -> None:
    """Keep the shape of a feed that was loaded."""
    path = _path(places, district, job)
    private_folder(path.parent)
    write_atomically(path, feed.model_dump_json(indent=2) + "\n")


def _path(places: Places, district: str, job: str) -> Path:
    return places.district(district) / "feeds" / f"{job}.json"
