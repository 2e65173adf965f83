"""Test Server: everything that a run needs of a job's sources, step by step and timed. Nothing is changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from patronctl.account import misplaced
from patronctl.config.district import Circulation
from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.check_report import CheckReport, CheckStep
from patronctl.domain.errors import PatronctlError
from patronctl.domain.feed_gate import Gates, age_checks, age_in_words, let_pass
from patronctl.domain.feed_profile import cut_off
from patronctl.domain.fields import BY_NAME
from patronctl.domain.words import people
from patronctl.places import Places, private_folder
from patronctl.review.check_conversion import require_most_valid, said
from patronctl.sources.fetch import Fetched
from patronctl.sources.folder import Entry, Folder
from patronctl.sources.header import compare, read_header
from patronctl.sources.names import choose
from patronctl.sources.ready import before_download
from patronctl.sources.sample import sample
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import reading
from patronctl.update import convert
from patronctl.update.stage import Staged, stage

ROWS = 3
# Codes of the library and of the school; everything else may tell one person from another.
_PUBLIC = ("site", "patron_type", "access_level", "resource_group", "status", "grade_level", "graduation_year", "persona")


class _StepFailedError(Exception):
    """A step failed; the steps after it make no sense."""


@dataclass
class _Steps:
    """The steps of one source, timed."""

    source: str
    done: list[CheckStep] = field(default_factory=list)

    def watch(self, name: str, step: Callable[[], str]) -> None:
        begun = perf_counter()
        detail, code, hint = "", "", ""
        try:
            detail = step()
        except PatronctlError as problem:
            detail, code, hint = problem.message, problem.code, problem.hint
        seconds = round(perf_counter() - begun, 3)
        self.done.append(CheckStep(source=self.source, name=name, passed=not code, seconds=seconds, detail=detail, code=code, hint=hint))
        if code:
            raise _StepFailedError


def check(places: Places, job: str, *, show_values: bool = False) -> CheckReport:
    """Check a job's feed, and the district's circulation where it has one. Raises ConfigurationError for the job's own files."""
    loaded = load(places.workspace, job=job).job(job)
    report = CheckReport(job=job, passed=True, steps=_owners(places), shows_values=show_values)
    if report.steps:  # what follows would say no more than that it can't be read
        report.passed, report.failed_step = False, "state: owner"
        return report
    with private_copy(places, "check", loaded.district.name) as folder:
        feed = _Steps("feed")
        _until_failed(lambda: _feed(loaded, places, folder, feed, report))
        circulation = _Steps("circulation")
        wanted = loaded.district.circulation
        if isinstance(wanted, Circulation):
            _until_failed(lambda: _circulation(wanted, loaded.folder, folder / "circulation", circulation))
    report.steps = [*feed.done, *circulation.done]
    failed = [step for step in report.steps if not step.passed]
    report.passed, report.failed_step = not failed, f"{failed[0].source}: {failed[0].name}" if failed else ""
    return report


def _owners(places: Places) -> list[CheckStep]:
    """A failed step for each part of the state that the account of the service can't change."""
    return [
        CheckStep(
            source="state",
            name="owner",
            passed=False,
            seconds=0,
            detail=wrong.message,
            code="state_owner",
            hint=f"As root: {wrong.command}",
        )
        for wrong in misplaced(places.state)
    ]


def _until_failed(steps: Callable[[], None]) -> None:
    try:
        steps()
    except _StepFailedError:
        return


def _feed(loaded: LoadedJob, places: Places, into: Path, steps: _Steps, report: CheckReport) -> None:
    job, found = loaded.job, _Found()
    folder = job.source.open(loaded.folder, steps.watch)
    try:
        steps.watch("file", lambda: found.file(folder, job.source.file))
        steps.watch("gates", lambda: _gates(folder, found.entry, job.gates))
        encoding = job.encoding or loaded.properties.encoding
        steps.watch("first records", lambda: found.head(folder, into, encoding, job.gates))
    finally:
        folder.close()
    report.notes += found.fetched.notes
    steps.watch("header", lambda: found.header(loaded, report))
    steps.watch("conversion", lambda: _conversion(loaded, places, found.staged, found.fetched, report))


