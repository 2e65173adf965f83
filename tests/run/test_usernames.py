"""Logins are compared as the systems compare them that people log in to: without case and accents."""

import pytest

from tests.run.conftest import District

FIELDS = {
    "site": "Site",
    "barcode": "Id",
    "district_id": "Id",
    "last_name": "Last",
    "access_level": {"value": "Patron"},
    "username": "User",
}
HEADER = "Id Site Last User"


@pytest.mark.parametrize(
    ("one", "other"), [("jdoe", "JDoe"), ("josé", "JOSE"), ("Straße", "STRASSE"), ("jose\u0301", "josé"), ("ΣΟΦΙΑ", "σοφια")]
)
def test_two_usernames_that_differ_in_case_or_accents_are_one(district: District, one: str, other: str) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, f"1|01|Doe|{one}", f"2|01|Roe|{other}", "3|01|Poe|else")

    record = district.run()

    assert record.messages == {"username_in_use": 1}
    (entry,) = [entry for entry in district.entries(record) if entry["code"]]
    assert (entry["district_id"], "Doe" in entry["text"], "line 2" in entry["text"]) == ("2", True, True)
    assert district.patron("1")["username"] == one.replace("e\u0301", "é") or district.patron("1")["username"] == one
    assert district.patron("2")["username"] is None


def test_a_stored_holder_is_named_and_may_change_the_case_of_their_own(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "2|01|Doe|jdoe")
    district.run()
    district.feed(HEADER, "1|01|Roe|JDOE", "2|01|Doe|JDoe")

    record = district.run()

    (entry,) = [entry for entry in district.entries(record) if entry["code"]]
    assert "Doe (district ID 2) at HS has it." in entry["text"]
    assert (district.patron("1")["username"], district.patron("2")["username"]) == (None, "JDoe")


def test_two_may_swap_usernames_and_a_slot_is_free_whatever_its_case(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, "1|01|Doe|abe", "2|01|Roe|Bea")
    district.run()
    district.feed(HEADER, "1|01|Doe|bea", "2|01|Roe|Abe")

    record = district.run()

    assert record.messages == {}
    assert (district.patron("1")["username"], district.patron("2")["username"]) == ("bea", "Abe")
