"""What holds for every district, whatever its people, its feed and its rules."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .north import NO_GUARDS, North, person
from .support import district, job

Retire = Callable[..., list[dict[str, Any]]]
TODAY = date(2026, 11, 20)
DAYS = st.integers(0, 60)
ACTIVE = st.fixed_dictionaries({"inactivate_after_days": DAYS, "delete_graduated_seniors": st.booleans(), "disable_login": st.booleans()})
INACTIVE = st.fixed_dictionaries({"delete_after_days": DAYS, "delete_if": st.sampled_from(["regardless", "no_checkouts_and_no_fines"])})
SCOPE = st.one_of(
    st.just("everyone"),
    st.fixed_dictionaries({"patron_types": st.sampled_from([["Student"], ["Teacher"], ["Student", "Teacher"]])}),
    st.fixed_dictionaries({"personas": st.sampled_from([["student"], ["faculty", "other"]])}),
)
PATRON = st.fixed_dictionaries(
    {
        "patron_type": st.sampled_from(["Student", "Teacher", None]),
        "persona": st.sampled_from(["student", "faculty"]),
        "status": st.sampled_from(["A", "I", "R"]),
        "inactive_since": st.one_of(st.none(), DAYS.map(lambda days: TODAY - timedelta(days))),
        "last_seen": DAYS.map(lambda days: f"{TODAY - timedelta(days)} 12:00"),
        "grade_level": st.sampled_from(["12", "11", None]),
        "graduation_year": st.sampled_from(["2024", "2026", None]),
    }
)


def in_scope(patron: dict[str, Any], scope: Any) -> bool:
    if scope == "everyone":
        return True
    return all(
        patron[name] in scope[plural] for name, plural in (("patron_type", "patron_types"), ("persona", "personas")) if plural in scope
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patrons=st.lists(PATRON, min_size=1, max_size=8), active=ACTIVE, inactive=INACTIVE, scope=SCOPE, absent=st.booleans())
def test_nobody_outside_the_scope_and_nobody_twice(
    retire: Retire, patrons: list[dict[str, Any]], active: dict[str, Any], inactive: dict[str, Any], scope: Any, absent: bool
) -> None:
    rules = job({"active": active, "inactive": inactive, "limit_to": scope})

    rows = retire(rules, district(), as_of=f"{TODAY}T12:00Z", patrons=patrons, absent_means_none=absent)

    assert len({row["patron_id"] for row in rows}) == len(rows)
    for row in rows:
        patron = patrons[row["patron_id"] - 1]
        assert in_scope(patron, scope)
        assert patron["status"] != "R"
        assert not (row["action"] == "inactivated" and patron["status"] != "A")
        assert not (row["action"] == "deleted" and patron["status"] == "A" and row["rule"] != "graduated")


RULES = """
inactivation:
  when_records_read_above: 0
  limit_to: {patron_types: [Student]}
  active: {inactivate_after_days: 3, disable_login: true, delete_graduated_seniors: true}
  inactive: {delete_after_days: 0, delete_if: no_checkouts_and_no_fines}
"""
PEOPLE = [person(number, Type="Teacher" if number % 4 == 0 else "Student") for number in range(1, 13)]


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(stay=st.sets(st.integers(0, 11), min_size=1), seed=st.integers(0, 1000))
def test_a_dry_run_is_the_real_run_and_the_order_of_the_lines_doesnt_matter(stay: set[int], seed: int) -> None:
    shuffled = random.Random(seed).sample(sorted(stay), len(stay))
    with TemporaryDirectory() as root:
        north = North(Path(root))
        north.configure(RULES, guards=NO_GUARDS.replace("}", ", max_skipped: off}"), job="gates: {min_overlap: off}\n")
        north.run(0, PEOPLE)
        before = north.statuses()

        dry = north.run(3, [PEOPLE[n] for n in shuffled], dry_run=True)
        listed = {(entry["district_id"], entry["action"]) for entry in north.entries(dry)}
        real = north.run(3, [PEOPLE[n] for n in sorted(stay)])

        assert (dry.plan_digest, dry.counters) == (real.plan_digest, real.counters)
        assert listed == {(entry["district_id"], entry["action"]) for entry in north.entries(real)}
        gone = {f"{n + 1:04}" for n in range(12) if n not in stay and (n + 1) % 4}
        after = north.statuses()
        assert {key for key in before if after.get(key) == "I"} == gone
        assert after.keys() == before.keys(), "somebody was deleted in the pass that inactivated them"
