"""One patron, one policy, one answer: what the golden tables ask."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.store.connection import Door, staging
from patronctl.update.retirement.policy import make_policy
from patronctl.update.retirement.rules import decide, judge

from .north import UNSEEN, North
from .support import SNAPSHOT


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with staging() as door:
        yield door


Patrons = list[dict[str, Any]]


@pytest.fixture(scope="session")
def retire(door: Door) -> Callable[..., Patrons]:
    """Ask the rules about some patrons: `retire(job, district, as_of=..., patrons=[{...}])` answers with the rows of `retirement`."""

    def ask(
        job: Job, district: District, *, as_of: str, patrons: Patrons, absent_means_none: bool = False, asked: tuple[int, ...] = ()
    ) -> Patrons:
        run = door.connection.execute
        columns = ", ".join(f"{name} {kind}" for name, (kind, _) in SNAPSHOT.items())
        run(f"CREATE OR REPLACE TEMP TABLE snapshot ({columns})")
        run("CREATE OR REPLACE TEMP VIEW future AS SELECT * FROM snapshot")
        run(f"CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT {absent_means_none} AS means_none")
        run("CREATE OR REPLACE TEMP TABLE circulation (patron_id BIGINT, checkouts INTEGER, fines_cents BIGINT, known BOOLEAN)")
        run("CREATE OR REPLACE TEMP TABLE asked_to_delete (patron_id BIGINT, record BIGINT)")
        for number, patron in enumerate(patrons, start=1):
            values = [patron.get(name, number if name == "patron_id" else default) for name, (_, default) in SNAPSHOT.items()]
            run(f"INSERT INTO snapshot VALUES ({', '.join('?' for _ in values)})", values)
            if "checkouts" in patron:
                cents = int(Decimal(patron.get("fines", "0")) * 100)
                run("INSERT INTO circulation VALUES (?, ?, ?, true)", [values[0], patron["checkouts"], cents])
        for patron_id in asked:
            run("INSERT INTO asked_to_delete VALUES (?, 7)", [patron_id])
        make_policy(door, job, district, as_of=datetime.fromisoformat(as_of))
        judge(door)
        decide(door)
        result = run("SELECT * FROM retirement ORDER BY patron_id")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return ask


@pytest.fixture
def north(tmp_path: Path) -> North:
    made = North(tmp_path)
    made.configure(UNSEEN)
    return made
