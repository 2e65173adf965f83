"""A start costs what the one command needs: held by what is imported and built, never by time."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from patronctl.cli.main import COMMANDS

HEAVY = {"duckdb", "paramiko", "jinja2", "pydantic", "ruamel", "rich", "cryptography", "asyncio"}
FOR_VALIDATE = HEAVY - {"pydantic", "ruamel"} | {"ssl", "smtplib", "http", "sqlite3", "pygments", "yaml"}
# What only a run, a file with mistakes, or one of another kind needs.
NOT_FOR_VALIDATE = {
    "patronctl.properties.follett",
    "patronctl.documents.docstrings",
    "patronctl.documents.explain",
    "patronctl.documents.yaml_syntax",
    "patronctl.domain.headline",
    "patronctl.domain.run_record",
    "patronctl.notify.event",
    "patronctl.notify.tell",
    "patronctl.update.run",
    "patronctl.store",
    "patronctl.timers",
    "patronctl.usecases",
}


def modules(*arguments: str) -> set[str]:
    """The modules that a command line imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "patronctl", *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def packages(imported: set[str]) -> set[str]:
    return {name.split(".")[0] for name in imported}


def told_by(program: str) -> list[str]:
    """What a fresh Python says, as JSON in its last line, after a program."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    answer: list[str] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_help_imports_nothing_heavy() -> None:
    assert packages(modules("--help")) & HEAVY == set()


def test_the_help_of_no_command_imports_anything_heavy() -> None:
    ask = "import sys; from patronctl.cli.main import COMMANDS, app; from typer.main import get_command as made\n"
    ask += "for name in COMMANDS: made(app).main([name, '--help'], standalone_mode=False)\n"
    ask += "print('imported:', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)

    imported = set(done.stdout.splitlines()[-1].split())

    assert all(f" {command} [OPTIONS]" in done.stdout for command in COMMANDS)
    # Typer itself builds a command's options with Pydantic.
    assert imported & (HEAVY - {"pydantic"}) == set()


@pytest.fixture(scope="module")
def for_validate() -> set[str]:
    """The modules that `validate` of one job imports."""
    return modules("validate", "--workspace", str(Path(__file__).parents[2]))


def test_validate_imports_no_engine_no_network_no_templates(for_validate: set[str]) -> None:
    assert "patronctl.config.job" in for_validate
    assert packages(for_validate) & FOR_VALIDATE == set()


def test_validate_of_a_job_in_order_imports_nothing_of_runs_and_nothing_for_mistakes(for_validate: set[str]) -> None:
    assert for_validate & NOT_FOR_VALIDATE == set()


def test_a_file_with_a_mistake_is_what_imports_the_explanations(tmp_path: Path) -> None:
    folder = tmp_path / "jobs" / "lincoln"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: 1\n")
    ask = "import sys, json; from pathlib import Path; from patronctl.config.workspace import load\n"
    ask += f"load(Path({str(tmp_path)!r})); print(json.dumps([*sys.modules]))"

    assert "patronctl.documents.explain" in told_by(ask)


def test_no_model_is_built_before_a_file_needs_it(repository: Path) -> None:
    ask = "import json; from pathlib import Path; import patronctl.domain.run_record; from patronctl.config.workspace import load\n"
    ask += "from patronctl.domain.model import Model, Output\n"
    ask += "def below(kind): return {one for sub in kind.__subclasses__() for one in (sub, *below(sub))}\n"
    ask += "def built(): return sorted(one.__name__ for one in below(Model) | below(Output) if one.__pydantic_complete__)\n"
    ask += f"before = built(); load(Path({str(repository)!r})); print(json.dumps([*before, '|', *built()]))"

    # Each file's own model and, inside of it, what it is made of; a default is no reason to build a model once more by itself.
    assert told_by(ask) == ["|", "District", "Job", "Properties"]


def test_the_channels_are_not_built_for_a_job_that_tells_nobody(repository: Path) -> None:
    ask = "import json; from pathlib import Path; from patronctl.config.workspace import load; from patronctl.config.job import Job\n"
    ask += f"load(Path({str(repository)!r})); schema = str(Job.__pydantic_core_schema__)\n"
    ask += "print(json.dumps([name for name in ('EmailChannel', 'DirectorySource') if name in schema]))"

    assert told_by(ask) == ["DirectorySource"]


def test_the_command_line_begins_with_fewer_searches_for_circles(repository: Path) -> None:
    ask = f"import sys, gc, json; sys.argv = ['patronctl', 'validate', '--workspace', {str(repository)!r}]\n"
    ask += "from patronctl.cli import start\nheavy = 'typer' in sys.modules\n"
    ask += "try: start.start()\nexcept SystemExit: searches = gc.get_stats()[0]['collections']\n"
    ask += "print(json.dumps([heavy, searches < 50, gc.get_freeze_count() > 0]))"

    assert told_by(ask) == [False, True, True]


def test_what_pip_installs_starts_the_same_way(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["scripts"] == {"patronctl": "patronctl.cli.start:start"}
