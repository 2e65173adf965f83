"""`patronctl validate` refuses what would make one job retire another job's people."""

import shutil
from pathlib import Path

import pytest

from patronctl.config.workspace import load


@pytest.fixture
def lincoln(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "jobs" / "lincoln"
    shutil.copytree(repository / "jobs" / "lincoln", folder)
    return folder


def second_job(folder: Path, limit: str) -> None:
    text = (folder / "students.yaml").read_text()
    text = text.replace('"02:30"', '"04:30"').replace("lincoln-students", "lincoln-staff").replace("patron_types: [Student]", limit)
    (folder / "zz-staff.yaml").write_text(text)


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in load(folder.parents[1]).problems]


def test_two_jobs_that_could_retire_the_same_people_are_refused_with_the_overlap(lincoln: Path) -> None:
    second_job(lincoln, "personas: [student, faculty]")

    (problem,) = problems(lincoln)

    assert problem.startswith("jobs/lincoln/zz-staff.yaml:24:5:")
    assert "error: lincoln-staff and lincoln-students (jobs/lincoln/students.yaml) could both retire patrons of type Student" in problem


def test_jobs_with_scopes_apart_are_fine(lincoln: Path) -> None:
    second_job(lincoln, "personas: [faculty]")

    assert problems(lincoln) == []


def test_an_access_level_that_the_district_lacks_is_refused(lincoln: Path) -> None:
    second_job(lincoln, "personas: [faculty]\n    access_levels: [Techer]")

    (problem,) = problems(lincoln)

    assert "the district has no access level Techer" in problem
    assert "Did you mean Teacher?" in problem


def test_rules_that_ask_about_circulation_nobody_has_are_warned_of(lincoln: Path) -> None:
    district = lincoln / "district.yaml"
    district.write_text(district.read_text().split("circulation:")[0])

    (problem,) = problems(lincoln)

    assert "warning: its rules ask about checkouts and fines" in problem
