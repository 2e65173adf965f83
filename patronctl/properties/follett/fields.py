"""`field_<name>` lines: how each patron field gets its value."""

from collections.abc import Iterator, Mapping

from patronctl.domain.fields import BY_NAME
from patronctl.properties.follett import keys
from patronctl.properties.follett.columntypes import PLAIN_DATES
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.nodes import Map
from patronctl.properties.follett.pieces import Data, piece
from patronctl.properties.follett.reading import Findings
from patronctl.properties.follett.tables import Maps, columns
from patronctl.properties.follett.templates import Parsed, guarded
from patronctl.properties.follett.templates import parsed as parse

SETTLED = frozenset({"site", "barcode", "district_id", "last_name"})
"""Fields whose blank has one outcome, whatever a mapping says."""


def parsed(entries: Mapping[str, Entry], findings: Findings) -> dict[str, Parsed]:
    """Our field: its line. Two names of one field are a duplicate like any other."""
    fields: dict[str, Parsed] = {}
    for key, entry in entries.items():
        if key not in keys.FIELD_KEYS or not (line := parse(entry, findings)):
            continue
        name = keys.FIELD_KEYS[key]
        if first := fields.pop(name, None):
            findings.warning(
                entry.written_key,
                f"{key} and {first.entry.key} (line {first.entry.line}) are the same field; line {entry.line} is used",
                f"take out line {first.entry.line}",
            )
        fields[name] = line
    return {name: line for name, line in fields.items() if _says_something(line, findings)}


def mappings(fields: Mapping[str, Parsed], maps: Maps, types: Mapping[int, str], site: str | None, findings: Findings) -> dict[str, Data]:
    """The fields as the properties say them."""
    made: dict[str, Data] = {}
    for name, line in fields.items():
        mapping = guarded(lambda line=line: piece(line.template), line, findings)  # type: ignore[misc]
        if mapping is not None:
            _refuse_autoassign(name, mapping, line, findings)
            made[name] = _keeping(name, _dated(name, mapping, line, types, findings), line, maps)
    if site:
        made["site"] = _with_default(made.get("site"), site)
    return made


def _says_something(line: Parsed, findings: Findings) -> bool:
    if not line.template:
        findings.warning(
            line.entry.written_key, f"{line.entry.key} has no value; the field is not mapped", "give it a value, or take it out"
        )
    return bool(line.template)


def _dated(name: str, mapping: Data, line: Parsed, types: Mapping[int, str], findings: Findings) -> Data:
    """A date field reads the formats of its columns; what nothing is said of is a date as Destiny writes it."""
    typed = [types[column.number] for column in columns(line.template) if column.number in types]
    if BY_NAME[name].kind == "date":
        formats = list(dict.fromkeys(typed or PLAIN_DATES))
        if set(mapping) == {"value"}:
            formats = PLAIN_DATES
        if "date" in mapping:
            return mapping
        return mapping | {"date": formats[0] if len(formats) == 1 else formats}
    if typed:
        findings.warning(
            line.entry.value,
            f"{line.entry.key} takes a date as text, as it stands in the feed",
            "use `regex` with `replace` to write it anew",
        )
    return mapping


def _keeping(name: str, mapping: Data, line: Parsed, maps: Maps) -> Data:
    """`omit` leaves a blank field out, so that the stored value stays; but a map with a default turns blanks into it."""
    omits = any(column.omit for column in columns(line.template))
    defaulted = any("default" in maps.tables.get(table, {}) for table in _tables(line))
    return mapping | {"when_blank": "keep"} if omits and not defaulted and name not in SETTLED else mapping


def _tables(line: Parsed) -> Iterator[str]:
    for column in columns(line.template):
        yield from (operation.table for operation in column.operations if isinstance(operation, Map))


def _with_default(mapping: Data | None, site: str) -> Data:
    if mapping is None:
        return {"value": site}
    inner = mapping if set(mapping) == {"column"} else {"parts": [mapping]}
    return inner | {"if_empty": {"value": site}}


def _refuse_autoassign(name: str, mapping: Data, line: Parsed, findings: Findings) -> None:
    if name != "barcode" and mapping.get("value") == "autoassign":
        findings.warning(line.entry.value, f"autoassign is text for {line.entry.key}", "only field_barcode takes autoassign")
