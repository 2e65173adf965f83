"""Two people share one key: the record of the other one is not applied, and says so."""

from itertools import permutations

from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Id", "district_id": "Id", "last_name": "Last", "first_name": "First", "birth_date": "Born"}
HEADER = "Id Site Last First Born"
ANN = "1001|01|Doe|Ann|2010-02-03"


def names(district: District) -> list[tuple[str, str]]:
    return sorted(district.rows("SELECT last_name, site FROM store.patron"))


def test_staff_and_students_that_share_a_number_are_not_one_patron(district: District) -> None:
    district.configure(FIELDS)
    district.second_job(FIELDS, name="staff")
    district.feed(HEADER, ANN)
    district.run()
    # The first name is the same by chance.
    district.feed(HEADER, "1001|02|Teach|Ann|1980-01-01")

    record = district.attempt(job="staff")

    assert (record.messages, record.counters.skipped, record.counters.transferred) == ({"other_person": 1}, 1, 0)
    (entry,) = district.entries(record)
    assert "Teach, Ann stands in the file; the stored patron is Doe, Ann, born 2010-02-03, at HS." in entry["text"]
    assert names(district) == [("Doe", "HS")]
    district.feed(HEADER, ANN)
    assert district.run().counters.unchanged == 1


def test_a_staff_file_without_birth_dates_is_told_apart_by_both_names(district: District) -> None:
    district.configure(FIELDS)
    district.second_job({name: column for name, column in FIELDS.items() if name != "birth_date"}, name="staff")
    district.feed(HEADER, ANN, "1002|01|Roe|Bo|2011-02-03")
    district.run()
    district.feed(HEADER, "1001|02|Teach|Zed|", "1002|01|Roe|Robert|")

    record = district.attempt(job="staff")

    assert record.messages == {"other_person": 1}
    assert record.counters.updated == 1


def test_an_id_that_is_given_to_somebody_new_is_reported_and_can_be_let_pass(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, ANN)
    district.run()
    district.feed(HEADER, "1001|02|Smith|Zed|2015-09-09")

    record = district.run()
    assert (record.messages, names(district)) == ({"other_person": 1}, [("Doe", "HS")])
    assert record.changed_fields == {}

    allowed = district.attempt(allow=("other_person",))
    assert (allowed.messages, names(district)) == ({"identity_changed": 1}, [("Smith", "MS")])
    assert allowed.allowed == ["other_person"]


def test_who_marries_or_whose_birth_date_is_corrected_is_the_same_person(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, ANN, "1002|01|Roe|Bo|2011-02-03", "1003|01|Poe|Eva|2011-02-04", "1004|01|O'Neil-Low|Zoë|2012-01-01")
    district.run()
    district.feed(
        HEADER, "1001|01|Smith|Ann|2010-02-03", "1002|01|Roe|Bo|2011-03-02", "1003|01|Eva|Poe|2011-04-02", "1004|01|ONEIL|Zoe|2012-11-11"
    )

    record = district.run()

    assert (record.counters.updated, record.messages) == (4, {})


def test_a_new_name_with_a_new_birth_date_is_applied_and_said(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, ANN)
    district.run()
    district.feed(HEADER, "1001|01|Smith|Ann|2010-03-02")

    record = district.run()

    assert (record.counters.updated, record.messages) == (1, {"identity_changed": 1})


def test_nobody_is_deleted_for_somebody_else(district: District) -> None:
    district.configure(FIELDS | {"action": "Action"}, job="options: {delete_patrons_with_transactions: true}\n")
    district.feed(f"{HEADER} Action", f"{ANN}|")
    district.run()
    district.feed(f"{HEADER} Action", "1001|02|Smith|Zed|2015-09-09|delete")

    record = district.run()

    assert (record.messages, record.counters.deleted, record.counters.skipped) == ({"other_person": 1}, 0, 1)
    district.feed(f"{HEADER} Action", f"{ANN}|delete")
    assert district.run().counters.deleted == 1


def test_of_duplicates_the_one_that_fits_the_stored_patron_wins_in_any_order(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, ANN)
    district.run()

    for order in permutations([ANN, "1001|02|Doe|Ann|2010-02-03", "1001|02|Smith|Zed|2015-09-09"]):
        district.feed(HEADER, *order)
        record = district.run()
        assert (record.counters.unchanged, record.messages) == (1, {"duplicate_in_file": 2})

    assert names(district) == [("Doe", "HS")]


def test_where_the_job_takes_the_last_one_it_is_the_last_of_the_same_person(district: District) -> None:
    district.configure(FIELDS, job="options: {duplicate_records: last}\n")
    district.feed(HEADER, ANN)
    district.run()
    district.feed(HEADER, ANN, "1001|02|Doe|Ann|2010-02-03", "1001|01|Smith|Zed|2015-09-09")

    district.run()

    assert names(district) == [("Doe", "MS")]


def test_a_duplicate_does_not_claim_that_a_record_was_applied_that_was_not(district: District) -> None:
    district.configure(FIELDS | {"barcode": "Bar"})
    district.feed(f"{HEADER} Bar", f"{ANN}|1")
    district.run()
    district.feed(f"{HEADER} Bar", f"{ANN}|1", "1002|01|Roe|Bo|2011-02-03|1", "1002|01|Roe|Bo|2011-02-03|1")

    said = [entry["text"] for entry in district.entries(district.run()) if entry["code"] == "duplicate_in_file"]

    assert said == ["Another record of the file has the same match key. Line 3 was taken instead, but was not applied either."]
