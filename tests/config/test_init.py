"""`patronctl init`: what it writes is sound, and it never overwrites."""

import csv
from pathlib import Path

import pytest

from patronctl.config import new_workspace
from patronctl.config.workspace import load
from patronctl.domain.errors import ConfigurationError


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    new_workspace.create(tmp_path / "new")
    return tmp_path / "new"


def test_a_new_workspace_validates_without_a_warning(workspace: Path) -> None:
    assert load(workspace).problems == ()


def test_what_is_commented_out_validates_too(workspace: Path) -> None:
    for file, parts in (("district.yaml", ["circulation:"]), ("students.yaml", ["inactivation:"])):
        path = workspace / "jobs" / "example" / file
        _uncomment(path, parts[0])

    loaded = load(workspace)

    assert loaded.problems == ()
    assert loaded.job("example-students").job.inactivation is not None


def test_its_feed_has_the_columns_that_its_properties_need(workspace: Path) -> None:
    job = load(workspace).job("example-students")
    with (job.folder / "../../feeds/students.csv").open(newline="") as feed:
        header = next(csv.reader(feed))

    assert {mapping.column for mapping in job.properties.fields.values() if mapping.column} <= set(header)


def test_its_workflow_validates_and_plans(workspace: Path) -> None:
    workflow = (workspace / ".github/workflows/patronctl.yml").read_text()

    assert "patronctl validate" in workflow
    assert "patronctl plan --against" in workflow


def test_every_schema_that_a_file_names_is_there(workspace: Path) -> None:
    for file in (workspace / "jobs" / "example").glob("*.yaml"):
        _, _, schema = file.read_text().splitlines()[0].partition("$schema=")
        assert (file.parent / schema).is_file()


def test_a_workspace_is_never_overwritten(workspace: Path) -> None:
    job = workspace / "jobs" / "example" / "students.yaml"
    job.write_text("mine")
    (workspace / "README.md").unlink()

    with pytest.raises(ConfigurationError, match="nothing was written"):
        new_workspace.create(workspace)

    assert job.read_text() == "mine"
    assert not (workspace / "README.md").exists()


def test_a_folder_that_cannot_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="file"):
        new_workspace.create(tmp_path / "file")


def _uncomment(path: Path, key: str) -> None:
    lines = path.read_text().splitlines()
    start = lines.index(f"# {key}")
    for number in range(start, len(lines)):
        if not lines[number].startswith("#"):
            break
        lines[number] = lines[number].removeprefix("# ")
    path.write_text("\n".join(lines))
