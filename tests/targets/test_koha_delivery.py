"""A district delivered to a Koha: what arrives, what is left alone, and that a second delivery is silent."""

from patronctl.config.workspace import load
from patronctl.review.check_target import check_target, find_target
from patronctl.review.explain import explain
from patronctl.watch.status import status
from tests.targets.conftest import Library, person


def test_new_patrons_arrive_with_everything_that_is_mapped(library: Library):
    library.night(person(1, Site="MS", Born="2010-02-03", User="zoe", Mail="zoe@example.org"), person(2, Type="Teacher"))

    record = library.deliver()

    assert (record.outcome, record.counts.created, record.counts.behind) == ("succeeded", 2, 0)
    zoe = library.cards()["C0001"]
    assert [zoe[name] for name in ("surname", "library_id", "category_id", "date_of_birth", "userid", "email", "statistics_1")] == [
        "Last1", "MPL", "ST", "2010-02-03", "zoe", "zoe@example.org", "9",
    ]  # fmt: skip
    assert (library.attribute("C0001", "SIS_ID"), library.attribute("C0001", "HOMEROOM")) == ("0001", "12")
    assert library.cards()["C0002"]["category_id"] == "T"


def test_a_second_delivery_writes_nothing(library: Library):
    library.night(*(person(number, Last="  Ñandú Straße ", Mail="x" * 190) for number in range(1, 30)))
    library.deliver()
    library.double.reset()

    again = library.deliver()
    refreshed = library.deliver(refresh=True)

    assert (library.double.writes, again.counts.behind, refreshed.counts.behind) == (0, 0, 0)


def test_only_what_changed_is_sent(library: Library):
    library.night(person(1), person(2))
    library.deliver()
    library.double.reset()
    library.night(person(1, Grade="10"), person(2))

    record = library.deliver()

    assert (record.counts.updated, record.changed_fields, library.double.requests["PUT"]) == (1, {"statistics_1": 1}, 1)
    assert library.cards()["C0001"]["statistics_1"] == "10"


def test_a_dry_run_writes_nothing_and_plans_the_same(library: Library):
    library.night(person(1), person(2))

    dry = library.deliver(dry_run=True)
    assert library.double.writes == 0
    real = library.deliver()

    assert dry.plan_digest == real.plan_digest
    assert (dry.counts.created, real.counts.created) == (2, 2)


def test_two_patrons_swap_cards(library: Library):
    library.night(person(1), person(2))
    library.deliver()
    library.night(person(1, Card="C0002"), person(2, Card="C0001"))

    record = library.deliver()

    assert (record.outcome, record.counts.failed) == ("succeeded", 0)
    assert (library.attribute("C0002", "SIS_ID"), library.attribute("C0001", "SIS_ID")) == ("0001", "0002")


def test_a_leaver_expires_and_comes_back(library: Library):
    library.night(person(1, Born="2010-01-01"), person(2))
    library.deliver()
    before = library.cards()["C0001"]["expiry_date"]
    library.night(person(1, Status="I", Born="2010-01-01"), person(2))

    left = library.deliver()

    assert (left.counts.inactivated, library.cards()["C0001"]["category_id"]) == (1, "LEFT")
    assert library.cards()["C0001"]["expiry_date"] < before
    library.night(person(1, Born="2010-01-01"), person(2))

    back = library.deliver()

    assert back.counts.reactivated == 1
    assert (library.cards()["C0001"]["expiry_date"], library.cards()["C0001"]["category_id"]) == (before, "ST")


def test_a_leaver_with_a_loan_is_kept_and_deleted_once_free(library: Library):
    library.night(person(1), person(2))
    library.deliver()
    number = library.cards()["C0001"]["patron_id"]
    library.double.koha.loans[number] = 2
    library.night(person(1, Do="D"), person(2))

    kept = library.deliver()

    assert (kept.counts.deleted, kept.counts.kept, library.cards()["C0001"]["category_id"]) == (0, 1, "LEFT")
    assert kept.messages["target_keeps_patron"] == 1
    library.double.koha.loans.clear()

    gone = library.deliver()

    assert (gone.counts.deleted, "C0001" in library.cards()) == (1, False)


def test_a_hold_keeps_a_patron_though_the_server_would_delete_them(library: Library):
    library.night(person(1), person(2))
    library.deliver()
    library.double.koha.holds[library.cards()["C0001"]["patron_id"]] = 1
    library.night(person(1, Do="D"), person(2))

    assert library.deliver().counts.kept == 1
    assert "C0001" in library.cards()


