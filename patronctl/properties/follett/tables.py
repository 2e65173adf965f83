"""`map_<table>_<input>` lines: which table they belong to, and what their inputs become."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from patronctl.documents.document import Place, Spot
from patronctl.properties.follett import keys
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.nodes import Column, IsEmpty, Map, Template
from patronctl.properties.follett.pieces import Data, replacement
from patronctl.properties.follett.reading import Findings, spot
from patronctl.properties.follett.templates import Parsed, guarded, parsed

PREFIX = "map_"


@dataclass
class Maps:
    """Tables: input: replacement; and where each stands."""

    tables: dict[str, dict[str, str | Data]] = field(default_factory=dict)
    spots: dict[Place, Spot] = field(default_factory=dict)


def read(entries: Mapping[str, Entry], fields: Mapping[str, Parsed], findings: Findings) -> Maps:
    """The tables of a file. Tables that nothing uses are reported and kept; a table without lines is an error."""
    lines = {key: line for key, entry in entries.items() if key.startswith(PREFIX) and (line := parsed(entry, findings))}
    used = set(_used(line.template for line in (*fields.values(), *lines.values())))
    maps = Maps()
    for key, line in lines.items():
        _add(key, line, used, maps, findings)
    for use in (*fields.values(), *lines.values()):
        _refuse_missing(use, maps, findings)
    return maps


def _add(key: str, line: Parsed, used: set[str], maps: Maps, findings: Findings) -> None:
    parts = _split(key, used)
    if parts is None:
        findings.error(line.entry.written_key, f"{keys.shown(key)} names no input", "write map_<table>_<input>=<replacement>")
        return
    table, given = parts
    if table not in used and table not in maps.tables:
        findings.warning(
            line.entry.written_key,
            f"no field uses the table map_{table}",
            f"write {{3,map_{table},omit}} in a field, or take its lines out",
        )
    made = guarded(lambda: replacement(line.template), line, findings)
    if made is not None:
        maps.tables.setdefault(table, {})[given] = made
        maps.spots["maps", table, given] = spot(line.entry.value)


def _split(key: str, used: set[str]) -> tuple[str, str] | None:
    """Table and input of a key. Both may hold underscores: the longest table that a field uses wins."""
    rest = key.removeprefix(PREFIX)
    fitting = [table for table in used if rest.startswith(f"{table}_")]
    if fitting:
        table = max(fitting, key=len)
        return table, rest[len(table) + 1 :]
    table, underscore, given = rest.partition("_")
    return (table, given) if underscore and table else None


def _refuse_missing(use: Parsed, maps: Maps, findings: Findings) -> None:
    for column in columns(use.template):
        for operation in column.operations:
            if isinstance(operation, Map) and operation.table not in maps.tables:
                findings.error(
                    use.entry.value,
                    f"the table map_{operation.table} has no line",
                    f"add lines such as map_{operation.table}_1=...{keys.near(operation.table, maps.tables)}",
                    offset=column.offset,
                )


def columns(template: Template) -> Iterator[Column]:
    """Every column that a template names, those inside of ISEMPTY among them."""
    for part in template:
        if isinstance(part, Column):
            yield part
        elif isinstance(part, IsEmpty):
            for argument in (part.test, part.then, part.otherwise):
                yield from columns(argument)


def _used(templates: Iterable[Template]) -> Iterator[str]:
    for template in templates:
        for column in columns(template):
            yield from (operation.table for operation in column.operations if isinstance(operation, Map))
