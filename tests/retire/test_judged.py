"""A run judges only those whom a rule can hit, `explain` judges everybody: both come to the same retirement."""

import random
from datetime import timedelta

import pytest

from patronctl.config.workspace import load
from patronctl.update.run import planned

from .north import START, North, person

EVERY_RULE = """
inactivation:
  limit_to: everyone
  when_records_read_above: 5
  active: {inactivate_after_days: 20, delete_graduated_seniors: true, graduated_when: up_to_school_year}
  inactive:
    delete_after_days: 10
    delete_if: no_checkouts_and_no_fines
    delete_with_transactions: {inactive_days: 5}
"""


def _somebody(chance: random.Random, number: int) -> dict[str, str]:
    return person(
        number,
        Status=chance.choice(["A", "A", "A", "I", "R"]),
        Grade=chance.choice(["12", "11", "K"]),
        Year=chance.choice(["2024", "2026", "2027", "", "soon"]),
        Do=chance.choice(["", "", "", "D"]),
        Born=chance.choice(["2008-02-29", "", "2015-07-01"]),
    )


@pytest.mark.parametrize("seed", range(2))
def test_who_is_left_out_would_have_been_spared(north: North, seed: int) -> None:
    chance = random.Random(seed)
    north.configure(EVERY_RULE)
    north.circulation(*([f"{number:04}", str(number % 2), "0"] for number in range(0, 60, 3)))
    north.run(0, [person(number) | _somebody(chance, number) | {"Do": ""} for number in range(60)])
    for day in (15, 30):
        people = [_somebody(chance, number) for number in range(60) if chance.random() < 0.8]
        north.run(day, people, dry_run=True)
        with planned(load(north.root).job("north-students"), START + timedelta(days=day), north.places) as everybody:
            rows = everybody.door.connection.execute("SELECT patron_id, action, rule FROM retirement WHERE action <> 'kept'").fetchall()
            judged = everybody.door.connection.execute("SELECT count(*) FROM snapshot").fetchall()

        run = north.run(day, people)
        retired = north.rows(f"SELECT patron_id, action, rule FROM store.history WHERE run_id = '{run.run_id}' AND rule IS NOT NULL")

        assert sorted(retired) == sorted(rows)
        assert rows
        assert judged > [(40,)]
