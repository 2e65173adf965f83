"""`patronctl explain`: one patron, by the statements of the run."""

import subprocess
import sys

import pytest

from tests.retire.north import EVERYBODY, WITHOUT_1, North, person


@pytest.mark.slow
def test_an_explanation_gives_each_rule_its_verdict_with_values(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(13, WITHOUT_1)

    found = north.explain(14, "0001")

    assert (found.action, found.records) == ("inactivated", [])
    assert {rule.rule: rule.verdict for rule in found.rules} == {
        "unseen": "hit",
        "graduated": "not_reached",
        "inactive": "not_inactive",
        "with_transactions": "off",
    }
    assert found.rules[0].values == {"last_seen": "2026-09-01", "days": 14, "limit_days": 14}
    assert north.statuses()["0001"] == "A", "an explanation changed the store"


def test_an_explanation_shows_the_line_of_the_file_and_no_password(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(1, [person(1, Last="Newname", Secret="hunter2"), *WITHOUT_1], dry_run=True)

    found = north.explain(2, "0001")

    (record,) = found.records
    assert (record.line, record.action, record.after["last_name"]) == (2, "updated", "Newname")
    assert record.after["password"] == "changed"
    assert "hunter2" not in found.model_dump_json()
    assert "s3cret" not in found.model_dump_json()


@pytest.mark.slow
def test_an_explanation_leaves_no_copy_of_the_feed_behind(north: North) -> None:
    north.run(0, EVERYBODY)
    before = sorted(path.name for path in north.places.district("north").iterdir())

    north.explain(1, "0001")

    assert sorted(path.name for path in north.places.district("north").iterdir()) == before


@pytest.mark.slow
def test_explain_on_the_command_line(north: North) -> None:
    north.run(0, EVERYBODY)
    north.run(14, WITHOUT_1, dry_run=True)

    text = patronctl(north, "0001")
    nobody = patronctl(north, "9999")
    (north.folder / "feed.csv").unlink()
    no_feed = patronctl(north, "0001")

    assert "The patron would be inactivated: not seen by an update for 14 days" in " ".join(text.stdout.split())
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "nobody has the district ID or barcode 9999" in nobody.stderr
    assert no_feed.returncode == 5


def patronctl(north: North, key: str) -> subprocess.CompletedProcess[str]:
    places = ["--workspace", str(north.root), "--state", str(north.places.state)]
    command = [sys.executable, "-m", "patronctl", "explain", "north-students", key, "--as-of", "2026-09-15T03:30", *places]
    return subprocess.run(command, capture_output=True, text=True, check=False)
