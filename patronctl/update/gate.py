"""The gates before a feed: before it is read, and again when it has been converted (see `patronctl.domain.feed_gate`)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from patronctl import __version__
from patronctl.domain.feed_gate import age_checks, check, let_pass
from patronctl.domain.feed_profile import FeedProfile, FieldShape, compare, cut_off, overlap, same_source
from patronctl.domain.fields import BY_NAME, OWN
from patronctl.domain.run_record import Check, RunRecord
from patronctl.places import Places, private_folder, write_atomically
from patronctl.sources.after_run import finish
from patronctl.sources.fetch import Fetched
from patronctl.sources.header import Header
from patronctl.store.connection import Door, open_store
from patronctl.update.context import Context
from patronctl.update.stage import Staged

LOOKED_AT = 20_000
"""About so many records of a large feed are looked at for its shape."""
_KEYS = ("barcode", "district_id")
TRIED_AGAIN = frozenset(("barcode_in_use", "district_id_in_use", "other_person", "delete_kept_transactions"))
"""Messages of records that the same file may bring in the next time: another feed, a person or the circulation decides."""
WAITING = frozenset(("username_in_use", "password_without_username"))
"""Messages of records of which a part may be applied once something else has been loaded."""
_SCIENTIFIC = r"[0-9]([.,][0-9]+)?[Ee]\+[0-9]+"
_MONTH = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december"
    "|mrz|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago|dic"
)
_DATE = "|".join(
    (
        rf"[0-9]{{1,4}}[-./ ]+({_MONTH})\.?([-./ ]+[0-9]{{2,4}})?",
        rf"({_MONTH})\.?[-./ ]+[0-9]{{1,4}}",
        r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}",
        r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}( 00:00:00)?",
    )
)
_MOJIBAKE = "|".join(
    (
        "[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]",  # UTF-8 read as Windows-1252 or Latin-1
        "â€|ï»¿|[√¬][^ ]",  # the same, and as MacRoman
        r"\p{L}[‡–—]\p{Ll}",  # MacRoman read as Windows-1252
        "[\x80-\x9f\ufffd]",  # Windows-1252 read as Latin-1; lost before it came here
    )
)


@dataclass
class FeedGates:
    """The gates of one run. `last` is the shape of the job's last good feed, `now` of this one once it is converted."""

    context: Context
    places: Places
    record: RunRecord
    last: FeedProfile | None
    now: FeedProfile | None = None

    @classmethod
    def of(cls, context: Context, places: Places, record: RunRecord) -> "FeedGates":
        """With what is remembered of the job's last good feed."""
        return cls(context, places, record, remembered(places, context.loaded.district.name, context.loaded.job.name))

    def before_reading(self, fetched: Fetched) -> None:
        """What was found at the source, the file's age by the run's clock, its encoding, and whether it is the last file again."""
        gates = self.context.loaded.job.gates
        checks = [*fetched.checks, *age_checks(gates, fetched.facts.modified, self.context.as_of, datetime.now(UTC))]
        if fetched.also_utf8 and gates.mojibake != "off":
            observed = f"declared as {fetched.facts.encoding}, but correct UTF-8 throughout"
            checks.append(check("mojibake", observed, "the encoding that is declared", False, gates.mojibake))
        same = same_source(gates, fetched.facts.sha256, self.last)
        self._add([*checks, same] if same else checks)

    def is_unchanged(self, fetched: Fetched) -> bool:
        """Whether the run ends here: the job asks for it, file and configuration are those of the last load, and no record waits."""
        if self.context.loaded.job.gates.same_as_last_time != "skip" or self.last is None or self.last.tries_again:
            return False
        if not self.places.store(self.context.loaded.district.name).exists():
            return False  # somebody moved it away: the feed has to be loaded again
        if self.last.waits_since and self.last.waits_since != self._last_load():
            return False
        return (self.last.sha256, self.last.configuration_sha256) == (fetched.facts.sha256, configuration_sha256(self.context))

    def after_converting(self, door: Door, fetched: Fetched, staged: Staged) -> None:
        """The content, against the last good feed's."""
        loaded = self.context.loaded
        header = Header(staged.columns.names, loaded.properties.header)
        self.now = profile(door, fetched, header, loaded.properties.fields, self.record.properties_sha256)
        self.now.ended = staged.ended
        whole = cut_off(loaded.job.gates, staged.cut_off, staged.ended, self.last)
        self._add([*whole, *compare(loaded.job.gates, self.now, self.last)])

    def after_matching(self, door: Door) -> None:
        """The patrons, against those that the last feed had."""
        job = self.context.loaded.job
        found = overlap(job.gates, **door.row("gate/overlap.sql", job=job.name))
        self._add([found] if found else [])

    def after_load(self, fetched: Fetched) -> list[str]:
        """Remember this feed, and do with its file what the job says; answer with what is worth a note."""
        loaded = self.context.loaded
        if self.context.repair:
            return []
        if self.now:
            self.now.configuration_sha256 = configuration_sha256(self.context)
            self.now.tries_again = not TRIED_AGAIN.isdisjoint(self.record.messages)
            self.now.waits_since = "" if WAITING.isdisjoint(self.record.messages) else self.record.run_id
            remember(self.places, loaded.district.name, loaded.job.name, self.now)
        said = finish(loaded.job.after_run, loaded.job.source, loaded.folder, fetched.origin, self.context.as_of)
        return [said] if said else []

    def _last_load(self) -> str:
        """The run of the district, of whatever job, that was loaded last."""
        with open_store(self.places.store(self.record.district), read_only=True) as door:
            loads = door.rows("8_load/loads.sql")
        return str(loads[0]["run_id"]) if loads else ""

    def _add(self, checks: list[Check]) -> None:
        self.record.checks += let_pass(checks, self.context.allow)


