"""Explain one patron: the statements of a full dry run, asked about one person."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import PatronctlError
from patronctl.domain.explanation import VERDICTS, Explanation, FileRecord, RuleVerdict
from patronctl.domain.guard import blocking
from patronctl.places import Places
from patronctl.review.explain_targets import at_targets
from patronctl.store.connection import Door
from patronctl.update.job import moment
from patronctl.update.retirement.rules import RULES
from patronctl.update.run import Planned, planned


def explain(places: Places, name: str, key: str, as_of: str | None) -> Explanation:
    """What the next full run would do with the patron who has this district ID or barcode, and why.

    Raises PatronctlError where nobody has it, or several have, FeedError where the feed can't be used.
    """
    loaded = load(places.workspace).job(name)
    clock = moment(as_of, loaded.district.timezone) if as_of is not None else datetime.now(ZoneInfo(loaded.district.timezone))
    with planned(loaded, clock, places) as run:
        patron = _one(run.door.rows("explain/patrons.sql", key=key), key)
        records = _records(run, loaded, key, patron["patron_id"] if patron else None)
        if patron is None and not records:
            refuse_deleted(run.door.rows("explain/tombstone.sql", key=key), key, loaded.district.timezone)
            raise PatronctlError(
                f"nobody has the district ID or barcode {key}, in the store or in the file",
                hint="write it as it is stored, with its leading zeros",
                code="patron_not_found",
            )
        found = Explanation(job=name, as_of=clock, key=key, patron=patron, records=records)
        if patron is None:
            return found
        update = _retirement(run, patron["patron_id"]) | {"targets": at_targets(run.door, loaded.district, patron["patron_id"])}
        return found.model_copy(update=update)


def refuse_deleted(tombstones: Sequence[dict[str, Any]], key: str, timezone: str) -> None:
    """Raises PatronctlError with when, by which rule and by which run a patron was deleted. Nothing where nobody was."""
    for gone in tombstones[:1]:
        when = gone["deleted_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
        why = f"{gone['rule']}: {gone['reason']}" if gone["reason"] else gone["rule"]
        raise PatronctlError(
            f"the patron {key} of {gone['site']} was deleted on {when:%Y-%m-%d %H:%M %Z} ({why})",
            hint=f"by the run {gone['run_id']}; the file does not list them",
            code="patron_deleted",
        )


def _one(patrons: Sequence[dict[str, Any]], key: str) -> dict[str, Any] | None:
    if len(patrons) > 1:
        sites = ", ".join(patron["site"] for patron in patrons)
        raise PatronctlError(
            f"{len(patrons)} patrons have the barcode {key}: at {sites}", hint="give the district ID", code="patron_ambiguous"
        )
    return patrons[0] if patrons else None


def _records(run: Planned, loaded: LoadedJob, key: str, patron_id: int | None) -> list[FileRecord]:
    shown = [name for name in loaded.properties.fields if name not in ("password", "action")]
    keys = [name for name in ("district_id", "barcode") if name in shown]
    rows = run.door.rows("explain/record.sql", patron_id=patron_id, key=key, keys=keys)
    return [_record(run.door, row, shown) for row in rows]


def _record(door: Door, row: dict[str, Any], shown: Sequence[str]) -> FileRecord:
    record = row.pop("record")
    messages = door.rows("explain/messages.sql", record=record)
    return FileRecord(
        line=row["line"],
        action=row["action"],
        reason=row["reason"],
        before=json.loads(row["before"] or "{}"),
        after=json.loads(row["after"] or "{}"),
        fields=door.row("explain/fields.sql", record=record, fields=shown),
        messages=[f"{message['severity']} {message['code']}: {message['text']}" for message in messages],
    )


def _retirement(run: Planned, patron_id: int) -> dict[str, Any]:
    checks = run.record.checks
    action = run.door.rows("explain/retirement.sql", patron_id=patron_id)
    return {
        "knows": run.door.row("explain/standing.sql", patron_id=patron_id),
        "rules": [_verdict(row) for row in run.door.rows("explain/verdicts.sql", rules=RULES, patron_id=patron_id)],
        "action": action[0]["action"] if action else None,
        "reason": action[0]["reason"] if action else None,
        "gates": [check for check in checks if check.family == "retirement" and not check.passed],
        "guards": blocking(check for check in checks if check.family == "guard"),
    }


def _verdict(row: dict[str, Any]) -> RuleVerdict:
    titles = {rule.name: rule.title for rule in RULES}
    return RuleVerdict(
        rule=row["rule"],
        title=titles[row["rule"]],
        verdict=row["verdict"],
        says=VERDICTS[row["verdict"]],
        reason=row["reason"] if row["verdict"] in ("hit", "kept_transactions", "kept_unknown") else None,
        values=json.loads(row["decided_by"]),
    )
