"""`patronctl init`: what it writes is sound, and it never overwrites."""

import csv
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from patronctl.cli.main import app
from patronctl.config import new_workspace
from patronctl.config.new_workspace.installed import WHEEL, spec_of
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


def call(*words: str, typed: str = "") -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["init", *words], input=typed)
    return ended.exit_code, ended.stdout


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lincoln USD #4", "lincoln-usd-4"),
        ("St. Mary's: a “school”", "st-mary-s-a-school"),
        ("yes", "yes"),
        ("123", "123"),
        ("# not a comment", "not-a-comment"),
        ("École 12", "cole-12"),
        ("a" * 200, "a" * 50),
        ("Two\nlines", "two-lines"),
    ],
)
def test_a_workspace_bears_the_districts_name_and_validates(title: str, name: str, tmp_path: Path) -> None:
    code, _ = call(str(tmp_path / "new"), "--district", title)

    loaded = load(tmp_path / "new")
    assert code == 0
    assert loaded.problems == ()
    assert [(found.district.name, found.district.title) for found in loaded.districts.values()] == [(name, title)]
    assert set(loaded.jobs) == {f"{name}-students"}


def test_a_title_without_a_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No short name"):
        new_workspace.create(tmp_path / "new", "学校")

    assert not (tmp_path / "new").exists()


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    code, output = call(str(tmp_path / "new"))

    assert code == 0
    assert "The district's name" not in output
    assert "example-students" in load(tmp_path / "new").jobs


@pytest.mark.parametrize(
    ("noted", "spec"),
    [
        (None, WHEEL),
        (
            '{"url": "https://git.example.org/p.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
            "git+https://git.example.org/p.git@abc",
        ),
        ('{"url": "ssh://git@git.example.org/p.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}', WHEEL),
        ('{"url": "https://{login}git.example.org/p.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}', WHEEL),
        (
            '{"url": "https://example.org/patronctl-1.0-py3-none-any.whl", "archive_info": {}}',
            "https://example.org/patronctl-1.0-py3-none-any.whl",
        ),
        ('{"url": "file:///home/me/patronctl", "dir_info": {"editable": true}}', WHEEL),
    ],
)
def test_ci_installs_from_where_this_one_came_and_never_a_bare_name(noted: str | None, spec: str) -> None:
    assert spec_of(noted and noted.replace("{login}", "token@")) == spec


def test_every_workflow_installs_what_is_said(tmp_path: Path) -> None:
    call(str(tmp_path / "new"), "--install-from", "git+https://git.example.org/p@1")

    for name in (".github/workflows/patronctl.yml", ".gitlab-ci.yml"):
        text = (tmp_path / "new" / name).read_text()
        assert 'PATRONCTL: "git+https://git.example.org/p@1"' in text
        assert text.count("pip install") == text.count('pip install "$PATRONCTL"') == 1


def test_feeds_are_left_out_of_git(workspace: Path) -> None:
    git = ["git", "-C", str(workspace), "-c", "safe.directory=*"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)

    tracked = subprocess.run([*git, "ls-files"], check=True, capture_output=True, text=True).stdout.split()

    assert "jobs/example/students.yaml" in tracked
    assert ".pre-commit-config.yaml" in tracked
    assert not any(name.startswith("feeds/") for name in tracked)