def test_a_library_with_patrons_of_its_own_is_adopted(library: Library):
    koha = library.double.koha
    koha.create({"surname": "Last1", "firstname": "First1", "library_id": "HS", "category_id": "ST", "cardnumber": "c0001", "phone": "555"})
    koha.create({"surname": "Guest", "firstname": "Own", "library_id": "HS", "category_id": "ST", "cardnumber": "G1"})
    library.night(person(1), person(2))

    record = library.deliver()

    assert (record.counts.adopted, record.counts.created, record.counts.unmanaged) == (1, 1, 3)
    assert len(library.cards()) == 3
    assert library.cards()["C0001"]["phone"] == "555"
    assert library.attribute("C0001", "SIS_ID") == "0001"


def test_somebody_else_under_our_key_is_not_adopted(library: Library):
    library.double.koha.create({"surname": "Other", "firstname": "Person", "library_id": "HS", "category_id": "ST", "cardnumber": "C0001"})
    library.night(person(1, Born="2010-01-01"), person(2))

    record = library.deliver()

    assert record.messages["target_somebody_else"] == 1
    assert library.cards()["C0001"]["surname"] == "Other"
    assert record.counts.created == 1


def test_staff_are_left_alone(library: Library):
    library.night(person(1), person(2))
    library.deliver()
    library.double.koha.patrons[library.cards()["C0001"]["patron_id"]]["category_id"] = "S"
    library.night(person(1, Grade="12"), person(2))

    record = library.deliver()

    staff = library.double.patron("C0001")
    assert (staff["category_id"], staff["statistics_1"]) == ("S", "9")
    assert record.messages["target_left_alone"] == 1


def test_what_staff_edited_is_overwritten_or_kept_as_the_district_says(library: Library):
    library.configure(keep_edits=["phone"])
    library.night(person(1, Phone="111", Mail="a@example.org"))
    library.deliver()
    patron = library.double.koha.patrons[library.cards()["C0001"]["patron_id"]]
    patron["phone"], patron["email"] = "999", "typo@example.org"

    record = library.deliver(refresh=True)

    assert (library.cards()["C0001"]["phone"], library.cards()["C0001"]["email"]) == ("999", "a@example.org")
    assert record.messages == {"target_edit_kept": 1, "target_edit_overwritten": 1}
    library.night(person(1, Phone="222", Mail="a@example.org"))
    library.deliver()
    assert library.cards()["C0001"]["phone"] == "999"


def test_an_empty_column_wipes_nothing_but_a_cleared_value_goes(library: Library):
    library.double.koha.create(
        {
            "surname": "Last1",
            "firstname": "First1",
            "library_id": "HS",
            "category_id": "ST",
            "cardnumber": "C0001",
            "email": "own@example.org",
        }
    )
    library.night(person(1, Phone="111"))
    library.deliver()

    assert (library.cards()["C0001"]["email"], library.cards()["C0001"]["phone"]) == ("own@example.org", "111")


def test_conflicts_are_messages_and_the_rest_goes_on(library: Library):
    koha = library.double.koha
    koha.create({"surname": "Guest", "library_id": "HS", "category_id": "ST", "cardnumber": "G1", "userid": "zoe"})
    koha.create({"surname": "Own", "library_id": "HS", "category_id": "ST", "cardnumber": "G2"})
    library.configure(match_on={"attribute": "SIS_ID"})
    library.night(person(1, User="ZOE"), person(2, Card="g2"), person(3))

    record = library.deliver()

    assert (record.outcome, record.counts.created, record.counts.failed) == ("partial", 2, 1)
    assert (record.messages["target_userid_in_use"], record.messages["target_card_in_use"]) == (1, 1)
    assert library.cards()["C0001"]["userid"] == "first1.last1"


def test_explain_check_and_status_say_what_the_target_has(library: Library):
    library.night(person(1, Mail="a@example.org"), *(person(number) for number in range(2, 8)))
    before = status(library.places).targets[0]
    library.deliver()
    library.night(person(1, Mail="b@example.org"), *(person(number) for number in range(2, 8)))

    (view,) = explain(library.places, "students", "0001", None).targets
    report = check_target(*found(library, "north/koha"))
    after = status(library.places).targets[0]

    assert (before.state, after.state, after.behind) == ("never_delivered", "in_step", 0)
    assert [(field.field, field.held, field.wanted) for field in view.fields if field.differs] == [
        ("email", "a@example.org", "b@example.org")
    ]
    assert (report.passed, [step.name for step in report.steps]) == (True, ["sign in", "libraries"])
    library.configure(libraries={"HS": "HS", "MS": "NOPE"})
    wrong = check_target(*found(library, "koha"))
    assert (wrong.passed, wrong.failed_step, "NOPE" in wrong.steps[-1].detail) == (False, "libraries", True)


def found(library: Library, name: str):
    target = find_target(load(library.root), name)
    assert target is not None
    return target
