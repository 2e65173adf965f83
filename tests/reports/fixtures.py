"""Runs as the pipeline leaves them: realistic records and entries, hostile names among them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from patronctl.domain.messages import MESSAGES
from patronctl.domain.run_record import Check, Counters, Failure, RunRecord, SourceFacts, Step
from patronctl.places import Places, private_folder
from patronctl.store import run_folder

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"
COLUMNS = ("line", "site", "district_id", "barcode", "name", "action", "severity", "code", "field", "given", "text",
           "before", "after", "reason", "rule", "other")  # fmt: skip
NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
STEPS = ("fetch", "stage", "convert", "match", "plan", "guard", "load", "retire", "summarize")


def a_record(**changes: Any) -> RunRecord:
    """A night that went well: 1,247 records, 12 patrons added, nobody retired."""
    run_id = changes.get("run_id", "20261123T023000Z-lincoln-students-a1b2")
    started = changes.get("started", datetime.strptime(run_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
    record = RunRecord(
        run_id=run_id,
        district="lincoln",
        job="lincoln-students",
        update="full",
        dry_run=False,
        outcome="succeeded",
        started=started,
        finished=started + timedelta(seconds=4.2),
        as_of=started,
        patronctl="0.1.0",
        duckdb="1.5.5",
        source=SourceFacts(file="students.csv", bytes=214_332, sha256="ab" * 32, modified=started, encoding="windows-1252"),
        counters=Counters(records_read=1_247, added=12, updated=30, unchanged=1_195, transferred=4, reactivated=1, skipped=5, warnings=9),
        by_site={
            "LHS": {"records_read": 600, "added": 5, "updated": 10, "transferred": 1, "inactivated": 0, "deleted": 0},
            "JMS": {"records_read": 400, "added": 4, "updated": 15, "transferred": 3, "inactivated": 0, "deleted": 0},
            "WES": {"records_read": 247, "added": 3, "updated": 5, "transferred": 0, "inactivated": 0, "deleted": 0},
        },
        messages={"barcode_in_use": 2, "duplicate_in_file": 3, "gender_invalid": 9},
        checks=[
            Check(name="records_read", family="retirement", observed="1,247", limit="more than 1,000", passed=True),
            Check(name="max_inactivated", family="guard", observed="0 (0%)", limit="5% of 1,200", passed=True),
        ],
        steps=[Step(name=name, seconds=0.1 * n, rows=1_247) for n, name in enumerate(STEPS, start=1)],
    )
    return record.model_copy(update=changes)


def a_failed_record(**changes: Any) -> RunRecord:
    """The feed was not there."""
    failure = Failure(code="feed_missing", message="There is no file students.csv in feeds.", hint="Was the export run?", step="fetch")
    empty: dict[str, Any] = {"source": None, "counters": Counters(), "by_site": {}, "messages": {}, "checks": [], "steps": []}
    return a_record(**{"outcome": "failed", "failure": failure, **empty, **changes})


def a_blocked_record(**changes: Any) -> RunRecord:
    """A truncated feed: the guards refused the plan."""
    checks = [
        Check(name="records_read", family="retirement", observed="1,012", limit="more than 1,000", passed=True),
        Check(name="max_shrink", family="guard", observed="18.8%", limit="10%", passed=False, consequence="Nothing was loaded."),
        Check(name="max_inactivated_per_site", family="guard", observed="94 of 247 (38%)", limit="10%", passed=False, site="WES"),
    ]
    counters = Counters(records_read=1_012, added=0, updated=2, unchanged=1_010, inactivated=94)
    return a_record(**{"outcome": "blocked", "checks": checks, "counters": counters, "messages": {}, **changes})


def an_entry(**values: Any) -> dict[str, Any]:
    """One row of entries.parquet."""
    nothing: dict[str, Any] = dict.fromkeys(COLUMNS)
    return {**nothing, "line": 2, "site": "LHS", "district_id": "004200", "barcode": "00004200", "name": "Muñoz, Omar",
            "action": "updated", **values}  # fmt: skip


def a_message(code: str, **values: Any) -> dict[str, Any]:
    """An entry with a message, as the pipeline words it."""
    message = MESSAGES[code]
    action = "skipped" if message.severity == "E" else "updated"
    return an_entry(**{"code": code, "severity": message.severity, "text": message.outcome, "action": action, **values})


def some_entries() -> list[dict[str, Any]]:
    """One of everything, with the names that attack a page or a spreadsheet."""
    holder = {"site": "LHS", "barcode": "00004277", "district_id": "", "name": "Hand-Made, Zoë", "status": "A", "scenario": 1}
    moved = {"site": "JMS", "barcode": "00004284", "district_id": "99", "name": SCRIPT, "status": "I", "scenario": 2}
    return [
        an_entry(line=2, action="added", name=SCRIPT, reason="no patron has this district ID"),
        an_entry(line=3, action="added", name=FORMULA, reason="no patron has this district ID"),
        an_entry(
            line=4,
            reason="2 fields changed",
            before=json.dumps({"homeroom": "Rm 101", "email_1": SCRIPT, "password": "changed"}),
            after=json.dumps({"homeroom": None, "email_1": "omar@example.org", "password": "changed"}),
        ),
        an_entry(line=5, action="transferred", before=json.dumps({"site": "LHS"}), after=json.dumps({"site": "JMS"})),
        an_entry(line=6, action="reactivated", before=json.dumps({"status": "I"}), after=json.dumps({"status": "A"})),
        an_entry(line=7, action="unchanged"),
        a_message("barcode_in_use", line=8, barcode="00004277", field="barcode", given="00004277", other=json.dumps(holder)),
        a_message("barcode_in_use", line=9, site="JMS", barcode="00004284", field="barcode", given="00004284", other=json.dumps(moved)),
        a_message("duplicate_in_file", line=10, field="district_id", given=FORMULA),
        a_message(
            "gender_invalid", line=11, field="gender", given=SCRIPT, before=json.dumps({"gender": "F"}), after=json.dumps({"gender": "U"})
        ),
        an_entry(line=None, action="inactivated", rule="not_seen", reason="not seen since 1 November 2026 (22 days; limit 14)"),
        an_entry(line=None, action="deleted", rule="graduated", reason="graduated in 2025; the school year is 2026"),
        an_entry(line=None, action="kept", rule="graduated", reason="has 2 checkouts"),
    ]


def many_entries(count: int) -> list[dict[str, Any]]:
    """A first load with a warning on every tenth record."""
    numbered = [{"line": n + 2, "district_id": f"{n:07}", "barcode": f"{n:08}", "name": f"Patron{n}, Pat"} for n in range(count)]
    return [a_message("gender_invalid", **keys) if n % 10 == 0 else an_entry(action="added", **keys) for n, keys in enumerate(numbered)]


def a_run(places: Places, record: RunRecord, entries: Sequence[dict[str, Any]] = ()) -> Path:
    """Write the folder of a run; answers with it."""
    folder = private_folder(places.runs(record.district) / record.run_id)
    if entries:
        write_entries(folder / run_folder.ENTRIES, entries)
    run_folder.write(folder, record)
    return folder


def write_entries(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    """Entries in the columns that the pipeline writes."""
    lines = path.with_suffix(".ndjson")
    lines.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    types = {name: "BIGINT" if name == "line" else "VARCHAR" for name in COLUMNS}
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in types.items())
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_json('{lines}', format = 'newline_delimited', columns = {{{columns}}})) TO '{path}'")
    lines.unlink()
