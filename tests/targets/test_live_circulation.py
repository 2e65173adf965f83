"""Checkouts and fines asked from the library system, for those whom a retirement rule would delete."""

from datetime import UTC, datetime

import pytest

from patronctl.config.workspace import load
from patronctl.domain.run_record import RunRecord
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.targets.conftest import JOB, PROPERTIES, Library, person
from tests.targets.koha.double import Trouble

RULES = """
inactivation:
  when_records_read_above: 0
  limit_to: {patron_types: [Student]}
  inactive: {delete_after_days: 1, delete_if: no_checkouts_and_no_fines}
"""
PEOPLE = [person(number, Status="I" if number < 5 else "A") for number in range(1, 9)]


@pytest.fixture
def asking(library: Library) -> Library:
    """Eight patrons, of whom four are inactive: one with a loan, one with a fine, one with nothing, one who was never delivered."""
    library.night(*(person(number) for number in range(1, 4)), *PEOPLE[4:])
    library.deliver()
    numbers = {card: patron["patron_id"] for card, patron in library.cards().items()}
    library.double.koha.loans[numbers["C0001"]] = 1
    library.double.koha.debts[numbers["C0002"]] = 0.5
    library.night(*PEOPLE)
    district = (library.folder / "district.yaml").read_text()
    (library.folder / "district.yaml").write_text(district + "circulation: {source: {type: koha, target: koha}}\n")
    (library.folder / "students.yaml").write_text(JOB + RULES)
    (library.folder / "p.properties.yaml").write_text(PROPERTIES.replace(", action: {column: Do, map: {D: delete, default: update}}", ""))
    library.double.reset()
    return library


def night(library: Library) -> RunRecord:
    loaded = load(library.root)
    assert loaded.errors == ()
    later = datetime.now(UTC).replace(year=datetime.now(UTC).year + 1)
    record = run(loaded.job("students"), RunOptions("full", as_of=later), library.places)
    assert record.failure is None, record.failure
    return record


def test_only_who_is_known_to_be_free_is_deleted(asking: Library):
    record = night(asking)

    assert asking.rows("SELECT district_id FROM store.patron WHERE status = 'I' ORDER BY 1") == [("0001",), ("0002",), ("0004",)]
    assert (record.counters.deleted, record.counters.kept_because_of_transactions) == (1, 2)
    assert record.counters.kept_because_circulation_unknown == 1
    (check,) = [check for check in record.checks if check.name == "circulation_live"]
    assert (check.observed, check.warning) == ("3 of 4 answered", True)


def test_one_request_asks_about_everybody_concerned(asking: Library):
    night(asking)

    assert asking.double.log == [("GET", "/patrons")]


def test_a_library_that_doesnt_answer_is_unknown_and_unknown_is_not_zero(asking: Library):
    asking.double.trouble = lambda *_: Trouble(503)

    record = night(asking)

    assert (record.counters.deleted, record.counters.kept_because_circulation_unknown) == (0, 4)
    assert "could not be asked" in next(check.observed for check in record.checks if check.name == "circulation_live")
