"""SQL templates are compiled once for an installation, and again as soon as what they are made of is another."""

import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from patronctl.store.compiled import Compiled
from patronctl.store.sql import FOLDER, text_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "one.sql").write_text("SELECT {{ x }}")
    (tmp_path / "filters.py").write_text("first")
    return tmp_path


def environment(folder: Path) -> Environment:
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=Compiled(folder, folder / "filters.py"))


def compilations(folder: Path) -> int:
    """How often Jinja compiles while a new process's environment renders the template."""
    made = environment(folder)
    count = 0
    compile = made.compile

    def counted(*given, **named):
        nonlocal count
        count += 1
        return compile(*given, **named)

    made.compile = counted
    assert made.get_template("one.sql").render(x=1) == f"{(folder / 'one.sql').read_text().split(' ')[0]} 1"
    return count


def test_a_second_start_compiles_nothing(folder: Path) -> None:
    assert [compilations(folder), compilations(folder)] == [1, 0]


@pytest.mark.parametrize(("file", "text"), [("one.sql", "VALUES {{ x }}"), ("filters.py", "second")])
def test_another_text_or_another_filter_is_compiled_again(folder: Path, file: str, text: str) -> None:
    compilations(folder)

    (folder / file).write_text(text)

    assert compilations(folder) == 1


def test_a_damaged_file_and_a_folder_that_nothing_can_be_written_to_only_cost_time(folder: Path) -> None:
    compilations(folder)
    (kept,) = (folder / "__pycache__").iterdir()

    kept.write_bytes(kept.read_bytes()[:40])
    assert compilations(folder) == 1
    kept.unlink()
    (folder / "__pycache__").rmdir()
    (folder / "__pycache__").write_text("not a folder")
    assert compilations(folder) == 1


def test_python_that_may_keep_nothing_compiled_keeps_no_template(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    compilations(folder)

    assert not (folder / "__pycache__").exists()


def test_set_up_compiles_every_template(tmp_path: Path) -> None:
    program = "from patronctl.store.sql import compile_all; compile_all()"
    subprocess.run([sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", program], check=True, env={}, timeout=60)

    made = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name == "sql"]
    assert len(made) == len([*FOLDER.rglob("*.sql")])


def test_the_text_of_a_statement_has_every_file_that_it_takes_in() -> None:
    reading = Environment()

    def taken_in(name: str) -> set[str]:
        inside = meta.find_referenced_templates(reading.parse((FOLDER / name).read_text(encoding="utf-8")))
        return {name}.union(*(taken_in(other) for other in inside if other))

    for path in FOLDER.rglob("*.sql"):
        name = str(path.relative_to(FOLDER))
        assert all((FOLDER / each).read_text(encoding="utf-8") in text_of(name) for each in taken_in(name)), name
