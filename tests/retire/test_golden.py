"""Every rule at its boundary, one row a case: `golden/<rule>.csv`.

A column is a value of the patron (`last_seen`), of the circulation (`checkouts`, `fines`; neither given is unknown),
`as_of`, or a setting by its path in the job or the district (`inactivation.active.inactivate_after_days`).
`then` is who retires whom: `inactivated by unseen`, `kept by graduated (unknown)`, or nothing.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from .support import SNAPSHOT, district, job

GOLDEN = Path(__file__).parent / "golden"
OF_PATRON = {*SNAPSHOT, "checkouts", "fines"}


def cases() -> Iterator[Any]:
    for path in sorted(GOLDEN.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                given = {key: value.strip() for key, value in row.items() if value and value.strip()}
                yield pytest.param(given, id=f"{path.stem}: {given.pop('case')}")


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for key in above:
        tree = tree.setdefault(key, {})
    tree[last] = value


@pytest.mark.parametrize("given", list(cases()))
def test_the_rules_decide_exactly_at_their_boundary(given: dict[str, str], retire: Callable[..., list[dict[str, Any]]]) -> None:
    settings: dict[str, Any] = {"job": {"inactivation": {}}, "district": {}}
    patron = {key: None if given[key] == "-" else given[key] for key in given if key in OF_PATRON}
    for key, value in given.items():
        if "." in key:
            put(settings, key, YAML(typ="safe").load(value))

    rows = retire(
        job(**settings["job"]),
        district(**settings["district"]),
        as_of=given["as_of"],
        patrons=[patron],
        absent_means_none=given.get("absent") == "none",
        asked=(1,) if given.get("asked") else (),
    )

    assert [said(row) for row in rows] == ([given["then"]] if "then" in given else [])


def said(row: dict[str, Any]) -> str:
    kept = f" ({row['why_kept']})" if row["why_kept"] else ""
    return f"{row['action']} by {row['rule']}{kept}"
