"""From the entries of a converter file to properties. What can't be translated is a problem with its line, never dropped."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from patronctl.domain.problem import is_secret
from patronctl.properties.follett import columntypes, fields, foreign, keys, settings, tables
from patronctl.properties.follett.java_properties import Entry, bad_escape
from patronctl.properties.follett.reading import Findings, Reading, spot
from patronctl.properties.model import Properties
from patronctl.properties.pieces import going_in_circles


def translate(found: Iterable[Entry], findings: Findings) -> Reading:
    """All entries of one file as properties, with the problems collected in `findings`."""
    entries = _last_of_each(found, findings)
    if foreign.report(entries, findings):
        return Reading(None, tuple(findings.problems), tuple(findings.notes))
    said = settings.read(entries, findings)
    types = columntypes.read(entries, findings)
    mapped = fields.parsed(entries, findings)
    maps = tables.read(entries, mapped, findings)
    data = {**said.data, "header": False, "fields": fields.mappings(mapped, maps, types, said.site, findings), "maps": maps.tables}
    spots = {("fields", name): spot(field.entry.written_key) for name, field in mapped.items()} | maps.spots
    return Reading(_validated(data, findings), tuple(sorted(findings.problems)), tuple(findings.notes), spots)


def _last_of_each(found: Iterable[Entry], findings: Findings) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for entry in found:
        private = not foreign.of_the_converter(entry.key) or is_secret(entry.key)
        for text in (entry.written_key, entry.value):
            if (offset := bad_escape(text)) is not None:
                findings.error(
                    text, "\\u needs four hexadecimal digits", "write \\u00e9, or \\\\ for a backslash", offset=offset, private=private
                )
        if first := entries.pop(entry.key, None):
            same = " and says the same" if first.value.plain == entry.value.plain else ""
            findings.warning(
                entry.written_key,
                f"{keys.shown(entry.key)} is there twice{same}, on lines {first.line} and {entry.line}; line {entry.line} is used",
                f"take out line {first.line}",
                private=private,
            )
        entries[entry.key] = entry
    return entries


def _validated(data: dict[str, Any], findings: Findings) -> Properties | None:
    if findings.failed:
        return None
    if not data["fields"]:
        findings.whole("no field is mapped", "a converter file has lines such as field_lastName={3}")
        return None
    try:
        properties = Properties.model_validate(data)
    except ValidationError as error:
        for wrong in error.errors(include_input=False):
            findings.whole(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}", "correct the value")
        return None
    if circle := going_in_circles(properties):
        findings.whole(f"map_{circle} comes back to itself through its own replacements", "let one of the lines give text, or a column")
        return None
    return properties
