"""A guard states what it observed, against which limit, of how many; and raising a limit never blocks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from patronctl.domain.guard import Guards, Headcount, about_retirement, blocking, on_people, on_records
from patronctl.domain.limit import breaches
from patronctl.domain.run_record import Check

OFF = {name: "off" for name in Guards.model_fields if name.startswith("max_")}


def people(site: str | None = None, *, stored: int = 1000, **counts: int) -> Headcount:
    zeros = dict.fromkeys(("added", "updated", "transferred", "inactivated", "deleted"), 0)
    return Headcount(site, stored, **{"in_scope": stored, "active_in_scope": stored} | zeros | counts)


def blocked_by(*headcounts: Headcount, allow: tuple[str, ...] = (), **limits: Any) -> list[Check]:
    return blocking(on_people(Guards.model_validate(OFF | limits), headcounts, allow))


@pytest.mark.parametrize("action", ["added", "updated", "transferred", "reactivated", "inactivated", "deleted"])
@pytest.mark.parametrize(
    ("limit", "count", "blocks"), [("5%", 50, False), ("5%", 51, True), (50, 50, False), (50, 51, True), ("off", 1000, False)]
)
def test_a_guard_breaks_at_one_more_than_its_limit(action: str, limit: Any, count: int, blocks: bool) -> None:
    assert bool(blocked_by(people(**{action: count}), **{f"max_{action}": limit})) is blocks


def test_a_guard_says_observed_limit_and_of_how_many() -> None:
    (check,) = blocked_by(people(stored=1242, inactivated=88), max_inactivated="5%")

    assert (check.name, check.observed, check.limit) == ("max_inactivated", "88 of 1,242 (7.1%)", "5% (62)")
    assert check.consequence == "nothing was changed"


def test_a_site_that_vanished_is_caught_although_the_district_passes() -> None:
    district, gone, there = people(stored=4000, inactivated=100), people("WES", stored=100, inactivated=100), people("LHS", stored=3900)

    (check,) = blocked_by(district, gone, there, max_inactivated="5%", max_inactivated_per_site="10%")

    assert (check.name, check.site, check.observed) == ("max_inactivated_per_site", "WES", "100 of 100 (100.0%)")


@pytest.mark.parametrize(("count", "blocks"), [(4, False), (5, True)])
def test_a_percentage_never_blocks_fewer_people_than_the_floor(count: int, blocks: bool) -> None:
    assert bool(blocked_by(people(stored=10, inactivated=count), max_inactivated="5%")) is blocks


def test_a_number_blocks_below_the_floor() -> None:
    assert blocked_by(people(inactivated=1), max_inactivated=0)


def test_the_first_load_into_an_empty_store_is_not_blocked_by_a_percentage_of_nothing() -> None:
    first = people(stored=0, added=1242)

    assert not blocking(on_people(Guards(), [first]))
    assert blocked_by(first, max_added=1000)


def test_inactivations_are_measured_against_active_patrons_and_deletions_against_all_in_scope() -> None:
    count = people(stored=1000, in_scope=500, active_in_scope=100, inactivated=10, deleted=10)

    checks = on_people(Guards.model_validate(OFF | {"max_inactivated": "5%", "max_deleted": "5%"}), [count])

    assert [check.observed for check in checks] == ["10 of 100 (10.0%)", "10 of 500 (2.0%)"]


def test_an_allowed_guard_passes_by_name_and_says_so() -> None:
    count = people(inactivated=100, deleted=100)
    limits = {"max_inactivated": "5%", "max_deleted": "5%"}

    (check,) = blocked_by(count, allow=("max_inactivated",), **limits)
    allowed = [c for c in on_people(Guards.model_validate(OFF | limits), [count], ("max_inactivated",)) if c.allowed]

    assert check.name == "max_deleted"
    assert [(c.name, c.passed) for c in allowed] == [("max_inactivated", False)]


def test_one_site_can_be_allowed_alone() -> None:
    sites = [people("WES", inactivated=500), people("LHS", inactivated=500)]

    (check,) = blocked_by(*sites, allow=("max_inactivated_per_site:WES",), max_inactivated_per_site="10%")

    assert check.site == "LHS"


def records(read: int, *, skipped: int = 0, last: int | None = 1000, full: bool = True, **limits: Any) -> dict[str, Check]:
    guards = Guards.model_validate(limits)
    return {
        check.name: check for check in on_records(guards, full=full, read=read, skipped=skipped, last_full_read=last) if not check.passed
    }


@pytest.mark.parametrize(("read", "blocks"), [(900, False), (899, True), (5000, False)])
def test_a_file_that_shrank_by_more_than_the_limit_is_refused(read: int, blocks: bool) -> None:
    assert ("max_shrink" in records(read)) is blocks


def test_a_first_full_run_has_nothing_to_shrink_from() -> None:
    assert records(10, last=None) == {}


def test_an_incremental_update_is_only_warned_of_a_shrunken_file() -> None:
    check = records(10, full=False)["max_shrink"]

    assert check.warning
    assert blocking([check]) == []


@pytest.mark.parametrize(("read", "blocks"), [(499, True), (500, False)])
def test_fewer_records_than_the_minimum_are_refused(read: int, blocks: bool) -> None:
    assert ("min_records" in records(read, last=None, min_records=500)) is blocks


@pytest.mark.parametrize(("skipped", "blocks"), [(50, False), (51, True)])
def test_too_many_skipped_records_are_refused(skipped: int, blocks: bool) -> None:
    assert ("max_skipped" in records(1000, skipped=skipped)) is blocks


def test_an_empty_file_is_refused_by_default() -> None:
    assert "min_records" in records(0, last=None)


def test_guards_on_retirement_are_told_from_the_others() -> None:
    checks = on_people(
        Guards.model_validate(OFF | {"max_added": 0, "max_deleted_per_site": 0}), [people(added=1), people("LHS", deleted=1)]
    )

    assert [about_retirement(check) for check in checks] == [False, True]


@pytest.mark.parametrize("limit", ["5", "5 %", "-5%", 5.0, -1, "none", True])
def test_a_limit_is_a_number_a_percentage_or_off(limit: Any) -> None:
    with pytest.raises(ValidationError):
        Guards.model_validate({"max_inactivated": limit})


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 10), st.integers(0, 100), st.integers(0, 100))
def test_raising_a_limit_never_blocks_what_was_allowed(observed: int, group: int, floor: int, limit: int, more: int) -> None:
    for low, high in ((limit, limit + more), (f"{limit}%", f"{limit + more}%"), (limit, "off")):
        if not breaches(low, observed, group, floor):  # type: ignore[arg-type]
            assert not breaches(high, observed, group, floor)  # type: ignore[arg-type]
