"""Links that somebody planted where patronctl writes are refused or replaced; what they lead to stays as it was."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patronctl import files, locks
from patronctl.files import PlantedError
from tests.reports.workspace import JOB, a_workspace

FIRST_NIGHT = "2026-09-05 02:30"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that nobody but its owner may read or change."""
    path = tmp_path / "elsewhere" / "victim"
    path.parent.mkdir(mode=0o700)
    path.write_text("precious")
    path.chmod(0o600)
    return path


def unharmed(victim: Path) -> bool:
    return (victim.read_text(), victim.stat().st_mode & 0o777, [path.name for path in victim.parent.iterdir()]) == (
        "precious",
        0o600,
        ["victim"],
    )


def patronctl(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "patronctl", *arguments, "--workspace", str(root), "--state", str(root / "state")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "COLUMNS": "150"})


@pytest.mark.parametrize("name", ["index.html", "entries.csv", "quarantine.csv", ".entries.csv", ".quarantine.csv", ".lock", "site.json"])
def test_a_link_in_the_report_folder_is_not_followed(tmp_path: Path, victim: Path, name: str) -> None:
    a_workspace(tmp_path, district="report_folder: ../../site\n")
    site = tmp_path / "site"
    for folder in (site, site / "runs"):
        folder.mkdir(mode=0o777, parents=True)
        (folder / name).symlink_to(victim)
    done = patronctl(tmp_path, "run", JOB, "--full", "--as-of", FIRST_NIGHT, "--format", "json")

    assert done.returncode == 0, done.stderr
    assert unharmed(victim)
    if name != "index.html":
        assert "patronctl" in (site / "index.html").read_text()


@pytest.mark.parametrize("place", ["runs", "runs/ID"])
def test_a_folder_of_pages_that_is_a_link_gets_no_pages(tmp_path: Path, victim: Path, place: str) -> None:
    a_workspace(tmp_path, district="report_folder: ../../site\n")
    patronctl(tmp_path, "run", JOB, "--full", "--as-of", FIRST_NIGHT)
    planted = tmp_path / "site" / place.replace("ID", next((tmp_path / "site" / "runs").iterdir()).name)
    shutil.rmtree(planted)
    planted.symlink_to(victim.parent)

    done = patronctl(tmp_path, "report", "--site", str(tmp_path / "site"))

    assert done.returncode == 1
    assert f"{planted} is a link" in done.stderr
    assert f"rm '{planted}'" in done.stderr
    assert unharmed(victim)


def test_a_file_that_others_can_write_names_nothing_to_delete(tmp_path: Path) -> None:
    a_workspace(tmp_path, district="report_folder: ../../site\n")
    patronctl(tmp_path, "run", JOB, "--full", "--as-of", FIRST_NIGHT)
    site = tmp_path / "site"
    for name in ("photos", "20260101T000000Z-other-a1b2"):
        (site / "runs" / name).mkdir()
        (site / "runs" / name / "mine.jpg").write_text("")
    (site / "site.json").write_text(json.dumps({"photos": "", "../../state": "", "20260101T000000Z-other-a1b2": ""}))

    assert patronctl(tmp_path, "report", "--site", str(site)).returncode == 0

    assert (tmp_path / "state" / "districts").is_dir()
    assert sorted(path.parent.name for path in (site / "runs").glob("*/mine.jpg")) == ["20260101T000000Z-other-a1b2", "photos"]


@pytest.mark.parametrize("name", ["lock", "telling.lock", "password.key", "runs"])
def test_a_link_in_the_state_is_not_followed(tmp_path: Path, victim: Path, name: str) -> None:
    a_workspace(tmp_path)
    district = tmp_path / "state" / "districts" / "lincoln"
    district.mkdir(parents=True)
    (district / name).symlink_to(victim.parent if name == "runs" else victim)

    done = patronctl(tmp_path, "run", JOB, "--full", "--as-of", FIRST_NIGHT)

    assert unharmed(victim)
    if name in ("lock", "runs"):
        assert done.returncode == 1
        assert f"{district / name} is a link" in done.stderr


@pytest.mark.parametrize(
    "write", ["write_atomically", "copy_atomically", "create", "open_lock", "touch", "append", "make_folder", "private_folder"]
)
def test_no_way_of_writing_follows_a_link(tmp_path: Path, victim: Path, write: str) -> None:
    """Neither one in the place of the file nor one in the place of a folder above it."""
    ways = {
        "write_atomically": lambda path: files.write_atomically(path, "new"),
        "copy_atomically": lambda path: files.copy_atomically(Path(__file__), path),
        "create": lambda path: files.create(path).close(),
        "open_lock": lambda path: os.close(locks.open_lock(path)),
        "touch": files.touch,
        "append": lambda path: files.append(path).close(),
        "make_folder": lambda path: files.make_folder(path, mode=0o777),
        "private_folder": files.private_folder,
    }
    (tmp_path / "file").symlink_to(victim)
    (tmp_path / "folder").symlink_to(victim.parent)

    with pytest.raises(PlantedError):
        ways[write](tmp_path / "folder" / "new")
    if write in ("write_atomically", "copy_atomically"):
        ways[write](tmp_path / "file")
        assert not (tmp_path / "file").is_symlink()
    else:
        with pytest.raises((PlantedError, OSError)):
            ways[write](tmp_path / "file")

    assert unharmed(victim)


def test_removing_takes_the_link_and_leaves_what_it_leads_to(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "file").symlink_to(victim)
    (tmp_path / "tree").symlink_to(victim.parent)

    files.remove(tmp_path / "file")
    files.remove_tree(tmp_path / "tree")
    (tmp_path / "again").symlink_to(victim.parent)
    with pytest.raises(PlantedError):
        files.remove(tmp_path / "again" / "victim")

    assert unharmed(victim)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "elsewhere"]


def test_two_names_of_one_file_are_no_lock(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "lock").hardlink_to(victim)

    with pytest.raises(PlantedError):
        locks.open_lock(tmp_path / "lock")
    assert victim.read_text() == "precious"