def _circulation(wanted: Circulation, beside: Path, into: Path, steps: _Steps) -> None:
    private_folder(into)
    found = _Found()
    folder = wanted.source.open(beside, steps.watch)
    try:
        steps.watch("file", lambda: found.file(folder, wanted.source.file))
        steps.watch("first records", lambda: found.head(folder, into, wanted.encoding, Gates()))
    finally:
        folder.close()
    steps.watch("header", lambda: _circulation_header(wanted, found.fetched))


@dataclass
class _Found:
    """What one step hands on to the next."""

    _entry: Entry | None = None
    _fetched: Fetched | None = None
    _staged: Staged | None = None

    @property
    def entry(self) -> Entry:
        assert self._entry is not None
        return self._entry

    @property
    def fetched(self) -> Fetched:
        assert self._fetched is not None
        return self._fetched

    @property
    def staged(self) -> Staged:
        assert self._staged is not None
        return self._staged

    def header(self, loaded: LoadedJob, report: CheckReport) -> str:
        self._staged = stage(self.fetched, loaded)
        report.notes += self.staged.notes
        return f"{len(self.staged.columns.names)} columns, all that the properties need"

    def file(self, folder: Folder, name: str) -> str:
        now = datetime.now(UTC)
        self._entry = choose(folder, name, now.date())
        return f"{self.entry.name}, {self.entry.bytes:,} bytes, {age_in_words(now - self.entry.modified)} old"

    def head(self, folder: Folder, into: Path, encoding: str, gates: Gates) -> str:
        self._fetched = sample(folder, self.entry, into, encoding, gates)
        return f"{self.fetched.newlines:,} lines read as {encoding}"


def _gates(folder: Folder, entry: Entry, gates: Gates) -> str:
    checks = before_download(folder, entry, gates.model_copy(update={"stable_for_seconds": 0}))
    checks += age_checks(gates, entry.modified, datetime.now(UTC))
    said = [f"{each.name}: {each.observed} (limit {each.limit})" for each in checks if not each.passed]
    return "; ".join(said) or "nothing to say"


def _conversion(loaded: LoadedJob, places: Places, staged: Staged, fetched: Fetched, report: CheckReport) -> str:
    folder = fetched.feed.parent
    with reading(places.store(loaded.district.name), folder, reach=[folder]) as door:
        convert.codes(door, loaded.district)
        converted = convert.convert(door, loaded, staged, "check", loaded.district.date_of(datetime.now(UTC)))
        staged = converted.staged
        report.notes += [note for note in staged.notes if note not in report.notes]
        let_pass(cut_off(loaded.job.gates, staged.cut_off, staged.ended or not staged.whole, None), ())
        fields = [
            {"name": name, "masked": not report.shows_values and name not in _PUBLIC}
            for name in loaded.properties.fields
            if name in BY_NAME and BY_NAME[name].kind != "secret"
        ]
        report.sample = door.rows("report/sample.sql", fields=fields, rows=ROWS)
        report.messages = said(door, converted.records, loaded.district)
    require_most_valid(report.messages, converted.records)
    unreadable = f", {people(converted.unreadable, 'line')} can't be read" if converted.unreadable else ""
    return f"{converted.records:,} records converted{unreadable}"


def _circulation_header(wanted: Circulation, fetched: Fetched) -> str:
    columns = {name: [f"circulation.columns.{place}"] for place, name in wanted.columns.model_dump(exclude_none=True).items()}
    header = read_header(fetched.feed, wanted.delimiter, '"', True, 0, called=fetched.facts.file)
    compare(header, columns, fetched.facts.file, "district.yaml")
    return f"{len(header.names)} columns, all that are needed"
