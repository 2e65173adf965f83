"""Two hundred nights on one tiny district: the store stays as small as what is in it, and no night takes more than another."""

import pytest

from tests.run.conftest import District

HEADER = "Site Card Number Last Room"
FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last", "homeroom": "Room"}


def a_night(district: District, night: int) -> int:
    """Thirty patrons, one of whom changes rooms each night, one leaves and one comes; the bytes of the store after it."""
    here = range(night, night + 30)
    district.feed(HEADER, *(f"01|C{number}|{number}|Oh|{night if number == night + 7 else 1}" for number in here))
    record = district.run()
    assert record.outcome == "succeeded"
    return district.places.store("north").stat().st_size


def sizes_of(district: District, nights: int) -> list[int]:
    district.configure(FIELDS)
    return [a_night(district, night) for night in range(nights)]


def test_a_store_does_not_grow_with_its_nights(district: District) -> None:
    sizes = sizes_of(district, 14)

    assert max(sizes) < 4_500_000


@pytest.mark.slow
def test_two_hundred_nights_do_not_make_it_grow_either(district: District) -> None:
    sizes = sizes_of(district, 200)

    assert max(sizes) < 6_000_000
    assert district.rows("SELECT count(*) FROM store.load") == [(200,)]
