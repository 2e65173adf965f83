"""A feed that attacks: whatever a real run writes for people, nothing in it runs."""

import csv
from pathlib import Path

from patronctl.domain.progress import Quiet
from patronctl.places import Places
from patronctl.review.patrons import list_patrons
from patronctl.update.context import RunOptions
from patronctl.update.job import run_job
from patronctl.update.report import report
from tests.reports.fixtures import FORMULA, SCRIPT
from tests.reports.workspace import JOB, a_workspace

COLUMNS = "SchoolNumber,StudentID,LastName,FirstName,MiddleName,Nickname,Grade,Gender,Homeroom"
MORE = "GradYear,BirthDate,Email,Street,City,Zip,Phone,Enrolled"


def a_line(number: int, last: str, first: str, site: str = "101") -> str:
    return f'{site},{number:06},"{last}","{first}",,,9,F,1,2030,01/02/2012,,"{last}",Town,1,+1 719 555 3517,1\r\n'


def test_nothing_that_is_written_runs(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    lines = [a_line(n, f"Plain{n}", "Pat") for n in range(100)]
    lines += [a_line(900, SCRIPT, "Pat"), a_line(901, FORMULA, "@SUM(1)"), a_line(902, FORMULA, SCRIPT, site=FORMULA)]
    (tmp_path / "feeds" / "students.csv").write_bytes("".join([f"{COLUMNS},{MORE}\r\n", *lines]).encode("cp1252"))
    places = Places(tmp_path, tmp_path / "state")

    run = run_job(places, JOB, Quiet(), RunOptions("full"), as_of=None)
    report(tmp_path / "site", workspace, places)
    list_patrons(places, "lincoln", "csv", tmp_path / "patrons.csv")

    files = [tmp_path / "patrons.csv", *(tmp_path / "site").rglob("*.csv"), *(tmp_path / "state").rglob("*.csv")]
    assert (run.record.outcome, run.record.counters.skipped, len(files)) == ("succeeded", 1, 4)
    for file in files:
        cells = [cell for row in csv.reader(file.read_text().splitlines(keepends=True)) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "@", "-", "\t", "\r"))] == [], file
        assert FORMULA in [cell.removeprefix("'") for cell in cells], file
    for page in (tmp_path / "site").rglob("*.html"):
        assert SCRIPT not in page.read_text()
        assert page.read_text().count("<script>") == 1
