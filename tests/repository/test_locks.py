"""What pyproject.toml asks for is locked: a dependency added without `make lock` is found here."""

import re
import tomllib

import pytest

from tests.repository.checkout import ROOT, text_of

LOCKS = ROOT / ".ci" / "locks"


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-") for each in requirements}


def locked(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", text_of(LOCKS / file), flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("runtime.txt", []), ("dev.txt", ["dev"]), ("dev-duckdb-2.txt", ["dev"]), ("bench.txt", ["dev", "bench"])],
)
def test_a_lock_holds_every_dependency(lock: str, groups: list[str]):
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    wanted = names(project["project"]["dependencies"])
    for group in groups:
        wanted |= names(project["dependency-groups"][group])

    assert wanted - locked(lock).keys() == set(), "run `make lock`"


def test_the_locks_differ_in_duckdb_alone():
    one, two = locked("dev.txt"), locked("dev-duckdb-2.txt")

    assert (one.pop("duckdb"), two.pop("duckdb")) == ("1.5.5", "2.0.0")
    assert one == two
