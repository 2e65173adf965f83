"""Circulation: who has items out or owes money. Staged from its own file, with its own checks; unknown is not zero.

A file that fails one check is as good as none: circulation is unknown for everybody, and no rule that asks about it deletes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from patronctl import files
from patronctl.config.district import Circulation, District, LiveCirculation
from patronctl.config.job import Job
from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import A_DAY, age_in_words
from patronctl.domain.identifiers import PLAIN
from patronctl.domain.limit import share
from patronctl.domain.run_record import Check, SourceFacts
from patronctl.domain.schedule import Update
from patronctl.sources.fetch import fetch
from patronctl.sources.grammar import Grammar
from patronctl.sources.header import compare, read_header
from patronctl.sources.settle import Settled, Shape, settle
from patronctl.store.connection import Door

UNKNOWN = "checkouts and fines are unknown: rules that ask about them delete nobody"
SAMPLE = 3


@dataclass(frozen=True)
class Staged:
    """The circulation file as it was found."""

    checks: list[Check] = field(default_factory=list)
    facts: SourceFacts | None = None
    notes: list[str] = field(default_factory=list)
    live: bool = False
    """Not a file: the library system is asked once it is known about whom."""

    @property
    def passed(self) -> bool:
        """Is there a file, and is nothing wrong with it?"""
        return self.facts is not None and all(check.passed for check in self.checks)


def wanted(job: Job, *, asks_to_delete: bool, update: Update) -> bool:
    """Does this update need to know circulation? `asks_to_delete`: the properties map `action`."""
    rules = update == "full" and job.inactivation is not None and job.inactivation.asks_about_circulation
    return rules or (asks_to_delete and not job.options.delete_patrons_with_transactions)


def stage(door: Door, district: District, folder: Path, into: Path, as_of: datetime) -> Staged:
    """Fetch the district's circulation file, check it, and write `circulation_line`.

    A relative source counts from `folder`. `into` is a private folder that the door reaches; the copy doesn't outlive the staging.
    Raises nothing for a file that can't be used: that is a check that didn't pass.
    """
    if district.circulation is None:
        return Staged([_check("circulation_readable", "no circulation in district.yaml", "a file that can be read", False)])
    if isinstance(district.circulation, LiveCirculation):
        return Staged(live=True)
    copy = into / "circulation"
    files.make_folder(copy, mode=0o700)
    try:
        return _stage(door, district.circulation, folder, copy, as_of, district.date_of(as_of))
    except FeedError as error:
        return Staged([_check("circulation_readable", " ".join(error.message.split()), "a file that can be read", False)])
    finally:
        files.remove_tree(copy)


def match(door: Door, district: District, staged: Staged) -> Staged:
    """Match the lines to `future`, write `circulation` and `circulation_absence`; check that enough of the keys are patrons'."""
    config = district.circulation
    if config is None or isinstance(config, LiveCirculation) or not staged.passed:
        return unknown(door, staged)
    given = {name: site.short_name for site in district.sites for name in (site.short_name, *site.aliases)}
    door.run(
        "6_retire/circulation.sql",
        given_sites=list(given),
        sites=list(given.values()),
        by_district_id=config.columns.district_id is not None,
        by_site=config.columns.site is not None,
        absent_means_none=config.lists == "patrons_with_transactions",
    )
    staged = _check_matches(door, config, staged)
    return staged if staged.passed else unknown(door, staged)


def unknown(door: Door, staged: Staged) -> Staged:
    """Write an empty `circulation`: nothing is known about anybody."""
    door.run("6_retire/circulation_unknown.sql")
    return staged


def _stage(door: Door, config: Circulation, folder: Path, into: Path, as_of: datetime, today: date) -> Staged:
    fetched = fetch(config.source, into, beside=folder, encoding=config.encoding, today=today)
    name = fetched.facts.file
    header = read_header(fetched.feed, config.delimiter, '"', True, 0, called=name)
    columns = config.columns.model_dump()
    compare(header, {theirs: [f"circulation.columns.{ours}"] for ours, theirs in columns.items() if theirs}, name, "district.yaml")
    keys = (columns[name] for name in ("district_id", "barcode", "site") if columns[name])
    places = frozenset(header.names.index(name) for name in keys)
    shape = Shape(Grammar(config.delimiter, '"'), len(header.names), header.named, places)
    found = settle(fetched.feed, header.begins, shape, into)
    door.run(
        "1_stage/circulation.sql",
        feed=str(found.feed),
        delimiter=config.delimiter,
        header=dict.fromkeys(header.names, "VARCHAR"),
        columns=columns,
        plain=PLAIN,
    )
    return Staged(list(_check_file(door, config, fetched.facts, as_of, found)), fetched.facts)


def _check_file(door: Door, config: Circulation, facts: SourceFacts, as_of: datetime, found: Settled) -> Iterator[Check]:
    records = door.row("1_stage/circulation_count.sql")["records"]
    lines = ", ".join(f"{line:,} ({reason})" for line, reason in found.first_aside[:SAMPLE])
    observed = f"{found.unreadable:,} unreadable lines, the first: {lines}" if found.unreadable else "every line can be read"
    if records != found.records:
        observed = f"{found.records:,} records by the lines, but {records:,} were read"
    readable = not found.unreadable and records == found.records
    yield _check("circulation_readable", observed, "every line can be read", readable)
    ahead = facts.modified - max(as_of, datetime.now(UTC))
    hours = max(0.0, (as_of - facts.modified).total_seconds() / 3600)
    known = ahead <= A_DAY
    observed = f"{hours:,.1f} hours" if known else f"{age_in_words(ahead)} in the future"
    yield _check("circulation_age", observed, f"at most {config.max_age_hours:,} hours", known and hours <= config.max_age_hours)
    yield _check("circulation_records", f"{records:,}", f"at least {config.min_records:,}", records >= config.min_records)
    bad = door.rows("1_stage/circulation_amounts.sql")
    sample = ", ".join(f"{row['field']} {row['given']!r} in record {row['record']:,}" for row in bad[:SAMPLE])
    observed = f"{len(bad):,} are not: {sample}" if bad else "all are"
    yield _check("circulation_amounts", observed, "amounts are amounts", not bad)


def _check_matches(door: Door, config: Circulation, staged: Staged) -> Staged:
    count = door.row("6_retire/circulation_unmatched.sql")
    records, missing = count["records"], count["unmatched"]
    limit = f"{config.max_unmatched} ({int(share(config.max_unmatched, records)):,})"
    check = _check(
        "circulation_matched", f"{missing:,} of {records:,} keys match no patron", limit, missing <= share(config.max_unmatched, records)
    )
    notes = [f"{missing:,} keys of the circulation file match no patron"] if missing else []
    return replace(staged, checks=[*staged.checks, check], notes=[*staged.notes, *notes])


def _check(name: str, observed: str, limit: str, passed: bool) -> Check:
    consequence = "" if passed else UNKNOWN
    return Check(name=name, family="feed", observed=observed, limit=limit, passed=passed, warning=not passed, consequence=consequence)
