"""A start costs what the one command needs: held by what is imported, never by time."""

import subprocess
import sys
from pathlib import Path

from patronctl.cli.main import COMMANDS

HEAVY = {"duckdb", "paramiko", "jinja2", "pydantic", "ruamel", "rich", "cryptography", "asyncio"}
FOR_VALIDATE = HEAVY - {"pydantic", "ruamel"}


def imported_by(*arguments: str) -> set[str]:
    """The top-level packages that a command line imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "patronctl", *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_the_help_of_no_command_imports_anything_heavy() -> None:
    ask = "import sys; from patronctl.cli.main import COMMANDS, app; from typer.main import get_command as made\n"
    ask += "for name in COMMANDS: made(app).main([name, '--help'], standalone_mode=False)\n"
    ask += "print('imported:', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)

    imported = set(done.stdout.splitlines()[-1].split())

    assert all(f" {command} [OPTIONS]" in done.stdout for command in COMMANDS)
    # Typer itself builds a command's options with Pydantic.
    assert imported & (HEAVY - {"pydantic"}) == set()


def test_validate_imports_no_engine_no_network_no_templates(repository: Path) -> None:
    assert imported_by("validate", "--workspace", str(repository)) & FOR_VALIDATE == set()
