"""A gate is shut at its number, and open one further."""

import pytest

from patronctl.domain.conditions import NOBODY, Reading, gates
from patronctl.domain.run_record import Check
from patronctl.domain.schedule import Update


def shut(update: Update = "full", read: int = 43_001, skipped: int = 0) -> dict[str, Check]:
    checks = gates(Reading(update, read, skipped), records_read_above=43_000, skipped_below=100)
    return {check.name: check for check in checks if not check.passed}


def test_a_full_update_that_read_enough_passes_all_gates() -> None:
    assert shut() == {}


def test_an_incremental_update_retires_nobody() -> None:
    gate = shut(update="incremental")["full_update"]

    assert (gate.observed, gate.limit, gate.consequence) == ("incremental update", "full update", NOBODY)


@pytest.mark.parametrize(("read", "expected"), [(42_999, True), (43_000, True), (43_001, False)])
def test_records_read_are_strictly_greater_than_the_number(read: int, expected: bool) -> None:
    assert ("records_read" in shut(read=read)) is expected


@pytest.mark.parametrize(("skipped", "expected"), [(99, False), (100, True), (101, True)])
def test_fewer_than_100_records_are_skipped(skipped: int, expected: bool) -> None:
    assert ("records_skipped" in shut(skipped=skipped)) is expected


def test_zero_records_do_not_pass_a_threshold_of_zero() -> None:
    (_, _, _, gate) = gates(Reading("full", 0, 0), records_read_above=0, skipped_below=100)

    assert not gate.passed


def test_a_gate_says_what_it_observed() -> None:
    gate = shut(read=43_000)["records_read"]

    assert (gate.observed, gate.limit) == ("43,000", "more than 43,000")
