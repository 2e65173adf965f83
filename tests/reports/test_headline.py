"""The sentence that a librarian reads first."""

from patronctl.domain.headline import headline
from patronctl.domain.run_record import Check, Counters
from tests.reports.fixtures import a_blocked_record, a_failed_record, a_record

GATE = Check(name="records_read", family="retirement", observed="950", limit="more than 1,000", passed=False)


def test_a_good_night_is_told_with_its_numbers() -> None:
    assert headline(a_record()) == (
        "1,247 records were read: 12 added, 30 updated, 4 transferred, 1 reactivated, 1,195 unchanged and 5 skipped. "
        "Nobody was inactivated or deleted."
    )


def test_one_is_not_many() -> None:
    counters = Counters(records_read=1, added=1, inactivated=1, deleted=2)

    assert headline(a_record(counters=counters)) == "1 record was read: 1 added. 1 patron was inactivated and 2 patrons were deleted."


def test_it_says_why_nobody_was_retired() -> None:
    told = headline(a_record(checks=[GATE]))

    assert "because retirement did not run (records read: 950, needed: more than 1,000)" in told


def test_the_same_feed_again_says_so() -> None:
    counters = Counters(records_read=500, unchanged=500)

    assert headline(a_record(counters=counters)).startswith("500 records were read: nobody was new or changed and 500 unchanged.")


def test_a_dry_run_says_that_it_is_one() -> None:
    assert headline(a_record(dry_run=True)).startswith(
        "Dry run, nothing was changed: 1,247 records read; a real run would do this: 12 added"
    )


def test_a_blocked_run_says_which_guard_and_how_much() -> None:
    told = headline(a_blocked_record())

    assert told.startswith("The run was blocked and nothing was changed.")
    assert "Inactivated at WES: 94 of 247 (38%), limit 10%" in told


def test_a_guard_that_somebody_let_pass_blocks_nothing() -> None:
    let_pass = Check(name="max_shrink", family="guard", observed="18%", limit="10%", passed=False, allowed=True)

    assert "18%" not in headline(a_blocked_record(checks=[let_pass], failure=None))


def test_a_failed_run_says_whether_patrons_were_changed() -> None:
    assert "No patron was changed. There is no file students.csv in feeds." in headline(a_failed_record())
    assert "Its changes had already been loaded." in headline(a_failed_record(store_changed=True))


def test_every_outcome_has_words() -> None:
    assert "interrupted" in headline(a_record(outcome="interrupted"))
    assert "canceled" in headline(a_record(outcome="canceled"))
    assert "under way" in headline(a_record(outcome="running"))
    assert "nothing to do" in headline(a_record(outcome="unchanged_source"))


def test_a_dry_run_says_who_would_be_retired() -> None:
    counters = Counters(records_read=500, unchanged=500, inactivated=2, deleted=1)

    told = headline(a_record(dry_run=True, counters=counters))

    assert told.endswith("2 patrons would be inactivated and 1 patron would be deleted.")
