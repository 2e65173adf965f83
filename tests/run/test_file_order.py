import pytest

from tests.run.conftest import District

SITES = 60


def _with_many_sites(district: District) -> None:
    district.configure({"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last"})
    path = district.folder / "district.yaml"
    before, after = path.read_text().split("access_levels:")
    sites = (
        f"  - {{short_name: S{n}, title: School, aliases: [A{n}], default_patron_type: Student, default_access_level: Patron}}\n"
        for n in range(SITES)
    )
    path.write_text(f"{before}{''.join(sites)}access_levels:{after}")


@pytest.mark.parametrize("records", [200, 3_000])
def test_lines_and_the_first_of_a_pair_follow_the_file_in_a_district_of_many_sites(district, records):
    _with_many_sites(district)
    lines = [f"A{n % SITES}|{100_000 + n}|{n}|Person {n}" for n in range(records)]
    twins = [f"S{n % SITES}|{900_000 + n}|{n}|Twin {n}" for n in range(0, records, 50)]

    district.feed("Site Card Number Last", *lines, *twins)
    record = district.run()

    assert (record.counters.added, record.counters.skipped) == (records, len(twins))
    assert district.rows("SELECT count(*) FROM store.patron WHERE last_name LIKE 'Twin%'") == [(0,)]
    for entry in district.entries(record):
        if entry["action"] == "added":
            assert entry["line"] == int(entry["district_id"]) + 2
