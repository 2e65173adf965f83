"""The gates before a feed: each says observed and limit, stops, warns, is silent or is allowed by name."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from patronctl.domain.feed_gate import GateError, Gates, age_checks, allow, check, stop_if_broken
from patronctl.domain.feed_profile import FeedProfile, FieldShape, compare, drift, overlap, same_source
from patronctl.domain.run_record import Check

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def shape(blank: int = 0, digits: int = 0, leading_zero: int = 0, scientific: int = 0, mojibake: int = 0) -> FieldShape:
    return FieldShape(blank=blank, digits=digits, leading_zero=leading_zero, scientific=scientific, mojibake=mojibake)


def feed(columns: str = "id,name", header: bool = True, looked_at: int = 1000, sha256: str = "a", **fields: FieldShape) -> FeedProfile:
    return FeedProfile(sha256=sha256, properties_sha256="p", columns=columns.split(","), header=header, looked_at=looked_at, fields=fields)


def one(checks: list[Check], name: str) -> Check:
    return next(each for each in checks if each.name == name)


def stops(each: Check) -> bool:
    try:
        stop_if_broken([each])
    except GateError:
        return True
    return False


def test_an_old_file_warns_by_default_and_stops_where_a_limit_is_set() -> None:
    modified = NOW - timedelta(days=8)

    (warned,) = age_checks(Gates(), modified, NOW)
    stopped = one(age_checks(Gates(max_age="36h"), modified, NOW), "max_age")

    assert (warned.observed, warned.limit, warned.passed, warned.warning) == ("8 days", "7 days", False, True)
    assert stops(stopped)


def test_a_file_exactly_as_old_as_the_limit_passes() -> None:
    assert one(age_checks(Gates(max_age="36h"), NOW - timedelta(hours=36), NOW), "max_age").passed


def test_a_file_from_the_future_is_stopped_because_its_age_says_nothing() -> None:
    (stopped,) = age_checks(Gates(max_age="36h"), NOW + timedelta(days=400), NOW)
    (warned,) = age_checks(Gates(future_file="warn"), NOW + timedelta(days=2), NOW)
    (unjudged,) = age_checks(Gates(max_age="36h", future_file="off"), NOW + timedelta(days=400), NOW)

    assert (stopped.name, stopped.observed, stops(stopped)) == ("future_file", "400 days in the future", True)
    assert warned.warning
    assert (unjudged.name, stops(unjudged)) == ("max_age", True)
    assert age_checks(Gates(old_after="off", future_file="off"), NOW + timedelta(days=400), NOW) == []


def test_a_clock_that_is_some_hours_off_or_a_run_of_an_earlier_date_is_no_future() -> None:
    assert all(each.passed for each in age_checks(Gates(max_age="1h"), NOW + timedelta(hours=23), NOW))
    assert all(each.passed for each in age_checks(Gates(max_age="1h"), NOW + timedelta(days=90), NOW, latest=NOW + timedelta(days=90)))


@pytest.mark.parametrize("written", ["36", "0h", "2w", 7, "-1d"])
def test_an_age_that_cannot_be_read_is_refused(written) -> None:
    with pytest.raises(ValidationError):
        Gates.model_validate({"max_age": written})


def test_several_broken_gates_are_one_error_that_names_observed_and_limit() -> None:
    with pytest.raises(GateError) as caught:
        stop_if_broken([check("max_age", "50 hours", "36 hours", False), check("min_bytes", "3 bytes", "100 bytes", False)])

    assert caught.value.message == (
        "The feed was stopped at the gate: max_age: 50 hours, but the limit is 36 hours; min_bytes: 3 bytes, but the limit is 100 bytes"
    )
    assert caught.value.hint.endswith("run once with --allow max_age.")
    assert caught.value.exit_code == 5
    assert [each.name for each in caught.value.checks] == ["max_age", "min_bytes"]


def test_a_gate_that_is_allowed_by_name_lets_pass_and_is_marked() -> None:
    broken = [check("max_age", "50 hours", "36 hours", False), check("mojibake", "x", "none", False, "warn")]

    checks = allow(broken, ["max_age"])

    stop_if_broken(checks)
    assert [each.allowed for each in checks] == [True, False]


def test_the_same_file_again_warns_and_another_passes() -> None:
    same = same_source(Gates(), "a", feed())
    other = same_source(Gates(), "b", feed())

    assert same
    assert other
    assert (same.passed, same.warning, other.passed) == (False, True, True)
    assert same_source(Gates(), "a", None) is None


def test_a_feed_of_other_people_is_stopped() -> None:
    observed = overlap(Gates(), known=1000, again=499)

    assert observed
    assert observed.observed == "499 of 1,000 known patrons (49.9%)"
    assert stops(observed)


def test_half_of_the_people_again_is_enough_and_few_people_say_nothing() -> None:
    half = overlap(Gates(), known=1000, again=500)

    assert half
    assert half.passed
    assert overlap(Gates(), known=19, again=0) is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("id,name", "id,name", []),
        ("id,name", "name,id", ["reordered"]),
        ("id,name", "id,name,email", ["new email"]),
        ("id,name,email", "id,email", ["lost name"]),
        ("id,name", "id,full_name", ["name renamed to full_name"]),
        ("a,b,c", "c,a,x", ["lost b", "new x", "reordered"]),
    ],
)
def test_a_changed_header_is_described(before: str, after: str, said: list[str]) -> None:
    assert drift(before.split(","), after.split(",")) == said


def test_a_changed_header_warns() -> None:
    drifted = one(compare(Gates(), feed("id,name,email"), feed("id,name")), "header_drift")

    assert (drifted.observed, drifted.warning) == ("new email", True)


def test_another_number_of_columns_stops_a_feed_without_a_header() -> None:
    now, last = feed("column1,column2,column3", header=False), feed("column1,column2", header=False)

    assert stops(one(compare(Gates(), now, last), "header_drift"))


def test_leading_zeros_that_are_gone_stop() -> None:
    now, last = feed(district_id=shape(digits=1000)), feed(district_id=shape(digits=1000, leading_zero=400))

    lost = one(compare(Gates(), now, last), "leading_zeros_lost")

    assert lost.observed == "no value begins with a zero any more: district_id"
    assert stops(lost)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (shape(digits=1000, leading_zero=1), shape(digits=1000, leading_zero=400)),
        (shape(digits=1000), shape(digits=1000, leading_zero=4)),
        (shape(blank=1000), shape(digits=1000, leading_zero=400)),
    ],
)
def test_zeros_that_remain_or_were_rare_or_have_no_values_do_not_stop(now: FieldShape, last: FieldShape) -> None:
    assert one(compare(Gates(), feed(zip=now), feed(zip=last)), "leading_zeros_lost").passed


def test_scientific_notation_in_a_key_stops_without_a_last_feed() -> None:
    assert stops(one(compare(Gates(), feed(barcode=shape(scientific=1)), None), "scientific_notation"))
    assert one(compare(Gates(), feed(homeroom=shape(scientific=1)), None), "scientific_notation").passed


def test_a_few_damaged_names_warn_and_many_stop() -> None:
    few = one(compare(Gates(), feed(last_name=shape(mojibake=5)), None), "mojibake")
    many = one(compare(Gates(), feed(last_name=shape(mojibake=6)), None), "mojibake")

    assert (few.warning, stops(few)) == (True, False)
    assert (many.observed, stops(many)) == ("last_name 6", True)


def test_blanks_that_jump_stop_and_say_where() -> None:
    now, last = feed(email_1=shape(blank=500), phone=shape(blank=10)), feed(email_1=shape(blank=100), phone=shape())

    jumped = one(compare(Gates(), now, last), "max_blank_rise")

    assert (jumped.observed, jumped.limit) == ("email_1 +40 points", "+30 points")
    assert stops(jumped)


def test_blanks_that_become_fewer_pass() -> None:
    assert one(compare(Gates(), feed(email_1=shape()), feed(email_1=shape(blank=900))), "max_blank_rise").passed


def test_swapped_columns_show_in_the_share_of_digits() -> None:
    now = feed(district_id=shape(digits=0), last_name=shape(digits=1000))
    last = feed(district_id=shape(digits=1000), last_name=shape(digits=0))

    assert one(compare(Gates(), now, last), "max_shape_change").observed == "district_id +100 points, last_name +100 points"


def test_every_gate_can_be_switched_off() -> None:
    switched = (
        "old_after",
        "same_as_last_time",
        "min_overlap",
        "header_drift",
        "max_blank_rise",
        "max_shape_change",
        "max_same_value_rise",
    )
    damages = ("future_file", "spreadsheet_dates", "leading_zeros_lost", "scientific_notation", "mojibake")
    gates = Gates.model_validate(dict.fromkeys((*switched, *damages), "off"))
    damaged = feed("x", looked_at=1000, district_id=shape(blank=1000, scientific=9, mojibake=9), last_name=dates(900, 900))

    assert compare(gates, damaged, feed(district_id=shape(digits=1000, leading_zero=9), last_name=dates(0, 1))) == []
    assert age_checks(gates, NOW - timedelta(days=90), NOW) == []
    assert age_checks(gates, NOW + timedelta(days=90), NOW) == []
    assert overlap(gates, 100, 0) is None
    assert same_source(gates, "a", feed()) is None


def dates(count: int | None, commonest: int | None = None) -> FieldShape:
    return shape().model_copy(update={"month_dates": count, "commonest": commonest})


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [(0, 59, "stops"), (2, 59, "stops"), (59, 59, "passes"), (0, 4, "passes"), (None, 59, "warns")],
)
def test_dates_that_a_spreadsheet_made_are_told_from_those_that_were_there(before: int | None, now: int, verdict: str) -> None:
    check = one(compare(Gates(), feed(homeroom=dates(now)), feed(homeroom=dates(before))), "spreadsheet_dates")

    assert verdict == ("stops" if stops(check) else "passes" if check.passed else "warns")


def test_a_first_feed_with_dates_is_only_doubted() -> None:
    assert one(compare(Gates(), feed(homeroom=dates(59)), None), "spreadsheet_dates").warning


@pytest.mark.parametrize(("before", "now", "stopped"), [(10, 900, True), (700, 900, False), (10, 300, False), (None, 900, False)])
def test_one_value_that_suddenly_stands_for_most_people_is_stopped(before: int | None, now: int, stopped: bool) -> None:
    checks = compare(Gates(), feed(last_name=dates(0, now)), feed(last_name=dates(0, before)))

    assert any(stops(each) for each in checks if each.name == "max_same_value_rise") is stopped
