"""The sample feeds, first day and next day: what a dry run says is what the run then does."""

from tests.run.conftest import Lincoln


def test_first_day_adds_everybody_but_the_five_that_cannot_be(lincoln: Lincoln) -> None:
    dry = lincoln.run(dry_run=True)

    real = lincoln.run()

    assert (real.outcome, real.counters.added, real.counters.skipped) == ("succeeded", 1235, 5)
    assert (dry.counters, dry.messages, dry.plan_digest) == (real.counters, real.messages, real.plan_digest)


def test_next_day_brings_the_changes_that_its_dry_run_told(lincoln: Lincoln) -> None:
    lincoln.run()
    before = lincoln.patrons()

    dry = lincoln.run("students-next-day.csv", dry_run=True)
    untouched = lincoln.patrons()
    real = lincoln.run("students-next-day.csv")

    assert untouched == before
    assert (real.counters.added, real.counters.updated, real.counters.transferred) == (14, 25, 6)
    assert (dry.counters, dry.plan_digest) == (real.counters, real.plan_digest)


def test_the_same_feed_again_changes_nothing_and_says_so(lincoln: Lincoln) -> None:
    lincoln.run()
    before = lincoln.patrons()

    again = lincoln.run()

    assert again.counters.unchanged == again.counters.records_read - again.counters.skipped
    assert lincoln.patrons() == before


def test_an_incremental_update_brings_what_a_full_one_would(lincoln: Lincoln) -> None:
    lincoln.run()

    incremental = lincoln.run("students-next-day.csv", "incremental")
    full = lincoln.run("students-next-day.csv", "full")

    assert (incremental.counters.added, incremental.counters.updated, incremental.counters.transferred) == (14, 25, 6)
    assert full.counters.unchanged == full.counters.records_read - full.counters.skipped
