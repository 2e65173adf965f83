"""What is only recognized ends as if it had been converted: the same nights in two districts, one of which converts everything."""

import random
from pathlib import Path

import duckdb
import pytest

from patronctl.domain.errors import StoreError
from patronctl.domain.guard import NAMES
from patronctl.update import convert, gate, recognize
from tests.run.conftest import District

FIELDS = {
    "site": "Site",
    "barcode": "Card",
    "district_id": "Number",
    "last_name": "Last",
    "first_name": "First",
    "patron_type": "Type",
    "access_level": "Level",
    "username": "Login",
    "password": "Secret",
    "homeroom": {"column": "Room", "when_blank": "clear"},
    "grade_level": "Grade",
}
HEADER = "Site Card Number Last First Type Level Login Secret Room Grade Exported"
RULES = "inactivation: {limit_to: everyone, when_records_read_above: 10, when_skipped_below: 900, active: {inactivate_after_days: 0}}\n"
LOOSE = "guards: {" + ", ".join(f"{name}: off" for name in NAMES if name.startswith("max_")) + "}\n"
RECOGNIZES, CONVERTS_EVERYTHING = recognize.MOST_PICKED, -1.0


@pytest.fixture
def found(monkeypatch):
    """The records read by each run that recognized some of them; None for a run that converted everything."""
    seen = []

    def watched(*arguments):
        made = recognize.recognize(*arguments)
        seen.append(made and made.records)
        return made

    monkeypatch.setattr(convert, "recognize", watched)
    monkeypatch.setattr(gate, "LOOKED_AT", 20)
    return seen


def _person(number: int) -> list[str]:
    return [
        f"0{1 + number % 2}",
        f"C{number}",
        f"{number:05}",
        f"Last{number}",
        "Ana",
        "Student",
        "Patron",
        f"user{number}",
        "x",
        "12",
        "7",
        "-",
    ]


def _some_happen(random: random.Random, rows: list[list[str]], next_number: int) -> list[list[str]]:
    """A night's mess: changed, blank, unknown and padded values, doubles, swaps, leavers, newcomers."""
    kept = [list(row) for row in rows if random.random() > 0.03]
    for row in random.sample(kept, 8):
        column = random.choice([0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        row[column] = random.choice(["", " ", f"{row[column]} ", f"new{random.randrange(50)}", random.choice(kept)[column]])
    kept.append(list(random.choice(kept)))
    kept += [_person(next_number + extra) for extra in range(random.randrange(3))]
    if random.random() < 0.5:
        random.shuffle(kept)
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_recognized_record_ends_like_a_converted_one(tmp_path, monkeypatch, found, seed):
    chance = random.Random(seed)
    ours, theirs = (_district(tmp_path / name) for name in ("ours", "theirs"))
    rows = [_person(number) for number in range(90)]

    for night in range(7):
        update = "incremental" if night in (3, 5) else "full"
        if night == 4:
            for district in (ours, theirs):
                district.configure({**FIELDS, "nickname": "First"}, job=RULES + LOOSE)
        ends = []
        for district, most in ((ours, RECOGNIZES), (theirs, CONVERTS_EVERYTHING)):
            monkeypatch.setattr(recognize, "MOST_PICKED", most)
            district.feed(HEADER, *rows)
            planned, record = (district.run(update, dry_run=dry_run) for dry_run in (True, False))
            assert planned.counters == record.counters
            ends.append(_end(district, record))
        assert ends[0] == ends[1]
        rows = _some_happen(chance, rows, 1000 + 10 * night)

    assert len([size for size in found if size]) >= 8


def test_a_feed_with_a_record_of_two_lines_is_converted_as_a_whole(tmp_path, found):
    district = _district(tmp_path)
    rows = [_person(number) for number in range(60)]
    district.feed(HEADER, *rows)
    district.run()

    rows[30][9] = "two\nlines"
    district.feed(HEADER, *rows)
    record = district.run()

    assert found == [None]
    assert (record.counters.updated, record.counters.unchanged) == (1, 59)


def test_after_an_upgrade_of_the_properties_nothing_is_recognized_once(tmp_path, found):
    district = _district(tmp_path)
    district.feed(HEADER, *(_person(number) for number in range(60)))
    district.run()

    district.configure({**FIELDS, "first_name": {"column": "First", "case": "upper"}}, job=RULES + LOOSE)
    record = district.run()
    district.run()

    assert record.counters.updated == 60
    assert found == [60]


def test_a_store_of_the_version_before_is_brought_up_to_date_and_recognizes_the_night_after(tmp_path, found):
    district = _district(tmp_path)
    district.feed(HEADER, *(_person(number) for number in range(60)))
    district.run()
    _make_it_version_1(district)

    with pytest.raises(StoreError, match="older patronctl"):
        district.rows("SELECT 1")
    records = [district.run(), district.run()]

    assert [record.counters.unchanged for record in records] == [60, 60]
    assert found == [60]


def _make_it_version_1(district: District) -> None:
    with duckdb.connect(district.places.store("north")) as store:
        store.execute(
            "ALTER TABLE sighting DROP feed_hash; ALTER TABLE job_state DROP read_by; ALTER TABLE patron DROP inactive_by;"
            "ALTER TABLE patron DROP status_before; ALTER TABLE patron DROP persona_given;"
            "DROP TABLE confirmed; DROP TABLE target; DELETE FROM schema_version WHERE version > 1"
        )


def _district(root: Path) -> District:
    (root / "jobs" / "north" / "feeds").mkdir(parents=True)
    district = District(root)
    key = district.places.district("north") / "password.key"
    key.parent.mkdir(parents=True)
    key.write_text("the same in both, so that hashes of records can be compared")
    district.configure(FIELDS, job=RULES + LOOSE)
    return district


def _end(district: District, record) -> dict:
    """All that a night leaves behind, but for names and times of runs, and the notes by which records are recognized."""
    said = record.model_dump(mode="json", include={"counters", "by_site", "messages", "checks", "plan_digest", "outcome"})
    quarantine = next(iter(sorted(district.places.runs("north").glob(f"{record.run_id}/quarantine.csv"))), None)
    tables = {
        "patron": "*",
        "sighting": "* EXCLUDE (feed_hash)",
        "history": "* EXCLUDE (run_id)",
        "patron_type": "name",
        "job_state": "last_update_at, last_full_at, last_full_records_read, hashed_by",
    }
    store = {name: sorted(map(str, district.rows(f"SELECT {columns} FROM store.{name}"))) for name, columns in tables.items()}
    # Where the file is blank, an unchanged record that was recognized has the name that is stored.
    entries = sorted(str({**entry, "name": entry["action"] == "unchanged" or entry["name"]}) for entry in district.entries(record))
    return {"said": said, "store": store, "entries": entries, "quarantine": quarantine and quarantine.read_text()}


def test_nothing_that_the_store_keeps_of_a_record_lets_a_password_be_tried(tmp_path, found):
    """Two districts with the same feed and different keys have nothing in common that the password is a part of."""
    ours, theirs = (_district(tmp_path / name) for name in ("ours", "theirs"))
    (theirs.places.district("north") / "password.key").write_text("another")
    kept = []
    for district in (ours, theirs):
        district.feed(HEADER, *(_person(number) for number in range(60)))
        district.run()
        kept.append({value for row in district.rows("SELECT feed_hash, record_hash FROM store.sighting") for value in row})
        district.run()

    assert len(kept[0]) == len(kept[1]) == 120
    assert kept[0].isdisjoint(kept[1])
    assert found == [60, 60]
