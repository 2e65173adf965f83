"""What every live target has to do: one small district is delivered, changed, swapped, retired and deleted, and nothing is left behind.

Runs against the double in the tests, and against a real server by `make koha-acceptance URL=…`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from patronctl.domain.delivery import DeliveryRecord
from patronctl.targets.base import Held, Live
from tests.targets.conftest import Library, person


@dataclass
class Bench:
    """A district with a target. `mark` begins every key, so that nobody else's patrons are touched."""

    library: Library
    live: Live
    mark: str

    def someone(self, number: int, **values: str) -> dict[str, str]:
        standard = {"Id": f"{self.mark}{number}", "Card": f"{self.mark}{number}", "Last": f"{self.mark}Last{number}"}
        return person(number, **(standard | {"User": f"{self.mark}u{number}".lower()} | values))

    def held(self, number: int) -> Held | None:
        return next(iter(self.live.by_keys([f"{self.mark}{number}"])), None)

    def night(self, *people: dict[str, str]) -> DeliveryRecord:
        self.library.night(*people)
        return self.library.deliver()

    def clean(self) -> None:
        """Delete whatever was created, however far it came."""
        for held in self.live.by_keys([f"{self.mark}{number}" for number in range(1, 20)]):
            self.live.delete(held.remote_id)


def creates(bench: Bench) -> None:
    record = bench.night(*(bench.someone(number) for number in range(1, 6)))

    assert (record.counts.created, record.counts.failed, record.counts.behind) == (5, 0, 0)
    held = bench.held(1)
    assert held is not None
    assert held.fields["surname"] == f"{bench.mark}Last1"


def a_second_delivery_is_silent(bench: Bench) -> None:
    again = bench.library.deliver(refresh=True)

    assert (again.counts.writes, again.counts.behind) == (0, 0)


def updates(bench: Bench) -> None:
    record = bench.night(bench.someone(1, Mail="one@example.org"), *(bench.someone(number) for number in range(2, 6)))

    held = bench.held(1)
    assert held is not None
    assert (record.counts.updated, held.fields["email"]) == (1, "one@example.org")


def swaps_cards(bench: Bench) -> None:
    ids = {number: bench.held(number) for number in (2, 3)}
    swapped = [bench.someone(2, Card=f"{bench.mark}3"), bench.someone(3, Card=f"{bench.mark}2")]

    record = bench.night(bench.someone(1, Mail="one@example.org"), *swapped, bench.someone(4), bench.someone(5))

    now = {number: bench.held(number) for number in (2, 3)}
    assert record.counts.failed == 0
    assert [now[2] and now[2].remote_id, now[3] and now[3].remote_id] == [ids[3] and ids[3].remote_id, ids[2] and ids[2].remote_id]
    bench.night(bench.someone(1, Mail="one@example.org"), *(bench.someone(number) for number in range(2, 6)))


def inactivates_and_reactivates(bench: Bench) -> None:
    before = bench.held(4)
    left = bench.night(*(bench.someone(number, Status="I" if number == 4 else "A") for number in range(1, 6)))
    gone = bench.held(4)
    back = bench.night(*(bench.someone(number) for number in range(1, 6)))
    returned = bench.held(4)

    assert before is not None
    assert gone is not None
    assert returned is not None
    assert (left.counts.inactivated, back.counts.reactivated) == (1, 1)
    assert gone.fields["expiry_date"] != before.fields["expiry_date"]
    assert (returned.fields["expiry_date"], returned.category) == (before.fields["expiry_date"], before.category)


def deletes_who_is_free(bench: Bench) -> None:
    record = bench.night(*(bench.someone(number, Do="D" if number == 5 else "") for number in range(1, 6)))

    assert (record.counts.deleted, bench.held(5)) == (1, None)


def adopts_who_is_there(bench: Bench) -> None:
    codes: dict[str, Any] = bench.library.codes
    made = {"surname": f"{bench.mark}Last7", "firstname": "First7", "cardnumber": f"{bench.mark}7"}
    remote = bench.live.create({**made, "library_id": codes["library"], "category_id": codes["category"]})

    record = bench.night(*(bench.someone(number) for number in range(1, 5)), bench.someone(7))

    held = bench.held(7)
    assert held is not None
    assert (record.counts.created, record.counts.adopted, held.remote_id) == (0, 1, remote)


CASES: list[Callable[[Bench], None]] = [
    creates,
    a_second_delivery_is_silent,
    updates,
    swaps_cards,
    inactivates_and_reactivates,
    deletes_who_is_free,
    adopts_who_is_there,
    a_second_delivery_is_silent,
]
"""In this order: each starts from what the one before has left."""
