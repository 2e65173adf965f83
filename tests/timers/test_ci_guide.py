"""docs/ci.md: its workflow is the one that init writes, and its commands work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from patronctl.config import new_workspace


@pytest.fixture
def blocks(repository: Path) -> dict[str, list[str]]:
    """The code blocks of the guide by their language."""
    found: dict[str, list[str]] = {}
    for language, text in re.findall(r"```(\w+)\n(.*?)```", (repository / "docs" / "ci.md").read_text(), re.DOTALL):
        found.setdefault(language, []).append(text)
    return found


def test_the_workflows_in_the_guide_are_those_that_init_writes(blocks: dict[str, list[str]], tmp_path: Path):
    new_workspace.create(tmp_path / "new", install_from="git+https://git.example.org/library/patronctl@REVISION")

    (github,) = (tmp_path / "new" / ".github" / "workflows").iterdir()
    assert blocks["yaml"][:2] == [github.read_text(), (tmp_path / "new" / ".gitlab-ci.yml").read_text()]


def test_gitlabs_commands_work(blocks: dict[str, list[str]], tmp_path: Path):
    pipeline: dict[str, Any] = YAML(typ="safe").load(blocks["yaml"][1])
    job = pipeline["validate-and-plan"]

    assert job["variables"] == {"GIT_DEPTH": 0}
    assert job["artifacts"]["paths"] == ["plan.md"]
    script = "\n".join(["set -eu", *job["script"], "cat plan.md"])
    output = in_a_clone(tmp_path, script, {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"})
    assert "Full update moves from Saturday 02:30 to Saturday 05:30" in output


def test_the_hook_in_the_guide_is_the_one_of_this_repository_and_works(blocks: dict[str, list[str]], tmp_path: Path, repository: Path):
    (hook,) = YAML(typ="safe").load((repository / ".pre-commit-hooks.yaml").read_text())
    named = YAML(typ="safe").load(blocks["yaml"][2])["repos"][0]["hooks"]

    assert named == [{"id": hook["id"]}]
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "jobs/lincoln/students.yaml")
    assert re.search(hook["files"], "library/jobs/lincoln/students.yaml")
    assert "no problems" in in_a_clone(tmp_path, hook["entry"], {})


def test_the_workflow_runs_our_commands_with_the_whole_history_and_few_rights(blocks: dict[str, list[str]], tmp_path: Path):
    workflow: dict[str, Any] = YAML(typ="safe").load(blocks["yaml"][0])
    (job,) = workflow["jobs"].values()
    steps = job["steps"]

    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert next(step["with"]["fetch-depth"] for step in steps if "checkout" in step.get("uses", "")) == 0
    commands = "\n".join(step["run"] for step in steps if "run" in step and "patronctl " in step["run"] and "pip" not in step["run"])
    output = in_a_clone(tmp_path, f"set -eu\n{commands}\ncat plan.md\n", {"BASE": "main"})
    assert "Full update moves from Saturday 02:30 to Saturday 05:30" in output


def test_the_shell_example_says_what_a_change_means(blocks: dict[str, list[str]], tmp_path: Path):
    script = next(text for text in blocks["bash"] if text.startswith("#!/bin/sh"))

    assert "Full update moves from Saturday 02:30 to Saturday 05:30" in in_a_clone(tmp_path, script, {})


def in_a_clone(tmp_path: Path, script: str, environment: dict[str, str]) -> str:
    """Run a script in a clone, one uncommitted change ahead of origin/main, with patronctl on the path."""
    repository = Path(__file__).parents[2]
    origin, clone, tools = tmp_path / "origin", tmp_path / "clone", tmp_path / "bin"
    shutil.copytree(repository / "jobs", origin / "jobs")
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], cwd=origin, check=True)
    subprocess.run([*git, "add", "-A"], cwd=origin, check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "first"], cwd=origin, check=True)
    subprocess.run([*git, "clone", "--quiet", str(origin), str(clone)], check=True)
    job = clone / "jobs" / "lincoln" / "students.yaml"
    job.write_text(job.read_text().replace("02:30", "05:30"))
    tools.mkdir()
    (tools / "patronctl").write_text(f'#!/bin/sh\nPYTHONPATH="{repository}" exec "{sys.executable}" -m patronctl "$@"\n')
    (tools / "patronctl").chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    done = subprocess.run(["sh", "-c", script], cwd=clone, env={"PATH": path, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
