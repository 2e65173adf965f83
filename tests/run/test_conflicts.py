"""Barcodes and usernames that only one patron can have (docs/rules.md, part 6): what counts is who would hold them afterwards."""

from itertools import permutations

import pytest

from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Barcode", "district_id": "Id", "last_name": "Id", "first_name": "First"}
HEADER = "Id Site Barcode First"


def held(district: District) -> dict[str, str]:
    return {f"{site}/{barcode}": number for site, barcode, number in district.rows("SELECT site, barcode, district_id FROM store.patron")}


def test_two_patrons_may_swap_their_barcodes(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "a|01|1|", "b|01|2|")
    district.run()
    district.feed(HEADER, "a|01|2|", "b|01|1|")

    record = district.run()

    assert (record.counters.updated, record.counters.skipped) == (2, 0)
    assert held(district) == {"HS/2": "a", "HS/1": "b"}


def test_a_move_that_fails_keeps_its_barcode_from_those_behind_it(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "a|01|1|", "b|01|2|", "c|01|3|", "d|01|4|")
    district.run()
    # d is not in the file and keeps 4, so c can't have it, so b can't have 3, so a can't have 2.
    district.feed(HEADER, "a|01|2|", "b|01|3|", "c|01|4|")

    record = district.run()

    assert record.messages == {"barcode_in_use": 3}
    assert held(district) == {"HS/1": "a", "HS/2": "b", "HS/3": "c", "HS/4": "d"}


def test_a_barcode_that_is_left_free_can_be_taken(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "a|01|1|")
    district.run()
    district.feed(HEADER, "a|02|1|", "b|01|1|")

    record = district.run()

    assert (record.counters.transferred, record.counters.added) == (1, 1)
    assert held(district) == {"MS/1": "a", "HS/1": "b"}


@pytest.mark.slow
def test_who_gets_a_contested_barcode_does_not_depend_on_the_order_of_the_file(district: District) -> None:
    district.configure(FIELDS)
    outcomes = []

    for order in permutations(["a|01|1|", "b|01|1|", "c|02|1|"]):
        district.feed(HEADER, *order)
        dry = district.run(dry_run=True)
        outcomes.append((dry.plan_digest, dry.messages, dry.counters))

    assert outcomes == [outcomes[0]] * 6
    assert outcomes[0][1]["barcode_in_use"] == 1


def test_new_patrons_get_barcodes_one_after_the_other(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "z|01|0098|", "b|01|autoassign|", "a|01|autoassign|", "c|02|autoassign|")

    district.run()

    assert held(district) == {"HS/0098": "z", "HS/0099": "a", "HS/0100": "b", "MS/1": "c"}


def test_a_skipped_patron_is_still_seen(district: District) -> None:
    """One whose record can't be applied is in the file all the same, and must not be inactivated for it."""
    district.configure(FIELDS)
    district.feed(HEADER, "a|01|1|", "b|02|1|")
    district.run()
    district.feed(HEADER, "a|02|1|")

    record = district.run()

    assert record.counters.skipped == 1
    assert sorted(district.rows("SELECT district_id, seen_until IS NULL FROM store.sighting JOIN store.patron USING (patron_id)")) == [
        ("a", True),
        ("b", False),
    ]


def test_a_skipped_record_is_tried_again_though_the_feed_stays_the_same(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "hand-made|01|1|")
    district.run()
    district.feed(HEADER, "a|01|1|", "b|01|2|")
    assert district.run("incremental").messages["barcode_in_use"] == 1
    district.feed(HEADER, "hand-made|02|9|", "a|01|1|", "b|01|2|")

    record = district.run("incremental")

    assert (record.counters.added, record.counters.transferred, record.counters.skipped) == (1, 1, 0)


def test_all_who_want_a_held_barcode_are_told_the_holder_and_the_scenario(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "s1|01|1|", "s5|02|5|")
    district.run()
    district.feed(HEADER, "s1|01|1|", "s3|01|1|", "s4|01|1|", "s5|01|1|")

    record = district.run()

    said = {entry["district_id"]: entry for entry in district.entries(record) if entry["code"]}
    assert record.messages == {"barcode_in_use": 3}
    assert ["Scenario 1" in said[name]["text"] for name in ("s3", "s4", "s5")] == [True, True, False]
    assert "Scenario 2" in said["s5"]["text"]
    assert all('"district_id":"s1"' in entry["other"] and '"name":"s1"' in entry["other"] for entry in said.values())
    assert not any("was applied" in entry["text"] for entry in said.values())


def test_the_same_file_is_read_again_while_a_record_waits_for_a_barcode(district: District) -> None:
    district.configure(FIELDS, job="gates: {same_as_last_time: skip}\n")
    district.second_job(FIELDS)
    district.feed(HEADER, "a|01|1|", "b|01|1|")
    district.run()
    district.feed(HEADER, "a|02|1|")
    district.run(job="north-extra")
    district.feed(HEADER, "a|01|1|", "b|01|1|")

    assert district.run().outcome == "succeeded"


def test_the_same_file_without_a_record_that_waits_is_passed_over(district: District) -> None:
    district.configure(FIELDS, job="gates: {same_as_last_time: skip}\n")
    district.feed(HEADER, "a|01|1|", "b|01|2|", "c|99|3|")
    district.run()

    assert district.run().outcome == "unchanged_source"


def test_the_same_file_is_read_again_for_a_username_once_another_job_was_loaded(district: District) -> None:
    fields = {**FIELDS, "username": "First"}
    district.configure(fields, job="gates: {same_as_last_time: skip}\n")
    district.second_job(fields)
    district.feed(HEADER, "z|01|9|ann")
    district.run(job="north-extra")
    waiting = ["a|01|1|ann", "b|01|2|bo"]
    district.feed(HEADER, *waiting)
    assert district.run().messages["username_in_use"] == 1
    assert district.run().outcome == "unchanged_source"
    district.feed(HEADER, "z|01|9|zoe")
    district.run(job="north-extra")
    district.feed(HEADER, *waiting)

    assert (district.run().counters.updated, district.patron("a")["username"]) == (1, "ann")
