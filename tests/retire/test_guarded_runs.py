"""Guards in real runs: what they stop, what can be let pass, and what is shown all the same."""

import pytest

from tests.retire.north import EVERYBODY, UNSEEN, North, check, person

GUARDED = "guards: {max_inactivated: 1, max_inactivated_per_site: off, max_shrink: off, max_deleted: off, max_deleted_per_site: off%s}\n"


def test_a_broken_guard_blocks_the_run_before_anything_is_loaded(north: North) -> None:
    north.configure(UNSEEN, guards=GUARDED % "")
    north.run(0, EVERYBODY)
    before = north.rows("SELECT * FROM store.patron ORDER BY ALL"), north.rows("SELECT * FROM store.sighting ORDER BY ALL")

    record = north.run(14, [*EVERYBODY[3:], person(9)])

    assert record.outcome == "blocked"
    assert record.failure
    assert record.failure.exit_code == 3
    assert "--allow max_inactivated" in record.failure.hint
    assert (record.counters.added, record.counters.inactivated) == (1, 3)
    assert check(record, "max_inactivated").observed == "3 of 5 (60.0%)"
    assert [entry["action"] for entry in north.entries(record)].count("inactivated") == 3
    assert (north.rows("SELECT * FROM store.patron ORDER BY ALL"), north.rows("SELECT * FROM store.sighting ORDER BY ALL")) == before


@pytest.mark.slow
def test_an_allowed_guard_lets_the_run_pass_and_is_recorded(north: North) -> None:
    north.configure(UNSEEN, guards=GUARDED % "")
    north.run(0, EVERYBODY)

    record = north.run(14, EVERYBODY[3:], allow=("max_inactivated",))

    assert (record.outcome, record.counters.inactivated, record.allowed) == ("succeeded", 3, ["max_inactivated"])
    assert check(record, "max_inactivated").allowed


@pytest.mark.slow
def test_only_the_retirement_is_dropped_where_the_job_says_so(north: North) -> None:
    north.configure(UNSEEN, guards=GUARDED % ", when_retirement_is_blocked: load_the_rest")
    north.run(0, EVERYBODY)

    record = north.run(14, [*EVERYBODY[3:], person(9)])

    assert (record.outcome, record.counters.added, record.counters.inactivated) == ("succeeded", 1, 0)
    assert "load_the_rest" not in check(record, "max_inactivated").consequence
    assert check(record, "max_inactivated").consequence.startswith("nobody was inactivated")
    assert set(north.statuses().values()) == {"A"}
    assert "inactivated" not in {entry["action"] for entry in north.entries(record)}


@pytest.mark.slow
def test_load_the_rest_doesnt_help_against_another_guard(north: North) -> None:
    north.configure(UNSEEN, guards=GUARDED % ", max_added: 0, when_retirement_is_blocked: load_the_rest")
    (north.folder / "students.yaml").write_text((north.folder / "students.yaml").read_text().replace("max_added: 0", "max_added: 5"))
    north.run(0, EVERYBODY)

    record = north.run(14, [*EVERYBODY[3:], *(person(number) for number in range(20, 26))])

    assert record.outcome == "blocked"


@pytest.mark.slow
def test_a_dry_run_lists_exactly_who_then_goes(north: North) -> None:
    north.run(0, EVERYBODY)

    dry = north.run(14, EVERYBODY[2:], dry_run=True)
    real = north.run(14, EVERYBODY[2:])

    assert (dry.plan_digest, dry.counters, dry.checks) == (real.plan_digest, real.counters, real.checks)
    assert north.entries(dry) == north.entries(real)
