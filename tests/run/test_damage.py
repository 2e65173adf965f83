"""Whatever happens to a feed's bytes: each patron in it is read as they stand there, or counts as seen, or the feed is refused."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import FeedError
from patronctl.properties.model import Properties
from patronctl.sources.fetch import fetch
from patronctl.store.connection import open_store
from patronctl.update import convert
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from patronctl.update.stage import stage
from tests.properties.records import DISTRICT, JOB
from tests.run.conftest import District
from tests.run.damage import DAMAGES, Feed, cut

READ = """
SELECT record.record, match_key, last_name, first_name, address_1_line_1,
    concat_ws('/', district_id, site, last_name, first_name, address_1_line_1)
FROM record ORDER BY record
"""


class Outcome:
    """What became of a feed: the records by key with their lines, and whose keys stand in lines set aside."""

    def __init__(self, folder: Path, data: bytes, properties: Properties) -> None:
        self.refused = self.cut_off = ""
        self.read: dict[str, tuple[str | None, ...]] = {}
        self.lines: dict[str, int] = {}
        self.texts: list[str] = []
        self.glimpsed: set[str] = set()
        self.aside: list[tuple[int, str, str]] = []
        (folder / "f.csv").write_bytes(data)
        try:
            self._convert(folder, properties)
        except FeedError as problem:
            self.refused = problem.code

    def _convert(self, folder: Path, properties: Properties) -> None:
        loaded = LoadedJob(JOB, DISTRICT, properties, folder / "job.yaml", folder / "p.properties", folder)
        into = folder / "into"
        into.mkdir()
        fetched = fetch(JOB.source, into, beside=folder, encoding="utf-8")
        with open_store(folder / "none.duckdb", read_only=True, reach=[folder]) as door:
            convert.codes(door, DISTRICT)
            converted = convert.convert(door, loaded, stage(fetched, loaded), "key", date(2026, 11, 25))
            staged = converted.staged
            self.cut_off = staged.cut_off or ("" if staged.ended else "no end")
            lines = [int(line) for line in staged.settled.lines.read_text().split()] if staged.settled else None
            for record, key, last, first, street, text in door.connection.execute(READ).fetchall():
                self.read[key] = (last, first, street)
                self.lines[key] = lines[record] if lines else record + staged.first_line
                self.texts.append(text)
            glimpsed = "SELECT match_key FROM glimpsed_record UNION ALL SELECT value FROM glimpsed_value"
            self.glimpsed = {key for (key,) in door.connection.execute(glimpsed).fetchall()}
            self.aside = door.connection.execute("SELECT line, text, reason FROM unreadable").fetchall()


def judge(seed: int, folder: Path) -> str:
    """Damage the feed of a seed and look at what becomes of it; answer with what is wrong."""
    feed = Feed.of(seed)
    damage = DAMAGES[seed % len(DAMAGES)]
    data = damage(feed)
    outcome = Outcome(folder, data, Properties.model_validate(feed.properties))
    if outcome.refused or (damage is cut and outcome.cut_off):
        return ""
    wrong = "; ".join(_wrong(feed, data, outcome, damage is cut))
    return f"seed {seed}, {damage.__name__}: {wrong}" if wrong else ""


def _wrong(feed: Feed, data: bytes, outcome: Outcome, is_cut: bool):
    keys = {values["Number"] for _, _, _, values in feed.records}
    for line, began, ended, values in feed.records:
        key = values["Number"]
        if is_cut and ended > len(data):
            continue
        untouched = data.count(feed.data[began:ended]) == 1
        if key not in outcome.read and key not in outcome.glimpsed and not (key.encode() not in data and outcome.aside):
            yield f"{key} is lost"
        elif untouched and key in outcome.read:
            meant = (values["Last"], values["First"], values["Street"])
            if tuple(value or "" for value in outcome.read[key]) != meant:
                yield f"{key} was misread: {outcome.read[key]}"
        if key in outcome.lines and data[:ended] == feed.data[:ended] and outcome.lines[key] != line:
            yield f"{key} is said to stand on line {outcome.lines[key]}, not {line}"
    if len(outcome.texts) != len(outcome.read):
        yield "a record was read twice"
    yield from (f"{key} is invented" for key in outcome.read if key not in keys)
    yield from (f"a record holds several: {text}" for text in outcome.texts if sum(key in text for key in keys) > 1)
    physical = data.decode().replace("\r\n", "\n").split("\n")
    for line, text, _ in outcome.aside:
        if not "\n".join(physical[line - 1 :]).startswith(text) and b"\r" not in data.replace(b"\r\n", b"\n"):
            yield f"line {line} is quoted as {text!r}"
    if len({line for line, _, _ in outcome.aside}) != len(outcome.aside) and b"\r" not in data:
        yield "a line is set aside twice"


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_feed_loses_nobody(tmp_path: Path, seed: int) -> None:
    wrong = []
    for number in range(seed * len(DAMAGES), (seed + 1) * len(DAMAGES)):
        folder = tmp_path / str(number)
        folder.mkdir()
        wrong.append(judge(number, folder))

    assert not [said for said in wrong if said]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_nobody_leaves_because_of_a_damaged_feed(tmp_path: Path, seed: int) -> None:
    wrong = []
    for number in range(seed * len(DAMAGES), (seed + 1) * len(DAMAGES)):
        wrong += _nights(tmp_path / str(number), number)

    assert wrong == []


def _nights(root: Path, seed: int) -> list[str]:
    """A good night and one with a damaged feed, through whole runs; answer with what is wrong."""
    feed, damage = Feed.of(seed), DAMAGES[seed % len(DAMAGES)]
    district = District(root)
    (district.folder / "feeds").mkdir(parents=True)
    said = {name: value for name, value in feed.properties.items() if name not in ("fields", "match_on")}
    fields = feed.properties["fields"]
    assert isinstance(fields, dict)
    retires = "inactivation: {when_records_read_above: 1, limit_to: everyone, active: {inactivate_after_days: 0}}\n"
    loose = "guards: {max_skipped: off, max_shrink: off, max_inactivated: off}\ngates: {mojibake: off, max_shape_change: off}\n"
    district.configure(fields, job=retires + loose, properties="".join(f"{name}: {json.dumps(value)}\n" for name, value in said.items()))
    path = district.folder / "feeds" / "f.csv"
    records = []
    for data in (feed.data, damage(feed)):
        path.write_bytes(data)
        clock = datetime(2026, 12, 1 + len(records), tzinfo=UTC)
        job = load(root).job("north-students")
        records.append(run(job, RunOptions("full", as_of=clock), district.places))
    first, second = records
    missing = sum(values["Number"].encode() not in path.read_bytes() for _, _, _, values in feed.records)
    wrong = [] if first.outcome == "succeeded" else [f"seed {seed}: the good feed: {first.failure}"]
    if second.outcome == "succeeded" and second.counters.inactivated > missing:
        wrong.append(f"seed {seed}, {damage.__name__}: {second.counters.inactivated} inactivated, {missing} missing")
    if second.outcome not in ("succeeded", "failed", "blocked"):
        wrong.append(f"seed {seed}, {damage.__name__}: {second.outcome}")
    return wrong
