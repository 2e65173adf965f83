"""A slice of the accidents of `make accidents`, with a fixed seed: none hurts anybody."""

from pathlib import Path

import pytest

from tests.accidents.machine import Machine, is_somebody_else
from tests.accidents.mutations import MUTATIONS

SLICE = ("one column slipped by rows", "other people under our ids", "status turned", "rows gone", "halves doubled", "two columns swapped")


@pytest.mark.slow
def test_a_slice_of_accidents_hurts_nobody(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "a fixed seed", count=120)

    made = list(machine.tries(range(12), lambda name: name in SLICE))

    assert [(each.number, each.mutation, each.harm) for each in made if each.harm] == []
    assert {each.ended for each in made} >= {"guard", "loaded"}
    assert len({each.mutation for each in made}) == len(SLICE) <= len(MUTATIONS)


def test_the_machine_knows_somebody_else_from_somebody_who_changed() -> None:
    ann = {"last_name": "Doe", "first_name": "Ann", "birth_date": "2010-02-03"}

    assert is_somebody_else(ann, {"last_name": "Smith", "first_name": "Zed", "birth_date": "2015-09-09"})
    assert not is_somebody_else(ann, {"last_name": "Smith", "first_name": "Zed", "birth_date": "2010-02-03"})
    assert not is_somebody_else(ann, {"last_name": "DOE", "first_name": "Anna", "birth_date": "2015-09-09"})
    assert not is_somebody_else(ann, {"last_name": "Ann", "first_name": "Doe", "birth_date": "2015-09-09"})
