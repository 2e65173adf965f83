"""The shape of a feed: what is remembered of the last good one, and how a new one differs from it. Nothing personal is in it."""

from collections.abc import Mapping, Sequence

from patronctl.domain.feed_gate import Gates, check, percent
from patronctl.domain.model import Output
from patronctl.domain.run_record import Check

FORMAT_VERSION = 1
CUT_OFF_LIMIT = "ends where a record ends"
FEWEST = 20
"""Records or patrons below which a share says nothing."""
_KEYS = ("barcode", "district_id")


class FieldShape(Output):
    """One mapped field, counted over the records that were looked at."""

    blank: int
    digits: int
    """Values of digits alone."""
    leading_zero: int
    scientific: int
    """Values such as 1.23457E+11."""
    mojibake: int
    """Values with characters that come from reading in the wrong encoding."""
    month_dates: int | None = None
    """Of a text: values such as 2-Jan or 01/02/2026. None where an older version counted."""
    commonest: int | None = None
    """How often the commonest value occurs, in fields that tell people apart."""


class FeedProfile(Output):
    """One feed. `looked_at` of its records were counted: all, or every n-th of a large one."""

    format_version: int = FORMAT_VERSION
    sha256: str
    """Of the original bytes."""
    properties_sha256: str
    configuration_sha256: str = ""
    """Of job, district and properties, and of the version of patronctl."""
    tries_again: bool = False
    """Whether a record was not applied that may be the next time, such as one with a barcode that somebody else holds."""
    waits_since: str = ""
    """The run that loaded it, where a part of a record waits for another load, such as a username that somebody else has."""
    columns: list[str]
    header: bool
    ended: bool | None = None
    """Whether the last line had an end; None where it is not known."""
    looked_at: int
    fields: dict[str, FieldShape]


def compare(gates: Gates, now: FeedProfile, last: FeedProfile | None) -> list[Check]:
    """The gates on the content. Without a last feed only those that need none."""
    alone = [_scientific(gates, now), _mojibake(gates, now), _dates(gates, now, last)]
    drifts = (
        [_header(gates, now, last), _zeros(gates, now, last), _blanks(gates, now, last), _shapes(gates, now, last), _same(gates, now, last)]
        if last
        else []
    )
    return [each for each in (*alone, *drifts) if each]


def same_source(gates: Gates, sha256: str, last: FeedProfile | None) -> Check | None:
    """Whether the bytes are those of the last feed."""
    if last is None or gates.same_as_last_time == "off":
        return None
    same = sha256 == last.sha256
    return check("same_as_last_time", "the same file as last time" if same else "another file", "another file", not same, "warn")


def cut_off(gates: Gates, within: str, ended: bool, last: FeedProfile | None) -> list[Check]:
    """Whether the feed ends where a record ends. `within` says that it ends within one.

    A last line without an end may be cut off in its last value; it is taken for cut off where the last feed's last line had an end.
    """
    if gates.cut_off == "off":
        return []
    usual = last is not None and last.ended is False
    if within or (not ended and last is not None and last.ended):
        return [check("cut_off", within or "the last line has no line end, as it had last time", CUT_OFF_LIMIT, False, gates.cut_off)]
    if not ended and not usual:
        return [check("cut_off", "the last line has no line end; whether it is whole can't be told", CUT_OFF_LIMIT, False, "warn")]
    return [check("cut_off", "whole", CUT_OFF_LIMIT, True)]


def overlap(gates: Gates, known: int, again: int) -> Check | None:
    """Of the `known` patrons of the job's last feed, `again` are in this one."""
    if gates.min_overlap == "off" or known < FEWEST:
        return None
    return check(
        "min_overlap",
        f"{again:,} of {known:,} known patrons ({again / known:.1%})",
        f"at least {gates.min_overlap}",
        again >= known * percent(gates.min_overlap),
    )


def _scientific(gates: Gates, now: FeedProfile) -> Check | None:
    damaged = {name: shape.scientific for name, shape in now.fields.items() if name in _KEYS and shape.scientific}
    if gates.scientific_notation == "off":
        return None
    return check("scientific_notation", _listed(damaged) or "none", "none", not damaged, gates.scientific_notation)


def _mojibake(gates: Gates, now: FeedProfile) -> Check | None:
    damaged = {name: shape.mojibake for name, shape in now.fields.items() if shape.mojibake}
    if gates.mojibake == "off":
        return None
    many = max(damaged.values(), default=0) * 200 > now.looked_at
    return check("mojibake", _listed(damaged) or "none", "none", not damaged, gates.mojibake if many else "warn")


