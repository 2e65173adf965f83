"""One patron's explanation on a terminal."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.explanation import Explanation, FileRecord, RuleVerdict
from patronctl.domain.words import check_title
from patronctl.views.text import plain_table

STATUS = {"A": "active", "I": "inactive", "R": "restricted"}
REACHED = {"hit": "red", "kept_transactions": "yellow", "kept_unknown": "yellow"}


def render(found: Explanation) -> RenderableType:
    """Who it is, what the file says, what each rule says, and what follows."""
    return Group(*_who(found), *_records(found), *_rules(found), *_outcome(found), *_targets(found))


def _who(found: Explanation) -> Iterator[RenderableType]:
    patron = found.patron
    if patron is None:
        yield Text(f"No patron has the district ID or barcode {found.key}, and none would be added.", style="bold")
        return
    name = ", ".join(filter(None, (patron["last_name"], patron["first_name"])))
    status = "new" if patron["is_new"] else STATUS.get(patron["status"], patron["status"])
    where = f"{patron['site']}, district ID {patron['district_id'] or 'none'}, barcode {patron['barcode'] or 'none'}"
    yield Text.assemble((name, "bold"), f"  {where}, {status}")
    yield Text(f"In a full run of {found.job} on {found.as_of:%Y-%m-%d %H:%M %Z}:".replace(" :", ":"), style="dim")
    yield Text()


def _records(found: Explanation) -> Iterator[RenderableType]:
    if not found.records:
        yield from (Text("The file has no record of the patron."), Text())
    for record in found.records:
        yield from _record(record)


def _record(record: FileRecord) -> Iterator[RenderableType]:
    line = f"Line {record.line:,} of the file" if record.line else "A record of the file"
    yield Text(f"{line}: {record.action}" + (f", {record.reason}" if record.reason else ""))
    table = plain_table("Field", "The file says", "Now", "Then")
    for name, given in record.fields.items():
        changes = name in record.after
        then = Text(_said(record.after[name]), style="green") if changes else Text("")
        table.add_row(name, _given(given), _said(record.before[name]) if changes else "", then)
    yield table
    yield from (Text(f"  {message}") for message in record.messages)
    yield Text()


def _given(value: str | None) -> str:
    return "(blank: keep)" if value is None else value or "(blank: clear)"


def _said(value: Any) -> str:
    return "(nothing)" if value in (None, "") else str(value)


def _rules(found: Explanation) -> Iterator[RenderableType]:
    if not found.rules:
        return
    table = plain_table("Rule", "Verdict", "Values")
    for rule in found.rules:
        table.add_row(rule.title, Text(rule.says, style=REACHED.get(rule.verdict, "")), _values(rule))
    yield from (table, Text())


def _values(rule: RuleVerdict) -> str:
    if rule.verdict in ("off", "out_of_scope", "not_active", "not_inactive"):
        return ""
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in rule.values.items())


def _value(value: Any) -> str:
    return "unknown" if value is None else {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _targets(found: Explanation) -> Iterator[RenderableType]:
    for target in found.targets:
        when = f", as confirmed {target.confirmed_at:%Y-%m-%d %H:%M} UTC" if target.confirmed_at else ", nothing delivered yet"
        yield from (Text(), Text.assemble((target.target, "bold"), when))
        table = plain_table("Field there", "Holds", "Should hold")
        for field in target.fields:
            style = "yellow" if field.differs else ""
            table.add_row(Text(field.field), Text(_said(field.held)), Text(_said(field.wanted), style=style))
        yield table


def _outcome(found: Explanation) -> Iterator[RenderableType]:
    if found.patron is None:
        return
    closed = [f"{check_title(gate)}: {gate.observed}, needed: {gate.limit}" for gate in found.gates]
    if closed:
        yield Text(f"No rule would be applied to anybody, because a gate is shut. {'; '.join(closed)}.", style="yellow")
    elif found.action:
        yield Text(f"The patron would be {found.action}: {found.reason}.", style="bold")
    else:
        yield Text("The patron would be neither inactivated nor deleted.", style="bold")
    for guard in found.guards:
        yield Text(f"The run would be blocked by {guard.name}: {guard.observed}, limit {guard.limit}.", style="yellow")
