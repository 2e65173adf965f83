"""Random districts and libraries over random nights: whatever happens, they converge, nobody is created twice, nobody else is touched."""

import os
import random
from typing import Any

import pytest

from tests.targets.conftest import Library, person
from tests.targets.koha.double import Trouble

GUESTS = 6
NIGHTS = 6


class World:
    """A district of random people, and a library with patrons of its own."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library, self.chance = library, random.Random(seed)
        self.people: dict[int, dict[str, str]] = {}
        self.next = 1
        koha = library.double.koha
        for number in range(GUESTS):
            koha.create({"surname": f"Guest{number}", "library_id": "CPL", "category_id": "ST", "cardnumber": f"G{number}"})
        koha.create({"surname": "Boss", "library_id": "CPL", "category_id": "S", "cardnumber": "C9999"})
        self.others = {number: dict(patron) for number, patron in koha.patrons.items()}
        for _ in range(12):
            self.arrive()

    def arrive(self) -> None:
        number, self.next = self.next, self.next + 1
        self.people[number] = person(number, User=f"user{number}", Mail=f"m{number}@example.org" if self.chance.random() < 0.6 else "")

    def change(self) -> None:
        """One random thing of the world."""
        kind = self.chance.choice(["arrive", "leave", "return", "grade", "swap", "rename", "move", "clear", "delete", "login"])
        one, two = (self.chance.choice(list(self.people)) for _ in range(2))
        if kind == "arrive":
            self.arrive()
        elif kind in ("leave", "return"):
            self.people[one]["Status"] = "I" if kind == "leave" else "A"
        elif kind == "grade":
            self.people[one]["Grade"] = str(self.chance.randrange(1, 13))
        elif kind == "swap":
            self.people[one]["Card"], self.people[two]["Card"] = self.people[two]["Card"], self.people[one]["Card"]
        elif kind == "login":
            self.people[one]["User"], self.people[two]["User"] = self.people[two]["User"], self.people[one]["User"]
        elif kind == "rename":
            self.people[one]["Last"] = self.chance.choice(["Ñandú", "O'Neil", "von der Höhe", "Lee"])
        elif kind == "move":
            self.people[one]["Site"] = self.chance.choice(["HS", "MS"])
        elif kind == "clear":
            self.people[one]["Mail"] = ""
        elif kind == "delete":
            self.people[one]["Do"] = "D"

    def night(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            self.change()
        self.library.night(*self.people.values())
        for number in [number for number, one in self.people.items() if one["Do"]]:
            del self.people[number]

    def trouble(self, number: int, method: str, path: str) -> Trouble | None:  # noqa: ARG002
        drawn = self.chance.random()
        if drawn < 0.06:
            return Trouble(self.chance.choice([500, 503, 429]), {"Retry-After": "0"})
        return Trouble(cut=True) if drawn < 0.12 else None

    def edit_by_staff(self) -> None:
        """Staff change a field of somebody, or give them a loan."""
        ours = [patron for patron in self.library.double.koha.patrons.values() if patron["patron_id"] not in self.others]
        if ours and self.chance.random() < 0.5:
            self.chance.choice(ours)[self.chance.choice(["email", "address", "surname"])] = "by staff"
        if ours and self.chance.random() < 0.3:
            self.library.double.koha.loans[self.chance.choice(ours)["patron_id"]] = 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("SEEDS_FROM", "0")), int(os.environ.get("SEEDS", "4"))))
def test_random_nights_converge(library: Library, seed: int):
    world = World(library, seed)
    library.configure(
        limits={"per_second": 1000, "timeout_seconds": 2, "stop_after_failures": 1000},
        match_on=world.chance.choice(["cardnumber", {"attribute": "SIS_ID"}]),
    )
    for _ in range(NIGHTS):
        world.night()
        library.double.trouble = world.trouble
        library.deliver(expect_failure=True, refresh=world.chance.random() < 0.3 or None)
        library.double.trouble = lambda *_: None
        world.edit_by_staff()
    library.double.koha.loans.clear()
    for _ in range(3):
        last = library.deliver(refresh=True)

    assert last.counts.failed == 0
    check_the_library(world)
    library.double.reset()
    again = library.deliver(refresh=True)
    assert (library.double.writes, again.counts.behind) == (0, 0)


def check_the_library(world: World) -> None:
    """The library holds exactly the district's people, as they are, and everybody whom it had before."""
    koha = world.library.double.koha
    for number, before in world.others.items():
        assert koha.patrons[number] == before
    ours: dict[str, dict[str, Any]] = {}
    for number, patron in koha.patrons.items():
        if number not in world.others:
            (key,) = [row["value"] for row in koha.attributes_of(number) if row["type"] == "SIS_ID"]
            assert key not in ours, "created twice"
            ours[key] = patron
    stored = world.library.rows("SELECT district_id, barcode, last_name, grade_level, status, username, email_1 FROM store.patron")
    assert set(ours) == {row[0] for row in stored}
    for key, card, last, grade, status, username, email in stored:
        there = ours[key]
        assert (there["cardnumber"], there["surname"], there["statistics_1"]) == (card, last, grade)
        assert there["userid"] == username
        assert (there["category_id"] == "LEFT") == (status == "I")
        if email:
            assert there["email"] == email
