"""Who leaves and comes back, over several nights and several jobs: status, username, persona and barcode as they end up."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from patronctl.domain.guard import NAMES
from patronctl.domain.run_record import RunRecord
from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Id", "last_name": "Last", "access_level": {"value": "Patron"}}
WITH_STATUS = {**FIELDS, "status": "Status"}
WITH_LOGIN = {**WITH_STATUS, "username": "User"}
HEADER = "Id Site Card Last Status User"
LOOSE = "guards: {" + ", ".join(f"{name}: off" for name in NAMES if name.startswith("max_")) + "}\n"
LOOSE += "gates: {min_overlap: off, max_shape_change: off}\n"
UNSEEN = "inactivation: {when_records_read_above: 0, limit_to: everyone, active: {inactivate_after_days: 1, disable_login: true}}\n"
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def night(district: District, day: int, *rows: str, job: str = "north-students", update: str = "full") -> RunRecord:
    district.feed(HEADER, *rows)
    return district.run(update, as_of=START + timedelta(days=day), job=job)


def held(district: District, *fields: str) -> dict[str, tuple]:
    rows = district.rows(f"SELECT district_id, {', '.join(fields)} FROM store.patron ORDER BY district_id")
    return {row[0]: row[1:] if len(fields) > 1 else row[1] for row in rows}


@pytest.mark.parametrize("update", ["full", "incremental"])
@pytest.mark.parametrize("said", ["", "withdrawn?"])
def test_whom_the_retirement_inactivated_is_active_again_though_no_status_says_so(district: District, said: str, update: str) -> None:
    district.configure(WITH_STATUS, job=UNSEEN + LOOSE + "options: {invalid_status: keep}\n")
    bob, ann = f"1|01|c1|Bob|{said}|", "2|01|c2|Ann|A|"
    night(district, 0, bob, ann)
    night(district, 5, ann)
    assert held(district, "status") == {"1": "I", "2": "A"}

    record = night(district, 6, bob, ann, update=update)

    assert record.counters.reactivated == 1
    assert held(district, "status", "inactive_since") == {"1": ("A", None), "2": ("A", None)}
    assert night(district, 7, bob, ann).counters.unchanged == 2


def test_a_restricted_patron_returns_restricted(district: District) -> None:
    district.configure(WITH_STATUS, job=UNSEEN.replace("disable_login", "include_restricted: true, disable_login") + LOOSE)
    night(district, 0, "1|01|c1|Bob|R|", "2|01|c2|Ann|A|")
    night(district, 5, "2|01|c2|Ann|A|")
    district.configure(FIELDS, job=UNSEEN + LOOSE)

    night(district, 6, "1|01|c1|Bob||", "2|01|c2|Ann||")

    assert held(district, "status") == {"1": "R", "2": "A"}


def test_a_job_without_statuses_leaves_those_inactive_whom_another_jobs_status_made_so(district: District) -> None:
    district.configure(WITH_STATUS, job=LOOSE)
    district.second_job(FIELDS, job=LOOSE)
    night(district, 0, "1|01|c1|Bob|A|")
    night(district, 1, "1|01|c1|Bob|I|")

    ends = []
    for day in (2, 4):
        extra = night(district, day, "1|01|c1|Bob||", job="north-extra")
        main = night(district, day + 1, "1|01|c1|Bob|I|")
        ends.append((extra.counters.unchanged, main.counters.unchanged, held(district, "status", "inactive_since")["1"]))

    assert ends == [(1, 1, ("I", (START + timedelta(days=1)).date()))] * 2


def test_a_name_given_while_inactive_is_the_one_to_return_with(district: District) -> None:
    district.configure(WITH_LOGIN, job=UNSEEN + LOOSE)
    ann = "2|01|c2|Ann|A|ann"
    night(district, 0, "1|01|c1|Bob|A|bob", ann)
    night(district, 2, ann)
    assert held(district, "username")["1"] == "Inactive-bob"
    night(district, 3, "1|01|c1|Bob|I|robert", ann)

    night(district, 4, "1|01|c1|Bob|A|", ann)

    assert held(district, "status", "username") == {"1": ("A", "robert"), "2": ("A", "ann")}


def test_nobody_active_goes_by_the_disabled_name_and_the_old_one_comes_back_once_it_is_free(district: District) -> None:
    district.configure(WITH_LOGIN, job=UNSEEN + LOOSE)
    night(district, 0, "1|01|c1|Bob|A|bob", "2|01|c2|Ann|A|ann")
    night(district, 2, "2|01|c2|Ann|A|ann")
    night(district, 3, "2|01|c2|Ann|A|bob")

    back = night(district, 4, "1|01|c1|Bob|A|", "2|01|c2|Ann|A|bob")
    waiting = night(district, 5, "1|01|c1|Bob|A|", "2|01|c2|Ann|A|bob")
    assert (back.counters.reactivated, back.messages, waiting.messages) == (1, {"username_in_use": 1}, {"username_in_use": 1})
    assert (waiting.counters.unchanged, held(district, "status", "username")) == (2, {"1": ("A", None), "2": ("A", "bob")})

    night(district, 6, "1|01|c1|Bob|A|", "2|01|c2|Ann|A|ann")

    assert held(district, "username", "username_before") == {"1": ("bob", None), "2": ("ann", None)}


def test_a_username_that_the_file_clears_is_free_the_same_night(district: District) -> None:
    district.configure({**WITH_STATUS, "username": {"column": "User", "when_blank": "clear"}}, job=LOOSE)
    night(district, 0, "1|01|c1|Bob|A|bob", "2|01|c2|Ann|A|ann")

    record = night(district, 1, "1|01|c1|Bob|A|", "2|01|c2|Ann|A|bob")

    assert (record.messages, held(district, "username")) == ({}, {"1": None, "2": "bob"})


def test_who_moves_with_an_assigned_barcode_takes_the_next_free_one_there(district: District) -> None:
    district.configure({**FIELDS, "barcode": {"value": "autoassign"}}, job=LOOSE)
    night(district, 0, "1|01||Bob||", "2|01||Ann||", "3|02||Cy||", "4|02||Di||")
    assert held(district, "site", "barcode")["2"] == ("HS", "2")

    first, second = (night(district, day, "1|01||Bob||", "2|02||Ann||", "3|02||Cy||", "4|02||Di||") for day in (1, 2))

    assert (first.counters.transferred, first.messages, second.counters.unchanged) == (1, {}, 4)
    assert held(district, "site", "barcode")["2"] == ("MS", "3")


SENIORS = "inactivation: {when_records_read_above: 0, limit_to: everyone, active: {delete_graduated_seniors: true}}\n"
CIRCULATION = """
circulation:
  source: {type: directory, folder: feeds, file: circulation.csv}
  lists: patrons_with_transactions
  min_records: 0
  max_age_hours: 999999
  columns: {district_id: ID, checkouts: Out, fines: Due}
