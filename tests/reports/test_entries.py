"""What the summary shows of the entries, and what leaves as CSV."""

import csv
from pathlib import Path

import pytest

from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.views.entries import COLUMNS, FieldChange, entries_of
from tests.reports.fixtures import FORMULA, SCRIPT, a_message, a_record, a_run, an_entry, many_entries, some_entries


def a_run_with(tmp_path: Path, entries: list) -> run_folder.Run:
    run = run_folder.read(a_run(Places(tmp_path / "workspace", tmp_path / "state"), a_record(), entries))
    assert run
    return run


def groups_of(tmp_path: Path, entries: list, values: str = "shown", most: int = 500) -> dict:
    with entries_of(a_run_with(tmp_path, entries), values) as opened:
        return {(group.section, group.name): group for group in opened.groups(most)}


def test_entries_are_grouped_by_code_by_change_and_by_rule(tmp_path: Path) -> None:
    counts = {key: group.count for key, group in groups_of(tmp_path, some_entries()).items()}

    assert counts == {
        ("message", "barcode_in_use"): 2,
        ("message", "duplicate_in_file"): 1,
        ("message", "gender_invalid"): 1,
        ("change", "added"): 2,
        ("change", "updated"): 2,
        ("change", "transferred"): 1,
        ("change", "reactivated"): 1,
        ("change", "unchanged"): 1,
        ("retirement", "inactivated"): 1,
        ("retirement", "deleted"): 1,
        ("retirement", "kept"): 1,
    }


def test_a_record_with_two_messages_is_one_change(tmp_path: Path) -> None:
    groups = groups_of(tmp_path, [a_message("gender_invalid", line=7), a_message("status_invalid", line=7), an_entry(line=8)])

    assert groups["change", "updated"].count == 2


def test_changes_keep_empty_and_value_apart(tmp_path: Path) -> None:
    updated = groups_of(tmp_path, some_entries())["change", "updated"].entries[0]

    assert updated.changes == [
        FieldChange("homeroom", "Rm 101", None),
        FieldChange("email_1", SCRIPT, "omar@example.org"),
        FieldChange("password", "changed", "changed"),
    ]


def test_only_the_first_of_a_group_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    group = groups_of(tmp_path, many_entries(300), most=10)["change", "added"]

    assert group.count == 270
    assert [entry.line for entry in group.entries] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 13]


def test_masked_entries_hold_nothing_personal(tmp_path: Path) -> None:
    groups = groups_of(tmp_path, some_entries(), "masked")

    told = repr(groups)
    for personal in ("Muñoz", "004200", "Zoë", "Rm 101", "omar@example.org", "cmd", "script", "2025", "November"):
        assert personal not in told
    conflict = groups["message", "barcode_in_use"].entries[0]
    assert (conflict.line, conflict.site, conflict.other["scenario"]) == (8, "LHS", "1")
    assert groups["change", "updated"].entries[0].changes[0] == FieldChange("homeroom", "•••", None)


@pytest.mark.parametrize("values", ["shown", "masked"])
def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path, values: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with entries_of(a_run_with(tmp_path, some_entries()), values, into=out) as opened:
        opened.write_csv(out / "entries.csv")

    header, *rows = csv.reader((out / "entries.csv").read_text(encoding="utf-8").splitlines(keepends=True))
    assert header == ["line", *COLUMNS]
    assert len(rows) == len(some_entries()) - 1  # nobody needs a list of the unchanged
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert (FORMULA in [cell.removeprefix("'") for row in rows for cell in row]) == (values == "shown")


def test_a_run_without_entries_has_none(tmp_path: Path) -> None:
    with entries_of(a_run_with(tmp_path, []), "shown") as opened:
        assert opened is None
