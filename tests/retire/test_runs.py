"""Retirement in real runs: what happens to people, to their history, and to what is left of them."""

import json

import pytest

from patronctl.domain.errors import PatronctlError
from tests.retire.north import EVERYBODY, NO_GUARDS, UNSEEN, WITHOUT_1, North, check, person

ALTHOUGH_IN_FEED = UNSEEN.replace("delete_graduated_seniors: true", "delete_graduated_seniors: true, graduated_seniors_in_feed: delete")


@pytest.mark.slow
def test_a_leaver_is_inactivated_on_the_day_and_deleted_when_it_is_time(north: North) -> None:
    north.run(0, EVERYBODY)

    assert north.run(13, WITHOUT_1).counters.inactivated == 0
    assert north.run(14, WITHOUT_1).counters.inactivated == 1
    assert north.statuses()["0001"] == "I"
    assert north.run(43, WITHOUT_1).counters.deleted == 0
    assert north.run(44, WITHOUT_1).counters.deleted_by_rule == {"inactive": 1}
    assert "0001" not in north.statuses()


@pytest.mark.slow
def test_the_history_names_the_rule_and_the_values_that_decided(north: North) -> None:
    north.run(0, EVERYBODY)
    record = north.run(14, WITHOUT_1)

    ((action, rule, reason, decided, after),) = north.rows(
        "SELECT action, rule, reason, decided_by, after FROM store.history WHERE run_id = ?", record.run_id
    )

    assert (action, rule) == ("inactivated", "unseen")
    assert reason == "not seen by an update for 14 days (last seen 2026-09-01; the limit is 14 days)"
    assert json.loads(decided) == {"last_seen": "2026-09-01", "days": 14, "limit_days": 14}
    assert json.loads(after)["username"] == "Inactive-user1"


