"""Who somebody is can't be overwritten for many at once without a word."""

from collections.abc import Callable

import pytest

from patronctl.domain.run_record import RunRecord
from tests.run.conftest import District

FIELDS = {
    "site": "Site",
    "barcode": "Barcode",
    "district_id": "Id",
    "last_name": "Last",
    "first_name": "First",
    "birth_date": "Born",
    "email_1": "Mail",
    "username": "User",
    "grade_level": "Grade",
    "homeroom": "Room",
}
HEADER = "Id Site Barcode Last First Born Mail User Grade Room"
LETTERS = "bcdfghjklmnprst"
Person = dict[str, str]


def person(number: int) -> Person:
    """Somebody whose name is like nobody else's."""
    first, last = LETTERS[number % 15], LETTERS[number // 15 % 15]
    return {
        "Id": f"{number:04}",
        "Site": "01" if number % 2 else "02",
        "Barcode": f"B{number}",
        "Last": f"{last}o{first}e{last}",
        "First": f"{first}a{last}i{first}",
        "Born": f"20{10 + number % 8}-0{1 + number % 9}-1{number % 10}",
        "Mail": f"{last}{first}{number}@north.example",
        "User": f"{first}.{last}{number}",
        "Grade": "5",
        "Room": "12",
    }


PEOPLE = [person(number) for number in range(60)]


def load(district: District, people: list[Person]) -> RunRecord:
    district.feed(HEADER, *(list(each.values()) for each in people))
    return district.attempt()


def shifted(*columns: str) -> Callable[[list[Person]], list[Person]]:
    def shift(people: list[Person]) -> list[Person]:
        return [{**each, **{name: people[place - 1][name] for name in columns}} for place, each in enumerate(people)]

    return shift


def swapped(people: list[Person]) -> list[Person]:
    return [{**each, "Last": each["First"], "First": each["Last"]} for each in people]


def other_people(people: list[Person]) -> list[Person]:
    return [{**person(number + 90), "Id": each["Id"]} for number, each in enumerate(people)]


def all_with(name: str, value: str) -> Callable[[list[Person]], list[Person]]:
    return lambda people: [{**each, name: value} for each in people]


@pytest.mark.parametrize(
    ("accident", "names"),
    [
        (shifted("Last"), {"max_changed:last_name", "max_changed_per_site:last_name"}),
        (shifted("First"), {"max_changed:first_name"}),
        (shifted("Born"), {"max_changed:birth_date"}),
        (shifted("Barcode"), {"max_changed:barcode"}),
        (shifted("Site"), {"max_changed:site"}),
        (shifted("Mail"), {"max_changed:email_1"}),
        (shifted("User"), {"max_changed:username"}),
        (swapped, {"max_changed:last_name", "max_changed:first_name"}),
        (other_people, {"max_other_person", "max_skipped"}),
        (shifted("Id"), {"max_other_person", "max_skipped"}),
    ],
    ids=["last names", "first names", "births", "barcodes", "sites", "mails", "usernames", "swapped", "another district", "IDs"],
)
def test_who_everybody_is_isnt_overwritten(district: District, accident: Callable[[list[Person]], list[Person]], names: set[str]) -> None:
    district.configure(FIELDS)
    load(district, PEOPLE)
    before = district.rows("SELECT * FROM store.patron ORDER BY ALL")

    record = load(district, accident(PEOPLE))

    assert record.outcome == "blocked"
    assert names <= {
        f"{check.name}:{check.field}" if check.field else check.name for check in record.checks if not (check.passed or check.warning)
    }
    assert district.rows("SELECT * FROM store.patron ORDER BY ALL") == before


def test_one_school_whose_names_slipped_is_not_lost_among_the_others(district: District) -> None:
    district.configure(FIELDS | {"site": {"column": "Site", "map": {"02": "MS"}}})
    people = [{**person(number), "Site": "02" if number < 8 else "01"} for number in range(200)]
    load(district, people)

    record = load(district, [*shifted("Last")(people[:8]), *people[8:]])

    assert [(check.name, check.field, check.site) for check in record.checks if not check.passed and check.family == "guard"] == [
        ("max_changed_per_site", "last_name", "MS")
    ]


def test_a_new_school_year_and_a_change_of_spelling_pass_and_are_counted(district: District) -> None:
    district.configure(FIELDS)
    load(district, [{**each, "Mail": ""} for each in PEOPLE])

    record = load(
        district, [{**each, "Grade": "6", "Room": "7", "Last": each["Last"].upper(), "User": each["User"].upper()} for each in PEOPLE]
    )

    assert record.outcome == "succeeded"
    assert record.changed_fields == {"last_name": 60, "grade_level": 60, "homeroom": 60, "email_1": 60, "username": 60}


def test_the_limit_of_one_field_can_be_set_and_let_pass_and_the_others_stay(district: District) -> None:
    district.configure(FIELDS, job="guards: {max_changed: {email_1: off, homeroom: 5%}}\n")
    load(district, PEOPLE)
    district.feed(HEADER, *({**each, "Mail": f"x{each['Mail']}", "Room": "9"}.values() for each in PEOPLE))

    stopped = district.attempt()
    passed = district.attempt(allow=("max_changed:homeroom", "max_changed_per_site:homeroom"))

    assert stopped.failure
    assert stopped.failure.hint.endswith("--allow max_changed:homeroom --allow max_changed_per_site:homeroom")
    assert passed.outcome == "succeeded"
    assert "max_changed:last_name" not in stopped.failure.hint


def test_four_patrons_are_never_too_many(district: District) -> None:
    district.configure(FIELDS)
    load(district, PEOPLE[:4])

    assert load(district, shifted("Last")(PEOPLE[:4])).outcome == "succeeded"
