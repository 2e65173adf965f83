"""The run: fetch → gate → stage → recognize → convert → match → plan → retire → guard → load → summarize → deliver.

A dry run is the run that stops before load; there is no second path.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import BlockedError, ConfigurationError
from patronctl.domain.progress import Progress, Quiet, Unhindering
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places, private_folder, privately
from patronctl.sources.fetch import Fetched, fetch
from patronctl.store.connection import Door, open_store, resources_for
from patronctl.store.lock import district_lock
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import copied
from patronctl.store.soundness import keep_good_copy
from patronctl.update import convert, ending, gate, load, plan, retire, summarize
from patronctl.update.begin import begin, record_of, recover, under_way
from patronctl.update.clock import step
from patronctl.update.context import Context, RunOptions
from patronctl.update.convert import Converted
from patronctl.update.match import match
from patronctl.update.plan import Plan
from patronctl.update.recognize import LastUpdate
from patronctl.update.stage import Staged, stage


def run(loaded: LoadedJob, options: RunOptions, places: Places, progress: Progress = Quiet()) -> RunRecord:  # noqa: B008
    """Run a job; the record says how it ended, and lies in the run's folder.

    Raises AlreadyRunningError where another process holds the district. Every other failure is in the record.
    """
    name, progress = loaded.district.name, Unhindering(progress)
    with (
        privately(),
        district_lock(private_folder(places.district(name)), name, f"a run of {loaded.job.name}", patience=options.wait_minutes * 60),
    ):
        context, record = begin(loaded, options, places)
        with ending.recorded(record, context, progress, places.store(name)):
            recover(places, name)
            with under_way(context, record):
                progress.run_started(record.run_id, record.job)
                _Run(context, places, record, progress, places.store(name), options.wait_minutes * 60).go()
    return record


@dataclass(frozen=True)
class Planned:
    """A plan, and the door behind which its tables still lie."""

    door: Door
    record: RunRecord
    context: Context


@contextmanager
def planned(loaded: LoadedJob, as_of: datetime, places: Places) -> Iterator[Planned]:
    """Plan and guard a full update over a copy of the store, and keep its tables open to questions. No run is left behind or held up.

    The rules judge everybody, even where a gate is shut. Raises what a run would have in its record, a FeedError say.
    """
    store = places.store(loaded.district.name)
    with private_copy(places, "explain", loaded.district.name) as folder, copied(store, folder) as copy:
        context = Context(loaded, "explain", "full", True, as_of, (), folder, judges_everybody=True)
        record = record_of(context, as_of)
        run = _Run(context, places, record, Quiet(), copy)
        fetched = run.fetch()
        with run.open(fetched) as door:
            run.prepare(door, fetched)
            run.guard(door)
            yield Planned(door, record, context)


@dataclass
class _Run:
    """One run under way: what the steps hand on to each other."""

    context: Context
    places: Places
    record: RunRecord
    progress: Progress
    store: Path
    """The patron store, or a reader's copy of it."""
    patience: float = 0
    """Seconds to wait for another process that has the store open."""
    state: dict[str, Any] = field(default_factory=dict)

    def go(self) -> None:
        fetched = self.fetch()
        if self.gates.is_unchanged(fetched):
            self.record.outcome = "unchanged_source"
            return
        with self.open(fetched) as door:
            staged, converted, made = self.prepare(door, fetched)
            broken = self.guard(door)
            if broken or self.context.dry_run:
                # A plan that is refused is kept and shown like any other.
                self.summarize(door, staged, made, converted)
                refuse(broken, made.counters.records_read)
            else:
                self.commit(door, staged, made, converted)
        if not self.context.dry_run:
            self.record.notes += self.gates.after_load(fetched)
            note = keep_good_copy(self.store)
            self.record.notes += [note] if note else []

    def prepare(self, door: Door, fetched: Fetched) -> tuple[Staged, Converted, Plan]:
        self.check_clock(door)
        staged = self.stage(door, fetched)
        converted = self.convert(door, staged, fetched)
        staged = converted.staged
        self.match(door, converted)
        return staged, converted, self.plan(door, staged, converted)

    def fetch(self) -> Fetched:
        loaded = self.context.loaded
        self.gates = gate.FeedGates.of(self.context, self.places, self.record)
        encoding = loaded.job.encoding or loaded.properties.encoding
        with step("fetch", self.record, self.progress) as timed:
            fetched = fetch(
                loaded.job.source,
                self.context.folder,
                beside=loaded.folder,
                encoding=encoding,
                progress=self.progress,
                gates=loaded.job.gates,
                allowed=self.context.allow,
                today=self.context.today,
            )
            self.record.source = fetched.facts
            timed.rows = fetched.newlines
            self.gates.before_reading(fetched)
        self.record.notes += fetched.notes
        return fetched

    def open(self, fetched: Fetched) -> Door:
        context = self.context
        return open_store(
            self.store,
            read_only=context.dry_run and self.store == self.places.store(context.loaded.district.name),
            patience=self.patience,
            reach=[context.folder],
            scratch=private_folder(context.folder / "scratch"),
            resources=resources_for(fetched.feed.stat().st_size, self.store),
        )

    def check_clock(self, door: Door) -> None:
        self.state = door.row("8_load/state_before.sql", job=self.context.loaded.job.name)
        last = self.state["last_load_at"]
        if not last or self.context.utc >= last:
            return
        if self.context.dry_run or not self.context.reason:
            raise ConfigurationError(
                f"the run's clock, {self.context.utc:%Y-%m-%d %H:%M} UTC, is earlier than the last load, {last:%Y-%m-%d %H:%M} UTC, "
                f"by the run {self.state['last_load_run']}",
                hint="leave out --as-of, or give a later time. If that run's clock was wrong, run with --yes --reason 'WHY': "
                "every later moment in the store then becomes the moment of this run",
            )
        with door.transaction():
            door.run("8_load/reset_clock.sql", as_of=self.context.utc, today=self.context.today)
        self.record.notes.append(
            f"Moments after {self.context.utc:%Y-%m-%d %H:%M} UTC, from a run with a wrong clock, were set back to it."
        )
        self.state = door.row("8_load/state_before.sql", job=self.context.loaded.job.name)

    def stage(self, door: Door, fetched: Fetched) -> Staged:
        with step("stage", self.record, self.progress) as timed:
            staged = stage(fetched, self.context.loaded, repair=self.context.repair)
            convert.codes(door, self.context.loaded.district)
            self.circulation = retire.stage(door, self.context, self.record)
            timed.rows = len(staged.columns.names)
        return staged

    def convert(self, door: Door, staged: Staged, fetched: Fetched) -> Converted:
        with step("convert", self.record, self.progress) as timed:
            key = load.password_key(self.places.district(self.record.district), keep=not self.context.judges_everybody)
            # Whoever asks about one patron, or corrected a record, wants it converted, whatever is known of it.
            whole = self.context.judges_everybody or self.context.repair
            last = None if whole else LastUpdate(self.state["read_by"], gate.looks_at_every(fetched))
            converted = convert.convert(door, self.context.loaded, staged, key, self.context.today, last)
            self.record.notes += converted.staged.notes
            self.gates.after_converting(door, fetched, converted.staged)
            timed.rows = converted.records
        return converted

    def match(self, door: Door, converted: Converted) -> None:
        with step("match", self.record, self.progress) as timed:
            timed.rows = match(door, self.context, self.state, converted)
            self.gates.after_matching(door)

    def plan(self, door: Door, staged: Staged, converted: Converted) -> Plan:
        with step("plan", self.record, self.progress) as timed:
            plan.plan(door, self.context, converted.mapped)
            plan.messages(door, self.context, staged)
            made = plan.count(door)
            self.record.counters, self.record.by_site, self.record.messages = made.counters, made.by_site, made.messages
            retire.plan(door, self.context, self.record, self.circulation)
            timed.rows = made.counters.records_read
        return made

    def guard(self, door: Door) -> list[str]:
        with step("guard", self.record, self.progress) as timed:
            broken = retire.guard(door, self.context, self.record)
            self.record.plan_digest = plan.digest(door)
            timed.rows = len(self.record.checks)
        return broken

    def commit(self, door: Door, staged: Staged, made: Plan, converted: Converted) -> None:
        """One transaction to the end: without its summary nothing is loaded either."""
        load.prepare(door)
        before = door.commits
        try:
            with door.transaction():
                self.load(door, made)
                self.retire(door)
                load.settle(door, self.context, made, self.record, self.state, converted)
                self.summarize(door, staged, made, converted)
        finally:
            # A run that is stopped in this moment is canceled, but what it loaded stays loaded.
            self.record.store_changed = door.commits > before

    def load(self, door: Door, made: Plan) -> None:
        with step("load", self.record, self.progress) as timed:
            load.load(door, self.context)
            timed.rows = made.counters.records_read - made.counters.skipped - made.counters.unchanged

    def retire(self, door: Door) -> None:
        with step("retire", self.record, self.progress) as timed:
            timed.rows = retire.apply(door, self.context, self.record)

    def summarize(self, door: Door, staged: Staged, made: Plan, converted: Converted) -> None:
        loaded = self.context.loaded
        with step("summarize", self.record, self.progress) as timed:
            summarize.entries(door, self.context, staged, converted.mapped)
            if made.counters.skipped:
                encoding = loaded.job.encoding or loaded.properties.encoding
                summarize.quarantine(door, self.context, staged, encoding)
            timed.rows = made.counters.records_read


def refuse(broken: Sequence[str], read: int) -> None:
    """Raise BlockedError where guards are broken, with the words that would let them pass."""
    if broken:
        hint = f"see why; if it is meant to be so, run the job again with {' '.join(f'--allow {name}' for name in broken)}"
        if read == 0 and "min_records" in broken:
            # To let an empty feed pass is never what is wanted: everybody would be missing from it.
            hint = "the file has no record at all: see why the export wrote none"
        raise BlockedError(f"blocked by {', '.join(broken)}; nothing was changed", hint=hint, code="blocked")
