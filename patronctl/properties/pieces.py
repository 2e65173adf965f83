"""Every piece of a properties file, nested ones and those in maps among them, with the place where it stands."""

from collections.abc import Iterator

from patronctl.properties.model import Piece, Properties, Table

Place = tuple[str | int, ...]


def walk(properties: Properties) -> Iterator[tuple[Place, Piece]]:
    """Every piece and its place in the file, such as ("fields", "nickname", "if_empty")."""
    for name, mapping in properties.fields.items():
        yield from within(mapping, ("fields", name))
    for name, table in properties.maps.items():
        yield from _table(table, ("maps", name))


def within(piece: Piece, place: Place = ()) -> Iterator[tuple[Place, Piece]]:
    """A piece and everything in it."""
    yield place, piece
    for number, part in enumerate(piece.parts or ()):
        yield from within(part, (*place, "parts", number))
    if piece.choose:
        for name in ("if_blank", "take", "otherwise"):
            yield from within(getattr(piece.choose, name), (*place, "choose", name))
    if isinstance(piece.if_empty, list):
        for number, other in enumerate(piece.if_empty):
            if isinstance(other, Piece):
                yield from within(other, (*place, "if_empty", number))
    elif isinstance(piece.if_empty, Piece):
        yield from within(piece.if_empty, (*place, "if_empty"))
    if isinstance(piece.map, dict):
        yield from _table(piece.map, (*place, "map"))


def _table(table: Table, place: Place) -> Iterator[tuple[Place, Piece]]:
    for given, replacement in table.items():
        if isinstance(replacement, Piece):
            yield from within(replacement, (*place, given))


def templates(properties: Properties) -> Iterator[tuple[Place, str]]:
    """Every text that is a template, the replacements of maps among them, and its place."""
    for place, piece in walk(properties):
        if piece.template is not None:
            yield (*place, "template"), piece.template
        if isinstance(piece.map, dict):
            yield from _replacements(piece.map, (*place, "map"))
    for name, table in properties.maps.items():
        yield from _replacements(table, ("maps", name))


def _replacements(table: Table, place: Place) -> Iterator[tuple[Place, str]]:
    for given, replacement in table.items():
        if isinstance(replacement, str):
            yield (*place, given), replacement


def going_in_circles(properties: Properties) -> str | None:
    """The name of a map that comes back to itself through its replacements; None where there is none."""
    leads_to = {
        name: {piece.map for _, piece in _table(table, ()) if isinstance(piece.map, str)} for name, table in properties.maps.items()
    }
    return next((name for name in leads_to if name in _reached(name, leads_to)), None)


def _reached(start: str, leads_to: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for name in leads_to.get(waiting.pop(), set()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached
