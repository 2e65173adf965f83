"""The README says what is: every command, exit code, step and default in it is compared with the program."""

import re

from patronctl.cli.main import COMMANDS
from patronctl.domain.errors import Exit
from patronctl.domain.guard import Guards
from patronctl.update import STEPS
from tests.docs.markdown import links, table
from tests.repository.checkout import ROOT, relative, text_of, tracked

README = text_of(ROOT / "README.md")


def test_every_command_is_in_the_table_and_no_other():
    documented = [re.fullmatch(r"`patronctl (\w+)`", row[0]).group(1) for row in table(README, "command")]

    assert sorted(documented) == sorted(COMMANDS), "the table of commands in README.md"


def test_the_exit_codes_are_all_there():
    documented = {int(row[0]) for row in table(README, "exit code")}

    assert documented == {int(code) for code in Exit}


def test_the_defaults_of_the_guards_are_the_real_ones():
    documented = {name: row[1] for row in table(text_of(ROOT / "docs" / "guards.md"), "guard") for name in re.findall(r"`(\w+)`", row[0])}

    assert documented == {
        name: str(field.default) if isinstance(field.default, str | int) else "its own defaults"
        for name, field in Guards.model_fields.items()
    }


def test_the_flow_is_the_one_of_the_package():
    flow = " → ".join(STEPS)

    assert f"    {flow}\n" in README
    assert [row[0] for row in table(README, "step")] == list(STEPS)
    assert flow in text_of(ROOT / "docs" / "running.md")
    assert flow in text_of(ROOT / "patronctl" / "update" / "run.py")


def test_the_sql_folders_carry_the_numbers_of_the_steps():
    numbered = {
        int(number): step for number, _, step in (folder.name.partition("_") for folder in (ROOT / "patronctl/sql").glob("[0-9]*_*"))
    }

    assert [numbered[number] for number in sorted(numbered)] == [step for step in STEPS if step in numbered.values()]


def test_the_places_named_for_the_steps_exist():
    places = [place for row in table(README, "step") for place in re.findall(r"`(patronctl/[^`]+)`", row[-1])]

    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_guide_is_named():
    assert {relative(guide) for guide in tracked("docs/*.md")} - set(links(README)) == set()


def test_the_make_targets_named_exist():
    made = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), flags=re.MULTILINE))

    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", README, flags=re.MULTILINE)) - made == set()


def test_the_readme_is_short():
    assert len(README.splitlines()) < 200
