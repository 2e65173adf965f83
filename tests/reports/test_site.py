"""The Job Manager's folder: complete, current, as open as its folder, and nobody else's files touched."""

import re
from html import unescape
from pathlib import Path

import pytest

from patronctl.domain.errors import PatronctlError
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.views.html import site
from patronctl.views.html.district import Shown
from tests.reports.fixtures import FORMULA, SCRIPT, a_blocked_record, a_failed_record, a_record, a_run, some_entries

GOOD, BLOCKED, FAILED = (f"202611{day}T023000Z-lincoln-students-a1b2" for day in (21, 22, 23))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path, tmp_path / "state")
    quarantine = a_run(places, a_record(run_id=GOOD), some_entries()) / "quarantine.csv"
    quarantine.write_text("StudentID\n1\n")
    a_run(places, a_blocked_record(run_id=BLOCKED))
    a_run(places, a_failed_record(run_id=FAILED))
    return places


def build(places: Places, folder: Path, values: str = "shown") -> list[str]:
    jobs = {"lincoln-students": "Every student", "lincoln-staff": "Staff"}
    return site.build(folder, places, [Shown("lincoln", "Lincoln", jobs)], lambda _: values)


def test_every_run_is_linked_and_every_link_leads_somewhere(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(places, folder)

    pages = [folder / "index.html", *folder.glob("runs/*/index.html")]
    assert len(pages) == 4
    for page in pages:
        for link in re.findall(r'href="([^"#][^"]*)"', page.read_text()):
            assert (page.parent / link).exists(), f"{page}: {link}"
    assert "This job has not run yet." in pages[0].read_text()


def test_only_what_changed_is_made_again(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "site"

    assert build(places, folder) == [FAILED, BLOCKED, GOOD]
    assert build(places, folder) == []
    assert build(places, folder, "masked") == [FAILED, BLOCKED, GOOD]


def test_pages_of_runs_that_are_gone_go_and_strangers_stay(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(places, folder)
    (folder / "runs" / "note.txt").write_text("mine")

    run_folder.remove(run_folder.find(places, GOOD))
    build(places, folder)

    assert sorted(path.name for path in (folder / "runs").iterdir()) == [BLOCKED, FAILED, "note.txt"]
    assert GOOD not in (folder / "index.html").read_text()


def test_a_folder_with_another_page_is_refused(places: Places, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("somebody's home page")

    with pytest.raises(PatronctlError, match="patronctl did not make"):
        build(places, tmp_path)
    assert (tmp_path / "index.html").read_text() == "somebody's home page"


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o755, 0o644), (0o750, 0o640), (0o700, 0o600)])
def test_files_are_as_open_as_the_folder(places: Places, tmp_path: Path, folder_mode: int, file_mode: int) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    folder.chmod(folder_mode)
    build(places, folder)

    run = folder / "runs" / GOOD
    assert [path.stat().st_mode & 0o777 for path in (run, run / "index.html", run / "entries.csv", folder / "index.html")] == [
        folder_mode,
        file_mode,
        file_mode,
        file_mode,
    ]


def test_hostile_names_are_text(places: Places, tmp_path: Path) -> None:
    build(places, tmp_path / "site")

    page = (tmp_path / "site" / "runs" / GOOD / "index.html").read_text()
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert f",{FORMULA}," not in (tmp_path / "site" / "runs" / GOOD / "entries.csv").read_text()


def test_masked_pages_and_files_hold_nothing_personal(places: Places, tmp_path: Path) -> None:
    build(places, tmp_path / "site")
    build(places, tmp_path / "site", "masked")

    text = "".join(path.read_text() for path in (tmp_path / "site").rglob("*") if path.is_file())
    assert not [personal for personal in ("Muñoz", "004200", "00004277", "omar@", "Rm 101", "Zoë") if personal in text]
    assert not list((tmp_path / "site").rglob("quarantine.csv"))


def test_a_page_needs_nothing_from_elsewhere(places: Places, tmp_path: Path) -> None:
    build(places, tmp_path / "site")

    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text()
        assert "default-src 'none'" in unescape(text)
        assert not re.findall(r"(?:src|href)=\"(?:https?:)?//|url\(|@import| style=\"| on[a-z]+=\"", text)


def test_a_run_under_way_is_listed_without_a_link(places: Places, tmp_path: Path) -> None:
    import os

    from patronctl.store.process import own_identity

    running = "20261124T023000Z-lincoln-students-a1b2"
    a_run(places, a_record(run_id=running, outcome="running", pid=os.getpid(), process=own_identity()))
    build(places, tmp_path / "site")

    assert f"runs/{running}" not in (tmp_path / "site" / "index.html").read_text()
    assert 'data-outcome="running"' in (tmp_path / "site" / "index.html").read_text()