def test_inactivation_clears_homeroom_and_login_in_the_store(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(14, WITHOUT_1)

    assert north.rows(
        "SELECT status, CAST(inactive_since AS VARCHAR), homeroom, username, username_before, password_fingerprint"
        " FROM store.patron WHERE district_id = '0001'"
    ) == [("I", "2026-09-15", None, "Inactive-user1", "user1", None)]


@pytest.mark.slow
def test_who_comes_back_is_active_again_with_the_old_username(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(14, WITHOUT_1)
    north.configure(UNSEEN, maps_login=False)

    record = north.run(15, EVERYBODY)

    assert record.counters.reactivated == 1
    back = north.rows("SELECT status, inactive_since, username, username_before, homeroom FROM store.patron WHERE district_id = '0001'")
    assert back == [("A", None, "user1", None, "Rm 1")]
    ((before, after),) = north.rows("SELECT before, after FROM store.history WHERE action = 'reactivated'")
    assert (json.loads(before)["username"], json.loads(after)["username"]) == ("Inactive-user1", "user1")
    assert north.run(16, EVERYBODY).counters.unchanged == 5


@pytest.mark.slow
def test_an_incremental_update_brings_a_leaver_back_although_the_record_is_the_same(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(14, WITHOUT_1)

    assert north.run(15, EVERYBODY, "incremental").counters.reactivated == 1
    assert north.statuses()["0001"] == "A"


@pytest.mark.slow
def test_who_is_in_the_feed_is_seen_though_the_record_is_skipped(north: North) -> None:
    north.run(0, EVERYBODY)
    duplicates = [EVERYBODY[0] | {"Site": "XX"}, *WITHOUT_1]

    record = north.run(14, duplicates)

    assert (record.counters.skipped, record.counters.inactivated) == (1, 0)


@pytest.mark.slow
def test_an_incremental_update_retires_nobody_and_says_why(north: North) -> None:
    north.run(0, EVERYBODY)

    record = north.run(20, WITHOUT_1, "incremental")

    assert record.counters.inactivated == 0
    assert check(record, "full_update").consequence == "nobody was inactivated or deleted"


@pytest.mark.slow
def test_a_shut_gate_stops_the_retirement_and_not_the_load(north: North) -> None:
    north.configure(UNSEEN.replace("above: 0", "above: 4"))
    north.run(0, EVERYBODY)

    record = north.run(14, [*WITHOUT_1[:-1], person(5, Last="Changed")])

    assert (record.outcome, record.counters.updated, record.counters.inactivated) == ("succeeded", 1, 0)
    assert not check(record, "records_read").passed


@pytest.mark.slow
def test_too_many_skipped_records_shut_the_gate(north: North) -> None:
    north.configure(UNSEEN.replace("above: 0", "above: 0\n  when_skipped_below: 2"), guards=NO_GUARDS.replace("}", ", max_skipped: off}"))
    north.run(0, EVERYBODY)
    unusable = [person(number, Site="XX") for number in (91, 92)]

    assert north.run(14, [*WITHOUT_1, *unusable]).counters.inactivated == 0
    assert north.run(15, [*WITHOUT_1, *unusable[:1]]).counters.inactivated == 1


@pytest.mark.slow
def test_a_graduated_senior_with_a_checkout_is_kept_and_counted(north: North) -> None:
    north.configure(ALTHOUGH_IN_FEED)
    seniors = [person(number, Grade="12", Year="2025") for number in (1, 2)]
    north.circulation(["0001", "1", "0"])
    north.run(0, EVERYBODY)

    record = north.run(1, [*seniors, *EVERYBODY[2:]])

    assert record.counters.deleted_by_rule == {"graduated": 1}
    assert record.counters.kept_because_of_transactions == 1
    assert list(north.statuses()) == ["0001", "0003", "0004", "0005"]
    (kept,) = [entry for entry in north.entries(record) if entry["action"] == "kept"]
    assert (kept["district_id"], kept["name"]) == ("0001", "Last1, Jo")
    assert kept["reason"].endswith("kept because of outstanding transactions")


@pytest.mark.slow
def test_a_broken_circulation_file_deletes_nobody_and_is_said(north: North) -> None:
    north.configure(ALTHOUGH_IN_FEED)
    north.run(0, EVERYBODY)
    north.circulation(["0001", "some", "0"])

    record = north.run(1, [person(1, Grade="12", Year="2025"), *WITHOUT_1])

    assert (record.outcome, record.counters.deleted, record.counters.kept_because_circulation_unknown) == ("succeeded", 0, 1)
    assert check(record, "circulation_amounts").warning


def test_nothing_personal_is_left_of_the_deleted_but_a_tombstone(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(1, [person(1, Last="Newname"), *WITHOUT_1])
    north.run(15, WITHOUT_1)
    north.run(45, WITHOUT_1)

    assert north.rows("SELECT count(*) FROM store.sighting WHERE patron_id NOT IN (SELECT patron_id FROM store.patron)") == [(0,)]
    history = north.rows("SELECT action, before, after FROM store.history WHERE patron_id IN (SELECT patron_id FROM store.tombstone)")
    assert sorted(history) == [(action, None, None) for action in ("added", "deleted", "inactivated", "updated")]
    assert north.rows("SELECT district_id, site, barcode, rule FROM store.tombstone") == [("0001", "HS", "0001", "inactive")]
    with pytest.raises(PatronctlError, match=r"0001 of HS was deleted on .* C[SD]T \(inactive") as gone:
        north.explain(46, "0001")
    assert "by the run " in gone.value.hint


@pytest.mark.slow
def test_the_tombstone_goes_after_a_year_and_the_last_values_with_it(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(14, WITHOUT_1)
    north.run(44, WITHOUT_1)
    north.run(44 + 364, WITHOUT_1)
    assert len(north.rows("SELECT * FROM store.tombstone")) == 1

    north.run(44 + 365, WITHOUT_1)

    assert north.rows("SELECT * FROM store.tombstone") == []
    assert north.rows("SELECT decided_by, reason FROM store.history WHERE action = 'deleted'") == [(None, None)]


def test_the_feed_may_ask_for_a_deletion_also_in_an_incremental_update(north: North) -> None:
    north.run(0, EVERYBODY)
    north.circulation(["0002", "1", "0"])

    record = north.run(1, [person(1, Do="D"), person(2, Do="D"), person(9, Do="D"), *EVERYBODY[2:]], "incremental")

    assert record.counters.deleted_by_rule == {"asked_by_feed": 1}
    assert record.messages == {"delete_kept_transactions": 1, "delete_unknown_patron": 1}
    assert list(north.statuses()) == ["0002", "0003", "0004", "0005"]
    lines = {entry["district_id"]: (entry["line"], entry["action"], entry["code"]) for entry in north.entries(record)}
    assert lines["0001"] == (2, "deleted", None)
    assert lines["0002"] == (3, "unchanged", "delete_kept_transactions")


@pytest.mark.slow
def test_the_switch_lets_the_feed_delete_patrons_with_transactions(north: North) -> None:
    north.configure(UNSEEN, job="options: {delete_patrons_with_transactions: true}\n")
    north.circulation(["0001", "1", "0"])
    north.run(0, EVERYBODY)

    assert north.run(1, [person(1, Do="D"), *WITHOUT_1]).counters.deleted == 1
