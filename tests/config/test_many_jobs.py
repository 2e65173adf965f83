"""Hundreds of jobs: what is done once for each file is counted, never timed."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.workspace import load
from patronctl.documents import yaml_file, yaml_parser
from patronctl.views.problems import as_text

JOBS = 30


@pytest.fixture
def workspace(repository: Path, tmp_path: Path) -> Path:
    """One district whose jobs all start together and could all retire the same patrons: two problems for each pair."""
    shutil.copytree(repository / "jobs", tmp_path / "jobs")
    job = tmp_path / "jobs" / "lincoln" / "students.yaml"
    for number in range(1, JOBS):
        text = job.read_text(encoding="utf-8").replace("lincoln-students", f"lincoln-{number}")
        job.with_name(f"job-{number}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each path was resolved and read."""
    counted: Counter[tuple[str, str]] = Counter()

    def watch(name: str) -> None:
        real = getattr(Path, name)

        def method(path: Path, *arguments: Any, **named: Any) -> Any:
            counted[name, str(path)] += 1
            return real(path, *arguments, **named)

        monkeypatch.setattr(Path, name, method)

    watch("resolve")
    watch("read_text")
    return counted


def test_each_pair_has_its_problems(workspace: Path) -> None:
    assert len(load(workspace).problems) == JOBS * (JOBS - 1)


def test_a_file_is_read_once_to_load_it_and_once_to_show_all_its_problems(workspace: Path, calls: Counter[tuple[str, str]]) -> None:
    loaded = load(workspace)
    loading = {path: count for (what, path), count in calls.items() if what == "read_text"}
    as_text(loaded.root, loaded.problems, loaded.files)

    assert len(loading) == JOBS + 2
    assert set(loading.values()) == {1}
    assert max(count for (what, _), count in calls.items() if what == "read_text") == 2


def test_the_place_of_the_properties_is_looked_up_once(workspace: Path, calls: Counter[tuple[str, str]]) -> None:
    load(workspace)

    assert max(count for (what, path), count in calls.items() if what == "resolve" and path.endswith("students.properties.yaml")) <= 2


def test_a_file_in_order_needs_the_parser_in_c_alone(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def thorough(**named: Any) -> None:
        pytest.fail("the thorough parser was set up")

    monkeypatch.setattr(yaml_file, "YAML", thorough)

    assert yaml_parser.IN_C
    assert len(load(workspace).jobs) == JOBS
