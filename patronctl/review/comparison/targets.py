"""The targets: what a change of one means for the patrons in the library system."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from patronctl.review.comparison import source
from patronctl.review.comparison.guards import limit, looser, no_limit
from patronctl.review.comparison.leaves import flat, sentences, usual
from patronctl.review.comparison.row import Row, becomes, by_path, changed, harmless, hidden, loses, more, never_said
from patronctl.targets import Target

IDENTITY = "patrons may be taken for others, or created once more"
CODES = "patrons move to other libraries or categories there"
EDITS = "what library staff entered will be overwritten"
EFFECTS = {
    "created": "create {} patrons",
    "changed": "change {} patrons",
    "renamed": "change the name or birth date of {} patrons",
    "inactivated": "inactivate {} patrons",
    "reactivated": "reactivate {} patrons",
    "deleted": "delete {} patrons",
}


def _guard(effect: str, verb: str) -> Row:
    say = limit(f"one delivery may {verb}", f"one delivery may {verb.format('any number of')}")
    return Row(f"guards.max_{effect}", say, looser, was=no_limit)


def _destination() -> dict[str, Row]:
    """The rows of a source, in the other direction."""
    rows = source.rows("to", "the file", "the file goes somewhere else")
    return {path: replace(row, text=_turned(row.text)) for path, row in rows.items()}


def _turned(text: Any) -> Any:
    if isinstance(text, dict):
        return {value: _turned(said) for value, said in text.items()}
    if not isinstance(text, str):
        return text
    return text.replace("comes from", "goes to").replace("is in the folder", "goes to the folder").replace("is asked for", "is offered")


ROWS = (
    by_path(
        [
            Row("name", "it is called {}", changed("it is another target, to which nothing was delivered yet")),
            Row("type", "it is of the type {}", changed(IDENTITY)),
            Row("url", "its address is {}", changed("patrons are delivered to another server")),
            Row("client_id", hidden("its client ID is read from another place"), was=never_said, absent="it has no client ID", unset=""),
            Row(
                "client_secret", hidden("its client secret is read from another place"), was=never_said, absent="it has no secret", unset=""
            ),
            Row("user", "its login is {}", absent="it has no login", unset="none"),
            Row("password", hidden("its password is read from another place"), was=never_said, absent="it has no password", unset=""),
            Row("match_on", "patrons are found by {}", changed(IDENTITY)),
            Row("match_on.attribute", "patrons are found by the attribute {}", changed(IDENTITY)),
            Row("default_library", "sites that are not mapped are the library {}", changed(CODES), absent="every site must be mapped"),
            Row(
                "default_category",
                "patron types that are not mapped are the category {}",
                changed(CODES),
                absent="every type must be mapped",
            ),
            Row("keep_edits", "edits of library staff stay in {}", loses(EDITS), unset="no field"),
            Row("leave_alone.categories", "the categories left alone are {}", loses("staff's own records may be changed or deleted")),
            Row("inactive.expire", {True: "inactive patrons expire", False: "inactive patrons no longer expire"}, harmless),
            Row(
                "inactive.category", "inactive patrons move to the category {}", absent="inactive patrons keep their category", unset="none"
            ),
            Row(
                "delete",
                {"when_free": "patrons who are deleted here are deleted there too", "never": "nobody is deleted there"},
                becomes("when_free", "deletions there can't be undone"),
                was=lambda value: str(value).replace("_", " "),
            ),
            Row(
                "welcome_mail",
                {"send": "created patrons get a welcome mail", "none": "nobody gets welcome mail"},
                becomes("send", "new patrons get mail"),
            ),
            Row(
                "deliver",
                {"after_run": "every run ends with a delivery", "on_demand": "it is delivered to on demand only"},
                becomes("after_run", "changes reach the library system without anybody looking"),
                was=lambda value: str(value).replace("_", " "),
            ),
            Row("limits.connections", "{} requests may be under way at once"),
            Row("limits.per_second", "{} requests may be sent a second"),
            Row("limits.stop_after_failures", "a delivery stops after {} failures", more("a broken target is pressed for longer")),
            Row("limits.timeout_seconds", "a request may take {} seconds"),
            *(_guard(effect, verb) for effect, verb in EFFECTS.items()),
            Row(
                "guards.max_missing",
                limit("{} confirmed patrons may be missing", "any number may be missing"),
                looser,
                was=no_limit,
            ),
            Row("format", "its format is {}", changed("the receiving system may not read it")),
            Row(
                "contents",
                {"everyone": "each file holds everyone", "changes": "each file holds only what changed"},
                changed("whoever reads the file may retire those who are not in it"),
            ),
            Row("manifest", {True: "a manifest is placed beside the file", False: "no manifest is placed beside the file"}),
            Row("converter", {True: "the converter file is placed beside the file", False: "no converter file is placed beside the file"}),
            Row(
                "spreadsheet_safe",
                {True: "formulas are made harmless", False: "cells may be formulas"},
                becomes(False, "a spreadsheet runs what a name holds"),
            ),
            Row("batch", "a part of the file holds {} patrons"),
            Row("guards.guard_floor", "a percentage never blocks fewer than {} patrons", more("small guards grow looser")),
        ]
    )
    | _destination()
)
"""By key of a target; the sentence begins with the target."""

TABLES = {
    "libraries": ("the site {}", CODES),
    "categories": ("the patron type {}", CODES),
    "fields": ("the field {}", ""),
    "attributes": ("the attribute {}", ""),
}


def told(old: Sequence[Target], new: Sequence[Target]) -> Iterator[tuple[str, str]]:
    """A sentence and its danger for everything that differs."""
    before, after = ({target.name: target for target in targets} for targets in (old, new))
    for name in [*after, *(gone for gone in before if gone not in after)]:
        what = f"The target {name}"
        if name not in after:
            yield f"{what} is removed", "the library system is no longer brought up to date"
            continue
        if name not in before:
            yield f"{what} is new", "patrons will be created and changed in a library system" if after[name].deliver == "after_run" else ""
        was = before.get(name)
        base: Mapping[str, Any] = usual(after[name]) | flat(was)
        for text, danger in [*sentences(ROWS, base, flat(after[name]), new=was is None), *_tables(was, after[name])]:
            yield f"{what}: {text}", danger


def _tables(old: Target | None, new: Target) -> Iterator[tuple[str, str]]:
    for key, (what, danger) in TABLES.items():
        before, after = getattr(old, key, {}), getattr(new, key, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) == after.get(name):
                continue
            subject = what.format(name)
            if name not in after:
                yield f"{subject} is no longer mapped", danger or "its values stay as they are there"
            elif key in ("fields", "attributes"):
                yield f"{subject} is filled in another way" if name in before else f"{subject} is filled too", ""
            else:
                yield (
                    f"{subject} is {after[name]} there" + (f" (was {before[name]})" if name in before else ""),
                    danger if name in before else "",
                )
