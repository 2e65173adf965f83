"""The guards count what becomes of patrons, whatever decides it: a status in the file as well as a rule."""

from patronctl.domain.headline import headline
from patronctl.domain.run_record import Check, RunRecord
from tests.run.conftest import District

FIELDS = {
    "site": "Site",
    "barcode": "Id",
    "district_id": "Id",
    "last_name": "Id",
    "status": {"column": "Status", "map": {"1": "A", "0": "I"}},
    "username": {"column": "User", "when_blank": "clear"},
}
HEADER = "Id Site Status User"
MANY = range(100, 140)


def everybody(status: str = "1", site: str = "01", user: str = "u{}") -> list[str]:
    return [f"{number}|{site}|{status}|{user.format(number)}" for number in MANY]


def refused(record: RunRecord) -> dict[str, Check]:
    return {check.name: check for check in record.checks if check.family == "guard" and not (check.passed or check.allowed)}


def test_a_status_column_that_turns_to_zero_inactivates_nobody(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, *everybody())
    district.run()
    district.feed(HEADER, *everybody("0"))

    stopped = district.attempt()
    allowed = district.attempt(allow=("max_inactivated", "max_inactivated_per_site"))

    assert stopped.outcome == "blocked"
    assert refused(stopped)["max_inactivated"].observed == "40 of 40 (100.0%)"
    assert (stopped.counters.inactivated, stopped.counters.inactivated_by_feed) == (40, 40)
    assert stopped.by_site["HS"]["inactivated"] == 40
    assert allowed.outcome == "succeeded"
    assert "40 patrons were inactivated by a status in the file. Nobody else was inactivated or deleted by a rule." in headline(allowed)


def test_an_old_file_that_brings_back_the_inactive_is_stopped(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, *everybody()[:30], *everybody("0")[30:])
    district.run()
    district.feed(HEADER, *everybody())

    stopped = district.attempt()
    allowed = district.attempt(allow=("max_reactivated", "max_reactivated_per_site"))

    assert set(refused(stopped)) == {"max_reactivated", "max_reactivated_per_site"}
    assert refused(stopped)["max_reactivated"].observed == "10 of 40 (25.0%)"
    assert allowed.counters.reactivated == 10


def test_who_returns_to_another_site_counts_as_transferred_as_well(district: District) -> None:
    district.configure(FIELDS, job="guards: {max_reactivated: off, max_reactivated_per_site: off, max_changed: off}\n")
    district.feed(HEADER, *everybody()[:30], *everybody("0")[30:])
    district.run()
    district.feed(HEADER, *everybody()[:30], *everybody(site="02")[30:])

    assert refused(district.attempt())["max_transferred"].observed == "10 of 40 (25.0%)"


def test_logins_that_everybody_loses_and_restrictions_that_everybody_gets_are_stopped(district: District) -> None:
    district.configure(FIELDS | {"status": "Status"})
    district.feed(HEADER, *everybody("A"))
    district.run()
    district.feed(HEADER, *everybody("R")[10:], *everybody("R", user="")[:10])

    stopped = refused(district.attempt())

    assert stopped["max_logins_lost"].observed == "10 of 40 (25.0%)"
    assert stopped["max_restricted"].observed == "40 of 40 (100.0%)"


def test_a_small_job_cannot_inactivate_all_of_its_own_within_a_percentage_of_the_district(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, *(f"{number}|02|1|" for number in range(1000, 1400)))
    district.run()
    district.second_job(FIELDS, name="staff")
    district.feed(HEADER, *everybody()[:10])
    district.attempt(job="staff")
    district.feed(HEADER, *everybody("0")[:10])

    record = district.attempt(job="staff")

    assert record.outcome == "blocked"
    assert refused(record)["max_inactivated"].observed == "10 of 10 (100.0%)"


def test_a_list_of_leavers_may_inactivate_those_whom_the_job_has_not_seen_before(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, *(f"{number}|01|1|" for number in range(1000, 1400)))
    district.run()
    district.second_job(FIELDS, name="leavers")
    district.feed(HEADER, *(f"{number}|01|0|" for number in range(1000, 1010)))

    record = district.attempt(job="leavers")

    assert (record.outcome, record.counters.inactivated) == ("succeeded", 10)


def test_four_of_a_small_school_are_never_too_many(district: District) -> None:
    district.configure(FIELDS)
    district.feed(HEADER, *everybody()[:4])
    district.run()
    district.feed(HEADER, *everybody("0")[:4])

    assert district.run().counters.inactivated == 4