def _header(gates: Gates, now: FeedProfile, last: FeedProfile) -> Check | None:
    if gates.header_drift == "off" or now.header != last.header:
        return None
    if not now.header:
        same = len(now.columns) == len(last.columns)
        return check("header_drift", f"{len(now.columns)} columns", f"{len(last.columns)} columns, as last time", same)
    said = drift(last.columns, now.columns)
    return check("header_drift", "; ".join(said) or "as last time", "as last time", not said, gates.header_drift)


def drift(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """How a header has changed, in words. A column that is gone and another at its place are a renaming."""
    lost = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    same_place = dict(zip(before, after, strict=False)) if len(before) == len(after) else {}
    renamed = {name: same_place[name] for name in lost if same_place.get(name) in added}
    lost, added = [name for name in lost if name not in renamed], [name for name in added if name not in renamed.values()]
    kept = [name for name in before if name in after]
    said = [f"{old} renamed to {new}" for old, new in renamed.items()]
    said += [f"lost {', '.join(lost)}"] if lost else []
    said += [f"new {', '.join(added)}"] if added else []
    said += ["reordered"] if kept != [name for name in after if name in before] else []
    return said


def _zeros(gates: Gates, now: FeedProfile, last: FeedProfile) -> Check | None:
    if gates.leading_zeros_lost == "off":
        return None
    lost = {
        name: before.leading_zero
        for name, before, shape in _both(now, last)
        if before.leading_zero >= max(3, last.looked_at / 200) and shape.leading_zero == 0 and shape.digits > 0
    }
    observed = f"no value begins with a zero any more: {', '.join(lost)}" if lost else "kept"
    return check("leading_zeros_lost", observed, "kept", not lost, gates.leading_zeros_lost)


def _blanks(gates: Gates, now: FeedProfile, last: FeedProfile) -> Check | None:
    if gates.max_blank_rise == "off" or min(now.looked_at, last.looked_at) < FEWEST:
        return None
    rises = {name: shape.blank / now.looked_at - before.blank / last.looked_at for name, before, shape in _both(now, last)}
    return _most("max_blank_rise", rises, gates.max_blank_rise)


def _shapes(gates: Gates, now: FeedProfile, last: FeedProfile) -> Check | None:
    if gates.max_shape_change == "off":
        return None
    moves = {
        name: abs(shape.digits / filled - before.digits / filled_before)
        for name, before, shape in _both(now, last)
        if (filled := now.looked_at - shape.blank) >= FEWEST and (filled_before := last.looked_at - before.blank) >= FEWEST
    }
    return _most("max_shape_change", moves, gates.max_shape_change)


def _same(gates: Gates, now: FeedProfile, last: FeedProfile) -> Check | None:
    if gates.max_same_value_rise == "off" or min(now.looked_at, last.looked_at) < FEWEST:
        return None
    rises = {
        name: shape.commonest / now.looked_at - before.commonest / last.looked_at
        for name, before, shape in _both(now, last)
        if shape.commonest is not None and before.commonest is not None
    }
    return _most("max_same_value_rise", rises, gates.max_same_value_rise) if rises else None


def _dates(gates: Gates, now: FeedProfile, last: FeedProfile | None) -> Check | None:
    """Dates where there were none. A first feed may have rooms that are called so, and is only doubted."""
    if gates.spreadsheet_dates == "off":
        return None
    before = {name: shape.month_dates for name, shape in last.fields.items()} if last else {}
    few = max(3, now.looked_at / 200)
    made = {name: shape.month_dates for name, shape in now.fields.items() if shape.month_dates and shape.month_dates >= few}
    new = {name: count for name, count in made.items() if (was := before.get(name)) is not None and was < few}
    unknown = {name: count for name, count in made.items() if before.get(name) is None}
    severity = gates.spreadsheet_dates if new else "warn"
    return check("spreadsheet_dates", _listed(new or unknown) or "none", "none, or as last time", not (new or unknown), severity)


def _most(name: str, moves: Mapping[str, float], limit: str) -> Check:
    """The fields over the limit, or the one that comes nearest to it."""
    over = {field: move for field, move in moves.items() if move > percent(limit)}
    most = sorted((over or moves).items(), key=lambda item: -item[1])[: max(len(over), 1)]
    observed = ", ".join(f"{field} {move * 100:+.0f} points" for field, move in most if round(move * 100) > 0)
    return check(name, observed or "none", f"+{limit.removesuffix('%')} points", not over)


def _both(now: FeedProfile, last: FeedProfile) -> list[tuple[str, FieldShape, FieldShape]]:
    return [(name, last.fields[name], shape) for name, shape in now.fields.items() if name in last.fields]


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
