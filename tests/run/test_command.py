"""`patronctl run` and `patrons` as an administrator types them."""

import json

import pytest
from typer.testing import CliRunner

from patronctl.cli.main import app
from tests.run.conftest import Lincoln


def call(lincoln: Lincoln, *words: str) -> tuple[int, str, str]:
    where = {"PATRONCTL_WORKSPACE": str(lincoln.root), "PATRONCTL_STATE": str(lincoln.root / "state")}
    ended = CliRunner().invoke(app, words, env=where)
    return ended.exit_code, ended.stdout, str(ended.exception)


def test_the_record_of_a_run_as_json(lincoln: Lincoln) -> None:
    code, out, _ = call(lincoln, "run", "lincoln-students", "--full", "--format", "json", "--as-of", "2026-09-05 02:30")

    record = json.loads(out)

    assert code == 0
    assert {name: record[name] for name in ("format_version", "job", "update", "dry_run", "outcome")} == {
        "format_version": 1, "job": "lincoln-students", "update": "full", "dry_run": False, "outcome": "succeeded",
    }  # fmt: skip
    assert record["as_of"] == "2026-09-05T02:30:00-05:00"
    assert (record["counters"]["records_read"], record["counters"]["added"]) == (1240, 1235)
    assert set(record["source"]) >= {"file", "bytes", "sha256"}
    assert [step["name"] for step in record["steps"]] == [
        "fetch", "stage", "convert", "match", "plan", "guard", "load", "retire", "summarize",
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "update"), [("2026-09-04", "incremental"), ("2026-09-05", "full"), ("2026-09-06", "full")])
def test_the_schedule_of_the_weekday_decides_the_kind_of_update(lincoln: Lincoln, day: str, update: str) -> None:
    """Friday is incremental, Saturday full, and Sunday, of which the schedule says nothing, full."""
    _, out, _ = call(lincoln, "run", "lincoln-students", "--dry-run", "--format", "json", "--as-of", day)

    assert json.loads(out)["update"] == update


@pytest.mark.parametrize(
    "clock", ["0001-01-01", "9999-12-31 23:59", "0001-01-01T00:00+14:00", "1899-12-30", "2100-01-01", "2026-13-01", "x", ""]
)
def test_a_clock_at_the_ends_of_time_is_refused(lincoln: Lincoln, clock: str) -> None:
    for command in (["run", "lincoln-students"], ["explain", "lincoln-students", "0012345"]):
        _, out, error = call(lincoln, *command, "--as-of", clock)

        assert out == ""
        assert error.startswith(f"--as-of: {clock} is not a ")
    assert not (lincoln.root / "state").exists()


def test_a_run_with_such_a_clock_from_before_does_not_break_the_pages(lincoln: Lincoln) -> None:
    for clock in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:00-05:00"):
        record = lincoln.run()
        path = lincoln.root / "state" / "districts" / "lincoln" / "runs" / record.run_id / "run.json"
        path.write_text(path.read_text(encoding="utf-8").replace(record.model_dump(mode="json")["as_of"], clock), encoding="utf-8")

    for command in (["report", "--site", str(lincoln.root / "site")], ["report", "--run", "latest"], ["runs"], ["status"]):
        code, _, error = call(lincoln, *command)
        assert code in (0, 1), (command, error)
    assert "31, 9999" in (lincoln.root / "site" / "index.html").read_text(encoding="utf-8") or list((lincoln.root / "site").rglob("*.html"))


def test_a_guard_that_does_not_exist_cannot_be_allowed(lincoln: Lincoln) -> None:
    _, out, error = call(lincoln, "run", "lincoln-students", "--allow", "max_inactivate")

    assert out == ""
    assert error.startswith("--allow max_inactivate: there is no guard")


def test_patrons_are_listed_with_every_field_but_the_password(lincoln: Lincoln) -> None:
    lincoln.run()

    _, out, _ = call(lincoln, "patrons", "lincoln", "--format", "json")

    patrons = json.loads(out)
    assert len(patrons) == 1235
    assert not {"password", "password_fingerprint"} & set(patrons[0])
    assert {"district_id", "status", "job", "first_seen", "last_seen", "inactive_since"} <= set(patrons[0])
