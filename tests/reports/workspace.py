"""The sample district in a folder of the test's own, with settings added."""

import re
import shutil
from pathlib import Path

from patronctl.config.workspace import Workspace, load

ROOT = Path(__file__).parents[2]
JOB = "lincoln-students"


def a_workspace(folder: Path, *, district: str = "", options: str = "") -> Workspace:
    """`district` is appended to district.yaml; `options` takes the place of the job's options."""
    shutil.copytree(ROOT / "jobs", folder / "jobs", dirs_exist_ok=True)
    shutil.copytree(ROOT / "feeds", folder / "feeds", dirs_exist_ok=True)
    settings = folder / "jobs" / "lincoln" / "district.yaml"
    settings.write_text(settings.read_text() + "\n" + district)
    if options:
        job = folder / "jobs" / "lincoln" / "students.yaml"
        job.write_text(re.sub(r"^options:\n(?:  .*\n)+", f"options: {options}\n", job.read_text(), flags=re.MULTILINE))
    workspace = load(folder)
    assert workspace.errors == ()
    return workspace
