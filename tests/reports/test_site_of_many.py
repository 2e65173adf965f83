"""The Job Manager of many districts and runs: an index, a page each, older runs by month. After a night only what changed is written."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from patronctl import files
from patronctl.config.workspace import load
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.update.after import after_run
from patronctl.update.report import report
from patronctl.views.html import site
from patronctl.views.html.district import Shown
from tests.reports.fixtures import a_failed_record, a_record, a_run
from tests.reports.workspace import a_workspace

LAST = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
NIGHTS = 240


def named(night: int, job: str = "lincoln-students") -> str:
    return f"{LAST - timedelta(days=night):%Y%m%dT%H%M%SZ}-{job}-{night:05x}"


def many_runs(places: Places, district: str, job: str, nights: int) -> None:
    record = json.loads(a_record(district=district, district_title=district.title(), job=job, told=True).model_dump_json())
    for night in range(nights):
        folder = files.private_folder(places.runs(district) / named(night, job))
        started = (LAST - timedelta(days=night)).isoformat()
        (folder / "run.json").write_text(json.dumps({**record, "run_id": folder.name, "started": started, "finished": started}))


def built(places: Places, folder: Path, *districts: str, whole: bool = True) -> list[str]:
    shown = [Shown(name, name.title(), {f"{name}-students": "Every student"}) for name in districts]
    return site.build(folder, places, shown, lambda _: "shown", whole=whole)


def links_of(page: Path) -> list[str]:
    return re.findall(r'href="([^"#][^"]*)"', page.read_text())


def test_every_link_of_every_page_leads_somewhere_and_every_page_is_reached(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    for district in ("lincoln", "oslo"):
        many_runs(places, district, f"{district}-students", 105)
    folder = tmp_path / "site"
    built(places, folder, "lincoln", "oslo", "empty")

    reached: set[Path] = set()
    waiting = [folder / "index.html"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".html":
            reached.add(page)
            waiting += [(page.parent / link).resolve() for link in links_of(page)]

    assert reached == {*folder.rglob("*.html")}
    assert [name for name in ("Lincoln", "Oslo", "Empty") if name not in (folder / "index.html").read_text()] == []


def test_older_runs_stand_on_a_page_of_their_month_and_no_page_is_long(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    many_runs(places, "lincoln", "lincoln-students", 150)
    built(places, tmp_path / "site", "lincoln")

    pages = {path.stem: path.read_text().count("<tr data-job") for path in (tmp_path / "site" / "districts" / "lincoln").iterdir()}
    assert pages == {"index": 100, "2026-11": 23, "2026-10": 31, "2026-09": 30, "2026-08": 31, "2026-07": 31, "2026-06": 4}
    assert "newest 100 of 150 runs" in (tmp_path / "site" / "index.html").read_text()


def test_a_month_with_very_many_runs_has_a_page_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronctl.views.html.district.MOST_OF_A_MONTH", 30)
    places = Places(tmp_path, tmp_path / "state")
    many_runs(places, "lincoln", "lincoln-students", 110)
    built(places, tmp_path / "site", "lincoln")

    names = {path.stem for path in (tmp_path / "site" / "districts" / "lincoln").iterdir()}
    assert {"2026-10-31", "2026-10-01", "2026-11", "2026-09"} < names
    assert "2026-10" not in names


def test_a_night_of_one_district_writes_its_own_pages_and_the_index(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    for district in ("lincoln", "oslo"):
        many_runs(places, district, f"{district}-students", 103)
    folder = tmp_path / "site"
    built(places, folder, "lincoln", "oslo")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    new = f"{LAST + timedelta(hours=3):%Y%m%dT%H%M%SZ}-oslo-students-00abc"
    a_run(places, a_failed_record(run_id=new, district="oslo", job="oslo-students"))
    run_folder.remove(run_folder.find(places, named(102, "oslo-students")))

    assert built(places, folder, "oslo", whole=False) == [new]

    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    changed = {str(path.relative_to(folder)) for path in after if after[path] != before.get(path)}
    lists = {f"districts/oslo/{name}.html" for name in ("index", "2026-11", "2026-08")}
    assert changed == {"index.html", *lists, f"runs/{new}/index.html"}
    assert {str(path.relative_to(folder)) for path in before.keys() - after.keys()} == {f"runs/{named(102, 'oslo-students')}/index.html"}
    assert 'data-state="trouble"' in (folder / "index.html").read_text()


def test_what_somebody_removed_is_there_again_after_a_whole_build(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    many_runs(places, "lincoln", "lincoln-students", 103)
    folder = tmp_path / "site"
    built(places, folder, "lincoln")
    gone = [folder / "runs" / named(7) / "index.html", folder / "districts" / "lincoln" / "2026-10.html"]
    for page in gone:
        page.unlink()

    assert built(places, folder, "lincoln") == [named(7)]
    assert all(page.exists() for page in gone)


def test_a_district_that_is_gone_takes_its_pages_along_and_leaves_what_is_not_ours(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    for district in ("lincoln", "oslo"):
        many_runs(places, district, f"{district}-students", 3)
    folder = tmp_path / "site"
    built(places, folder, "lincoln", "oslo")
    (folder / "districts" / "notes.txt").write_text("mine")

    built(places, folder, "lincoln")

    assert sorted(path.name for path in (folder / "districts").iterdir()) == ["lincoln", "notes.txt"]
    assert {path.name.split("-")[1] for path in (folder / "runs").iterdir()} == {"lincoln"}


def test_after_a_night_one_of_many_records_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_workspace(tmp_path, district="report_folder: ../../site", options="{keep_runs: 1000}")
    places = Places(tmp_path, tmp_path / "state")
    many_runs(places, "lincoln", "lincoln-students", NIGHTS)
    workspace = load(tmp_path)
    report(tmp_path / "site", workspace, places, {"lincoln"})
    record = a_record(run_id=f"{LAST + timedelta(hours=3):%Y%m%dT%H%M%SZ}-lincoln-students-00abc", told=True)
    read: list[str] = []
    validate = RunRecord.model_validate_json
    monkeypatch.setattr(RunRecord, "model_validate_json", lambda data: read.append("") or validate(data))
    written: list[str] = []
    write = files.write_atomically
    monkeypatch.setattr(files, "write_atomically", lambda path, *args, **named: written.append(path.name) or write(path, *args, **named))

    after_run(run_folder.Run(record, a_run(places, record)), workspace.job("lincoln-students"), lambda: workspace, places)

    assert len(read) <= 60, "the run, thirty for its charts, and those that tell whether anybody has to be told"
    assert len(written) <= 8
