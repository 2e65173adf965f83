"""The workspace: what loads, and what a job is asked for by name."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.domain.errors import ConfigurationError


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    shutil.copytree(repository / "jobs" / "lincoln", tmp_path / "jobs" / "lincoln")
    return tmp_path


def test_the_sample_district_loads_without_a_problem(workspace: Path) -> None:
    loaded = load(workspace)

    assert loaded.problems == ()
    job = loaded.job("lincoln-students")
    assert (job.district.name, job.properties.encoding, job.folder) == ("lincoln", "windows-1252", workspace / "jobs" / "lincoln")


def test_an_amount_of_money_is_never_a_floating_point_number(workspace: Path) -> None:
    inactivation = load(workspace).job("lincoln-students").job.inactivation

    assert inactivation
    assert str(inactivation.inactive.fines_below) == str(Decimal("5.00"))
    assert inactivation.inactive.fines_below_cents == 500


def test_a_job_that_does_not_exist_is_answered_with_the_nearest_one(workspace: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(workspace).job("lincoln-student")

    assert caught.value.hint == "Did you mean lincoln-students?"


def test_a_job_with_errors_is_not_given_out_and_the_error_carries_them_all(workspace: Path) -> None:
    district = workspace / "jobs" / "lincoln" / "district.yaml"
    district.write_text(district.read_text().replace("august", "agust").replace("title: Lincoln H", "titel: Lincoln H"))

    with pytest.raises(ConfigurationError) as caught:
        load(workspace).job("lincoln-students")

    assert {problem.line for problem in caught.value.problems} == {6, 10, 11}


def test_a_job_is_found_without_reading_the_other_districts(workspace: Path) -> None:
    other = workspace / "jobs" / "adams"
    other.mkdir()
    (other / "district.yaml").write_text("name: [")

    loaded = load(workspace, job="lincoln-students")

    assert set(loaded.districts) == {"lincoln"}
    assert loaded.job("lincoln-students").district.name == "lincoln"


def test_a_job_that_nobody_names_is_looked_for_everywhere(workspace: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(workspace, job="lincoln-studnts").job("lincoln-studnts")

    assert caught.value.hint == "Did you mean lincoln-students?"
