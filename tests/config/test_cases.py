"""Every problem, as the administrator sees it: one folder a case, laid over the sound workspace in `base`."""

import shutil
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.views.problems import as_text

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_each_mistake_is_shown_with_its_place_and_a_hint(case: Path, tmp_path: Path) -> None:
    shutil.copytree(HERE / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(case, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))

    loaded = load(tmp_path)

    assert as_text(loaded.root, loaded.problems, loaded.files) == (case / "expected.txt").read_text().rstrip("\n")


def test_the_workspace_under_the_cases_is_sound() -> None:
    assert load(HERE / "base").problems == ()
