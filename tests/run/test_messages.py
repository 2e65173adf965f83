"""Every message code (docs/rules.md, part 5): who raises it, what becomes of the record, and what the store then holds."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from patronctl.domain.messages import MESSAGES
from tests.run.conftest import District

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("message_cases.yaml"))
HEADER = "Id Site Barcode Last First Type Level Group Status Gender Born Expires Year Teacher Policy User Secret Persona Action"
ORDINARY = {
    "Id": "7", "Site": "01", "Barcode": "100", "Last": "Ng", "First": "Al", "Type": "Student", "Level": "Patron", "Group": "Main",
    "Status": "A", "Gender": "F", "Born": "02/03/2014", "Expires": "2030-06-30", "Year": "2032", "Teacher": "N", "Policy": "N",
    "User": "ng", "Secret": "",
    "Persona": "", "Action": "",
}  # fmt: skip
FIELDS = {
    "site": "Site", "barcode": "Barcode", "district_id": "Id", "last_name": "Last", "first_name": "First", "patron_type": "Type",
    "access_level": "Level", "resource_group": "Group", "status": "Status", "gender": "Gender",
    "birth_date": {"column": "Born", "date": "%m/%d/%Y"}, "card_expires": "Expires", "graduation_year": "Year", "is_teacher": "Teacher",
    "acceptable_use_policy_on_file": "Policy",
    "username": "User", "password": "Secret", "persona": "Persona",
}  # fmt: skip
# Raised where one record is not enough; each has a test of its own.
ELSEWHERE = {"duplicate_in_file", "line_unreadable", "delete_kept_transactions", "graduation_year_past", "inactive_not_added"}


def configure(district: District, case: dict[str, Any]) -> None:
    fields = {name: column for name, column in FIELDS.items() if name not in case.get("unmapped", ())} | case.get("mapped", {})
    job = f"options: {{{case['options']}}}\n" if "options" in case else ""
    district.configure(fields, match_on=case.get("match_on", "district_id"), require=case.get("require", False), job=job)


def row(record: dict[str, str]) -> list[str]:
    """An ordinary record but for what the case says. Somebody else than number 7 has a username of his own."""
    unlike = {"User": f"user-{record['Id']}"} if record.get("Id", "7") != "7" else {}
    return [(ORDINARY | unlike | record)[name] for name in HEADER.split()]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_a_record_and_its_messages(district: District, case: dict[str, Any]) -> None:
    configure(district, case)
    if before := case.get("before"):
        district.feed(HEADER, *(row(record) for record in before))
        assert district.run().counters.added == len(before)
    district.feed(HEADER, row(case["record"]))

    record = district.run()

    entries = district.entries(record)
    assert [entry["action"] for entry in entries] == [case["action"]] * max(1, len(case["messages"]))
    assert record.messages == dict.fromkeys(case["messages"], 1)
    assert getattr(record.counters, case["action"]) == 1
    if "scenario" in case:
        assert f'"scenario":{case["scenario"]}' in entries[0]["other"]
        assert f"Scenario {case['scenario']}" in entries[0]["text"]
    if "store" in case:
        stored = district.patron(case["store"].get("district_id") or case["record"].get("Id") or "7")
        assert {name: stored[name] for name in case["store"]} == case["store"]
    elif case["action"] == "skipped" and not case.get("before"):
        assert district.rows("SELECT count(*) FROM store.patron") == [(0,)]


def test_every_code_has_a_case() -> None:
    assert set(MESSAGES) - {case["code"] for case in CASES} == ELSEWHERE


@pytest.mark.parametrize(("keeps", "expected"), [("first", ["One"]), ("last", ["Two"]), ("skip_all", [])])
def test_of_records_with_one_key_the_setting_says_which_is_applied(district: District, keeps: str, expected: list[str]) -> None:
    configure(district, {"options": f"duplicate_records: {keeps}"})
    district.feed(HEADER, row({"Last": "One"}), row({"Last": "Two"}))

    record = district.run()

    assert [name for (name,) in district.rows("SELECT last_name FROM store.patron")] == expected
    assert record.messages == {"duplicate_in_file": 2 - len(expected)}


def test_a_ragged_line_is_skipped_and_named_in_the_quarantine(district: District) -> None:
    configure(district, {})
    district.feed(HEADER, row({}), ["8", "01", "ragged"], row({"Id": "9", "Barcode": "9", "User": "nine"}))

    record = district.run()

    quarantine = district.places.runs("north") / record.run_id / "quarantine.csv"
    assert (record.counters.records_read, record.counters.added, record.counters.skipped) == (3, 2, 1)
    assert record.messages == {"line_unreadable": 1}
    assert [entry["line"] for entry in district.entries(record)] == [2, 3, 4]
    # The feed has a column of passwords, so the line is named by its number and not repeated.
    assert "ragged" not in quarantine.read_text()
    assert quarantine.read_text().rstrip().endswith(",3,")


def test_a_restricted_patron_stays_so_where_the_status_is_not_mapped(district: District) -> None:
    configure(district, {})
    district.feed(HEADER, row({"Status": "R"}))
    district.run()
    configure(district, {"unmapped": ["status"]})

    record = district.run()

    assert record.counters.unchanged == 1
    assert district.patron("7")["status"] == "R"


def test_dates_are_dates(district: District) -> None:
    configure(district, {})
    district.feed(HEADER, row({}))
    district.run()

    assert district.patron("7")["birth_date"] == date(2014, 2, 3)
