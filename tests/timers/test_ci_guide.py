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


def test_the_workflow_in_the_guide_is_the_one_that_init_writes(blocks: dict[str, list[str]], tmp_path: Path):
    new_workspace.create(tmp_path / "new")

    (written,) = (tmp_path / "new" / ".github" / "workflows").iterdir()
    assert blocks["yaml"] == [written.read_text()]


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
