"""Skipped records are corrected in their quarantine file and loaded by --repair: their own records, and nothing else."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import patronctl
from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Id", "last_name": "Last", "first_name": "First"}
HEADER = "Site Card Id Last First"


def quarantine_of(district: District, run_id: str) -> Path:
    return district.places.runs("north") / run_id / "quarantine.csv"


def corrected(district: District, run_id: str, correct: Callable[[str], str]) -> Path:
    path = district.root / "corrected.csv"
    path.write_text(correct(quarantine_of(district, run_id).read_text(encoding="utf-8")), encoding="utf-8")
    return path


def state(district: District) -> list[tuple[Any, ...]]:
    return district.rows("FROM store.job_state") + district.rows("SELECT job, patron_id, seen_until FROM store.sighting ORDER BY ALL")


def names(district: District) -> list[tuple[Any, ...]]:
    return district.rows("SELECT district_id, barcode, last_name, first_name, status FROM store.patron ORDER BY district_id")


def test_preamble_lines_of_the_feed_are_not_looked_for_in_the_quarantine(district: District) -> None:
    district.configure(FIELDS, properties="skip_rows: 1")
    feed = "Report\nSite,Card,Id,Last,First\n01,100,S1,Ng,A\n01,,S2,Li,B\n01,,S3,Wu,C\n"
    (district.folder / "feeds" / "f.csv").write_text(feed)
    first = district.run()
    before = state(district)

    record = district.run(repair=corrected(district, first.run_id, lambda text: re.sub(r",,S(\d)", r",10\1,S\1", text)))

    assert (record.repair, record.update, record.counters.records_read, record.counters.added) == (True, "incremental", 2, 2)
    assert [row[:2] for row in names(district)] == [("S1", "100"), ("S2", "102"), ("S3", "103")]
    assert state(district)[:1] == before[:1]
    assert {row[2] for row in state(district)[1:]} == {None}
    assert district.run().counters.unchanged == 3


def test_a_feed_without_a_header(district: District) -> None:
    positions = {"site": 1, "barcode": 2, "district_id": 3, "last_name": 4, "first_name": 5}
    district.configure(positions, properties="header: false")
    (district.folder / "feeds" / "f.csv").write_text("01,100,S1,Ng,A,555\n01,,S2,=Li,-B,x\n01,,S3,'=Wu,C,x\n")
    first = district.run()

    record = district.run(repair=corrected(district, first.run_id, lambda text: text.replace("01,,S2", "01,102,S2")))

    assert (record.counters.added, record.counters.skipped) == (1, 1)
    assert ("S2", "102", "=Li", "-B", "A") in names(district)
    again = corrected(district, record.run_id, lambda text: text.replace("01,,S3", "01,103,S3"))
    assert district.run(repair=again).counters.added == 1
    assert ("S3", "103", "'=Wu", "C", "A") in names(district)


def test_cells_and_column_names_that_a_spreadsheet_would_run_come_back_as_they_were(district: District) -> None:
    values = ["=Ng", "'=Ng", "''+Ng", "@Ng", "＝Ng", "-Ng", "=", "-12", "+1 (719) 555-0100", "O'Brien", "'x", "a=b", "' =1"]
    columns = ["=Site", "@Card", "Id", "-Last", "+First"]
    district.configure(dict(zip(FIELDS, columns, strict=True)), job="guards: {max_skipped: 'off'}\n")
    with (district.folder / "feeds" / "f.csv").open("w", newline="") as file:
        csv.writer(file).writerows([columns, *(["99", f"C{n}", f"S{n:02}", value, value] for n, value in enumerate(values))])
    first = district.run()
    rows = list(csv.reader(quarantine_of(district, first.run_id).read_text(encoding="utf-8").splitlines()))
    assert rows[0][:5] == ["'=Site", "'@Card", "Id", "'-Last", "'+First"]
    assert [row[3][:1] for row in rows[1:8]] == ["'"] * 7

    record = district.run(repair=corrected(district, first.run_id, lambda text: text.replace("99,", "01,")))

    assert record.counters.added == len(values)
    assert [(row[2], row[3]) for row in names(district)] == [(value, value) for value in values]


def test_nobody_else_is_unseen_changed_or_retired(district: District) -> None:
    inactivation = "inactivation: {when_records_read_above: 0, limit_to: everyone, active: {inactivate_after_days: 1}}\n"
    district.configure(FIELDS, job=inactivation + "guards: {max_inactivated: 'off', max_shrink: 0, min_records: 20}\n")
    people = [f"01|{number}|S{number}|Ng|A" for number in range(100, 140)]
    district.feed(HEADER, *people, "77|900|S900|Wu|C")
    first = district.run()
    before, patrons = state(district), names(district)

    record = district.run(repair=corrected(district, first.run_id, lambda text: text.replace("77,", "01,")))

    assert record.counters.added == 1
    assert names(district) == [*patrons, ("S900", "900", "Wu", "C", "A")]
    assert state(district)[0] == before[0]
    assert not [check for check in record.checks if not check.passed and check.family != "retirement"]
    district.feed(HEADER, *people, "01|900|S900|Wu|C")
    assert (district.run().counters.unchanged, len(names(district))) == (41, 41)


def test_lines_that_nobody_corrected_are_left_out(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "01|100|S1|Ng|A", "01|101|S2|Li", "99|102|S3|Wu|C")
    first = district.run()

    record = district.run(repair=corrected(district, first.run_id, lambda text: text.replace("99,", "01,")))

    assert (record.counters.records_read, record.counters.added, record.counters.left_out) == (1, 1, 1)


def test_guards_hold_and_a_dry_run_changes_nothing(district: District) -> None:
    district.configure(FIELDS, job="guards: {max_added: 1, max_skipped: 'off'}\n")
    district.feed(HEADER, "01|100|S1|Ng|A", "99|102|S3|Wu|C", "99|103|S4|Wu|C")
    first = district.run()
    file = corrected(district, first.run_id, lambda text: text.replace("99,", "01,"))
    patronctl_run = command(district, "run", "north-students", "--repair", str(file), "--format", "json")

    assert patronctl_run.returncode == 3
    assert "max_added" in patronctl_run.stdout
    assert len(names(district)) == 1
    allowed = command(district, "run", "north-students", "--repair", str(file), "--allow", "max_added", "--dry-run", "--format", "json")
    assert json.loads(allowed.stdout)["counters"]["added"] == 2
    assert len(names(district)) == 1


def test_other_files_and_full_updates_are_refused(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "01|100|S1|Ng|A")
    feed = district.folder / "feeds" / "f.csv"

    other = command(district, "run", "north-students", "--repair", str(feed))
    full = command(district, "run", "north-students", "--repair", str(feed), "--full")
    missing = command(district, "run", "north-students", "--repair", "nowhere.csv")
    pattern = command(district, "run", "north-students", "--repair", "*.csv")

    assert (other.returncode, full.returncode, missing.returncode, pattern.returncode) == (5, 2, 5, 2)
    assert "is not a quarantine file" in " ".join(other.stdout.split())
    assert "nowhere.csv" in missing.stdout


@pytest.mark.parametrize("properties", ["", "skip_rows: 1", "header: false"])
@pytest.mark.parametrize("update", ["--full", "--incremental"])
def test_a_quarantine_file_in_the_place_of_the_feed_is_refused_and_the_way_named(district: District, properties: str, update: str) -> None:
    headerless = properties.startswith("header")
    district.configure({name: number for number, name in enumerate(FIELDS, 1)} if headerless else FIELDS, properties=properties)
    lines = [*([] if headerless else [HEADER.replace(" ", ",")]), "01,100,S1,Ng,A", "99,102,S3,Wu,C"]
    feed = district.folder / "feeds" / "f.csv"
    feed.write_text("\n".join(["Report"] * properties.startswith("skip") + lines) + "\n")
    first, patrons = district.run(), names(district)
    shutil.copy(quarantine_of(district, first.run_id), feed)

    refused = command(district, "run", "north-students", update, "--format", "json")
    checked = command(district, "check", "north-students")

    failure = json.loads(refused.stdout)["failure"]
    assert (refused.returncode, failure["code"], checked.returncode) == (5, "feed_is_quarantine", 5)
    assert "patronctl run north-students --repair FILE" in failure["hint"]
    assert "--repair" in checked.stdout
    assert names(district) == patrons


def test_a_repair_counts_for_no_schedule(district: District) -> None:
    district.configure(FIELDS, job='schedule: {time: "02:00", full: [mon, tue, wed, thu, fri, sat, sun]}\n')
    district.feed(HEADER, "01|100|S1|Ng|A", "99|102|S3|Wu|C")
    first = district.run()

    district.run(repair=corrected(district, first.run_id, lambda text: text.replace("99,", "01,")))

    status = json.loads(command(district, "status", "--format", "json").stdout)["jobs"][0]
    assert status["last_run"] == first.run_id


def command(district: District, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = {"PATRONCTL_WORKSPACE": str(district.root), "PATRONCTL_STATE": str(district.places.state)}
    environment = {**os.environ, **places, "PYTHONPATH": str(Path(patronctl.__file__).parents[1]), "COLUMNS": "200"}
    done = [sys.executable, "-m", "patronctl", *arguments]
    return subprocess.run(done, env=environment, capture_output=True, text=True, check=False, cwd=district.root)