def configuration_sha256(context: Context) -> str:
    """Of everything in files that decides what a feed does."""
    loaded, made = context.loaded, hashlib.sha256(__version__.encode())
    for path in (loaded.path, loaded.folder / "district.yaml", loaded.properties_path):
        made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


def looks_at_every(fetched: Fetched) -> int:
    """Each so-manieth record of the feed is looked at for its shape."""
    return max(1, fetched.newlines // LOOKED_AT)


def profile(door: Door, fetched: Fetched, header: Header, fields: Iterable[str], properties_sha256: str) -> FeedProfile:
    """The shape of the feed that was converted to `record`; `fields` are those that the properties map."""
    shown = [name for name in fields if name in BY_NAME and BY_NAME[name].kind != "secret"]
    every = looks_at_every(fetched)
    patterns = {"scientific": _SCIENTIFIC, "mojibake": _MOJIBAKE}
    counted = door.rows(
        "gate/feed_profile.sql",
        fields=shown,
        texts=[name for name in shown if BY_NAME[name].kind in ("text", "key", "code")],
        every=every,
        date=_DATE,
        **patterns,
    )
    shapes = {row["field"]: row for row in counted}
    own = [name for name in shown if name in OWN]
    for row in door.rows("gate/commonest.sql", fields=own, every=every) if own else []:
        shapes[row["field"]] = {**shapes[row["field"]], **row}
    for name, damaged in door.row("gate/damaged_keys.sql", keys=[name for name in shown if name in _KEYS], **patterns).items():
        shapes[name] = {**shapes.get(name, {}), "scientific": damaged}
    return FeedProfile(
        sha256=fetched.facts.sha256,
        properties_sha256=properties_sha256,
        columns=list(header.names),
        header=header.given,
        looked_at=max((row["looked_at"] for row in counted), default=0),
        fields={name: _shape(shapes.get(name, {})) for name in shown},
    )


def _shape(counted: Mapping[str, int]) -> FieldShape:
    """Of a feed without a record nothing was counted."""
    nothing = {name: 0 for name in FieldShape.model_fields if name != "commonest"}
    return FieldShape(**nothing | {name: counted[name] for name in FieldShape.model_fields if name in counted})


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
