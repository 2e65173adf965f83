"""A job whose file is there is loaded, or there is an error: it is never gone without a word."""

import re
import shutil
from pathlib import Path
from random import Random

import pytest

from patronctl.config.workspace import Workspace, load
from patronctl.domain.errors import ConfigurationError
from patronctl.places import Places
from patronctl.timers.apply_plan import carry_out, now
from patronctl.timers.make_plan import plan
from patronctl.timers.systemctl import NoManager
from tests.config.mutations import damaged, misplaced


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    """The sample district, its lists with dashes, and a second job."""
    build(tmp_path, repository)
    return tmp_path


def build(root: Path, repository: Path) -> None:
    shutil.copytree(repository / "jobs" / "lincoln", root / "jobs" / "lincoln")
    job = root / "jobs" / "lincoln" / "students.yaml"
    text = re.sub(r"(?ms)^inactivation:.*?(?=^\S)", "", job.read_text(encoding="utf-8"))
    job.with_name("staff.yaml").write_text(text.replace("lincoln-students", "lincoln-staff"), encoding="utf-8")


def errors_of(loaded: Workspace) -> list[str]:
    return [str(problem) for problem in loaded.errors]


def renamed(text: str) -> str:
    """Without the lines that name a job: a job of another name is another job."""
    return "".join(re.findall(r"(?m)^\W*name\W.*$", text))


def test_the_workspace_under_the_mutations_is_sound(workspace: Path) -> None:
    loaded = load(workspace)

    assert errors_of(loaded) == []
    assert set(loaded.jobs) == {"lincoln-students", "lincoln-staff"}


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_gives_the_same_jobs_or_an_error(seed: int, workspace: Path) -> None:
    random = Random(seed)
    files = sorted((workspace / "jobs" / "lincoln").iterdir())
    sound = {file: file.read_text(encoding="utf-8") for file in files}
    harmless = 0
    for _ in range(60):
        file = random.choice(files)
        text = damaged(sound[file], random)
        file.write_text(text, encoding="utf-8", newline="")
        loaded = load(workspace)
        assert loaded.errors or renamed(text) != renamed(sound[file]) or set(loaded.jobs) == {"lincoln-students", "lincoln-staff"}, text
        assert all(problem.line or "empty" in problem.message for problem in loaded.errors if problem.file.endswith(".yaml")), text
        harmless += not loaded.errors
        file.write_text(sound[file], encoding="utf-8")

    assert 0 < harmless < 50


@pytest.mark.parametrize("seed", range(60))
def test_a_file_that_is_moved_or_replaced_gives_the_same_jobs_or_an_error(seed: int, workspace: Path) -> None:
    random = Random(seed)
    done = misplaced(random.choice(sorted((workspace / "jobs" / "lincoln").glob("*.yaml"))), random)

    loaded = load(workspace)

    assert loaded.errors or set(loaded.jobs) == {"lincoln-students", "lincoln-staff"}, done


NULLS = {
    "jobs/lincoln/students.yaml": ["schedule: {time: '02:30', full:@}", "inactivation: {limit_to: {patron_types:@}}"],
    "jobs/lincoln/district.yaml": ["access_levels:@", "sites:@"],
    "jobs/lincoln/students.properties.yaml": ["skip_records: [{column: ID, in:@}]", "skip_records:@"],
}


@pytest.mark.parametrize("item", ["~", "null", "!!null ''", "!!null "])
@pytest.mark.parametrize(("file", "written"), [(file, written) for file, texts in NULLS.items() for written in texts])
def test_an_item_without_a_value_is_an_error_with_its_line(file: str, written: str, item: str, workspace: Path) -> None:
    path = workspace / file
    key = written.partition(":")[0]
    text = re.sub(rf"(?ms)^{key}:.*?(?=^\S|\Z)", "", path.read_text(encoding="utf-8"))
    path.write_text(text + written.replace("@", f" [{item}]") + "\n", encoding="utf-8")

    found = load(workspace).errors

    assert [(problem.file, problem.line) for problem in found if "item 1 of" in problem.message] == [(file, text.count("\n") + 1)]


def test_a_bare_dash_is_an_error_and_no_unit_is_removed(workspace: Path, tmp_path: Path) -> None:
    units = tmp_path / "units"
    units.mkdir()
    job = workspace / "jobs" / "lincoln" / "students.yaml"
    job.write_text(job.read_text(encoding="utf-8").replace("full: [sat]", "full:\n    - sat\n    -"), encoding="utf-8")
    line = job.read_text(encoding="utf-8").splitlines().index("    -") + 1

    loaded = load(workspace)
    with pytest.raises(ConfigurationError) as refused:
        plan(Places(workspace, tmp_path), NoManager(units), prune=True, now=now())
    with pytest.raises(ConfigurationError) as not_run:
        load(workspace, job="lincoln-students").job("lincoln-students")

    assert [(problem.file, problem.line, problem.message) for problem in loaded.errors] == [
        ("jobs/lincoln/students.yaml", line, "item 2 of `full` has no value")
    ]
    assert refused.value.problems == not_run.value.problems == loaded.errors


@pytest.mark.parametrize("seed", range(12))
def test_no_unit_goes_while_the_file_of_its_job_is_there(seed: int, workspace: Path, tmp_path: Path) -> None:
    units = tmp_path / "units"
    units.mkdir()
    places, manager = Places(workspace, tmp_path), NoManager(units)
    carry_out(plan(places, manager, prune=True, now=now()), places, tell=lambda _: None)
    random = Random(seed)
    done = misplaced(random.choice(sorted((workspace / "jobs" / "lincoln").glob("st*.yaml"))), random)

    try:
        planned = plan(places, manager, prune=True, now=now()).changes
    except ConfigurationError:
        planned = []

    assert [change.unit for change in planned if change.action == "delete"] == [], done
    assert len(list(units.iterdir())) == 8


@pytest.mark.parametrize("copy", ["students.yaml~", "students.yaml.bak", ".students.yaml", "#students.yaml#", "old/students.yaml"])
def test_a_copy_beside_a_job_that_is_loaded_stops_nothing(copy: str, workspace: Path) -> None:
    folder = workspace / "jobs" / "lincoln"
    (folder / copy).parent.mkdir(exist_ok=True)
    shutil.copy(folder / "students.yaml", folder / copy)

    assert load(workspace).job("lincoln-students")


@pytest.mark.parametrize("where", ["students.yaml.txt", ".students.yaml", "students", "old/students.yaml", "students.yml", "students.YAML"])
def test_a_job_in_a_file_that_is_not_read_is_an_error(where: str, workspace: Path) -> None:
    folder = workspace / "jobs" / "lincoln"
    (folder / where).parent.mkdir(exist_ok=True)
    (folder / "students.yaml").rename(folder / where)

    assert [problem.file for problem in load(workspace).errors] == [f"jobs/lincoln/{where}"]


@pytest.mark.parametrize("name", ["washington", ".washington"])
def test_a_district_that_is_not_read_is_an_error(name: str, workspace: Path) -> None:
    other = workspace / "jobs" / name
    if name.startswith("."):
        shutil.copytree(workspace / "jobs" / "lincoln", other)
    else:
        other.symlink_to("gone")

    assert [problem.file for problem in load(workspace).errors] == [f"jobs/{name}"]


def test_a_link_to_properties_outside_is_an_error_not_a_crash(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.properties.yaml"
    file = workspace / "jobs" / "lincoln" / "students.properties.yaml"
    file.rename(outside)
    file.symlink_to(outside)

    assert {problem.message for problem in load(workspace).errors} == {"the properties lie outside of the workspace"}