"""


@pytest.fixture
def senior(district: District) -> District:
    """Seniors, of whom nobody has anything out."""
    district.configure({**FIELDS, "status": "Status", "grade_level": {"value": "12"}, "graduation_year": "User"}, job=SENIORS + LOOSE)
    path = district.folder / "district.yaml"
    path.write_text(path.read_text() + CIRCULATION)
    (district.folder / "feeds" / "circulation.csv").write_text("ID,Out,Due\n")
    return district


def test_an_enrolled_senior_whose_year_is_past_is_kept_and_said(senior: District) -> None:
    rows = ["1|01|c1|Bob|A|2024", "2|01|c2|Ann|A|2027"]

    records = [night(senior, day, *rows) for day in range(3)]

    assert [record.counters.unchanged for record in records] == [0, 2, 2]
    assert [record.messages for record in records] == [{"graduation_year_past": 1}] * 3
    said = [entry for entry in senior.entries(records[2]) if entry["code"]]
    assert [(entry["line"], entry["district_id"], entry["given"], entry["action"]) for entry in said] == [(2, "1", "2024", "unchanged")]
    assert night(senior, 3, rows[1]).counters.deleted_by_rule == {"graduated": 1}


def test_a_senior_in_the_feed_of_another_job_has_not_left_either(senior: District) -> None:
    senior.second_job({**FIELDS, "grade_level": {"value": "12"}, "graduation_year": "User"}, job=LOOSE)
    deleted = []
    for day in (0, 2, 4):
        night(senior, day, "1|01|c1|Bob||2024", job="north-extra")
        deleted.append(night(senior, day + 1, "2|01|c2|Ann|A|2027").counters.deleted)

    assert deleted == [0, 0, 0]


def test_the_switch_brings_back_that_enrolled_seniors_are_deleted(senior: District) -> None:
    job = senior.folder / "north.yaml"
    job.write_text(job.read_text().replace("true}}", "true, graduated_seniors_in_feed: delete}}"))

    assert night(senior, 0, "1|01|c1|Bob|A|2024", "2|01|c2|Ann|A|2027").counters.deleted == 1


def test_who_was_deleted_as_inactive_is_not_added_again_while_the_feed_says_inactive(district: District) -> None:
    rules = "inactivation: {when_records_read_above: 0, limit_to: everyone, inactive: {delete_after_days: 2, delete_if: regardless}}\n"
    district.configure(WITH_STATUS, job=rules + LOOSE)
    rows = ["1|01|c1|Bob|I|", "2|01|c2|Ann|A|"]
    night(district, 0, *rows)
    assert night(district, 2, *rows).counters.deleted == 1

    record = night(district, 3, *rows)

    assert (record.counters.unchanged, record.messages) == (2, {"inactive_not_added": 1})
    assert held(district, "status") == {"2": "A"}
    assert night(district, 4, "1|01|c1|Bob|A|", rows[1]).counters.added == 1


def test_a_teacher_whose_blank_type_is_kept_stays_a_teacher(district: District) -> None:
    district.configure({**FIELDS, "patron_type": {"column": "User", "when_blank": "keep"}}, job=LOOSE)
    night(district, 0, "1|01|c1|Bob||Teacher", "2|01|c2|Ann||Student")

    record = night(district, 1, "1|01|c1|Bob||", "2|01|c2|Ann||")

    assert record.counters.unchanged == 2
    assert held(district, "patron_type", "persona") == {"1": ("Teacher", "faculty"), "2": ("Student", "student")}


@pytest.mark.parametrize(("when_blank", "persona"), [("keep", "other"), ("clear", None), (None, "faculty")])
def test_what_a_blank_persona_means_is_heeded(district: District, when_blank: str | None, persona: str | None) -> None:
    mapping = {"column": "User"} | ({"when_blank": when_blank} if when_blank else {})
    district.configure({**FIELDS, "patron_type": {"value": "Teacher"}, "persona": mapping}, job=LOOSE)
    night(district, 0, "1|01|c1|Bob||other")

    night(district, 1, "1|01|c1|Bob||")

    assert held(district, "persona") == {"1": persona}


def test_a_persona_that_one_feed_brings_is_not_undone_by_the_types_of_another(district: District) -> None:
    types = {**FIELDS, "patron_type": {"value": "Student"}}
    district.configure({**types, "persona": {"value": "other"}}, job=LOOSE)
    district.second_job(types, job=LOOSE)
    night(district, 0, "1|01|c1|Bob||")

    nights = [night(district, day, "1|01|c1|Bob||", job=job) for day, job in ((1, "north-extra"), (2, "north-students"))]

    assert [record.counters.unchanged for record in nights] == [1, 1]


def test_a_patron_type_that_the_district_no_longer_lists_is_created_once(district: District) -> None:
    district.configure({**FIELDS, "patron_type": {"value": "Guest"}}, job=LOOSE)
    path = district.folder / "district.yaml"
    text = path.read_text()
    path.write_text(text.replace("Student: student,", "Student: student, Guest: other,"))
    night(district, 0, "1|01|c1|Bob||")
    path.write_text(text)

    nights = [night(district, day, "1|01|c1|Bob||") for day in (1, 2, 3)]

    assert [record.messages for record in nights] == [{"patron_type_created": 1}, {}, {}]
    assert [record.counters.patron_types_created for record in nights] == [1, 0, 0]


def test_a_store_of_before_knows_from_its_history_who_inactivated(district: District) -> None:
    district.configure(WITH_LOGIN, job=UNSEEN + LOOSE)
    rows = ["1|01|c1|Bob|A|bob", "2|01|c2|Ann|A|ann", "3|01|c3|Cy|A|cy"]
    night(district, 0, *rows)
    night(district, 2, rows[1].replace("|A|", "|I|"), rows[2])
    _make_it_version_3(district)
    night(district, 3, rows[2])

    assert held(district, "status", "inactive_by") == {"1": ("I", "*"), "2": ("I", "north-students"), "3": ("A", None)}


def _make_it_version_3(district: District) -> None:
    with duckdb.connect(district.places.store("north")) as store:
        for column in ("inactive_by", "status_before", "persona_given"):
            store.execute(f"ALTER TABLE patron DROP {column}")
        store.execute("DELETE FROM schema_version WHERE version > 3")
