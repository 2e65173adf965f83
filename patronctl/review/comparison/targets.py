"""The library systems that patrons are delivered to: what is written there, and what may go wrong there."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from patronctl.review.comparison.fields import rule
from patronctl.review.comparison.guards import LOOSER, limit, looser, no_limit
from patronctl.review.comparison.leaves import flat, sentences, usual
from patronctl.review.comparison.row import Row, becomes, by_path, changed, hidden, loses, more, never_said, turned_on

TWICE = "patrons may be created a second time there"
LIBRARY = "patrons move to another library"
CATEGORY = "patrons get another category"
_GUARDS = {
    "max_created": "a delivery may create {}",
    "max_changed": "a delivery may change {}",
    "max_renamed": "a delivery may rename {}",
    "max_inactivated": "a delivery may inactivate {}",
    "max_reactivated": "a delivery may reactivate {}",
    "max_deleted": "a delivery may delete {}",
    "max_missing": "{} may be missing there",
}
ROWS = by_path(
    [
        Row("name", "it is called {}"),
        Row("type", "it is a {}"),
        Row("url", "its address is {}", changed("patrons are delivered to another library system")),
        *(
            Row(key, hidden(f"its {key.replace('_', ' ')} is read from another place"), was=never_said)
            for key in ("client_id", "client_secret", "password")
        ),
        Row("user", "its login is {}", absent="it logs in without a user", unset="none"),
        Row("match_on", "patrons are matched by {}", changed(TWICE)),
        Row("match_on.attribute", "patrons are matched by the attribute {}", changed(TWICE)),
        Row("default_library", "other sites belong to the library {}", changed(LIBRARY), "other sites belong to no library", "none"),
        Row("default_category", "other patron types get the category {}", changed(CATEGORY), "other patron types get no category", "none"),
        Row("keep_edits", "what staff changed stays in {}", loses("what staff changed is overwritten")),
        Row("leave_alone.categories", "patrons of these categories are left alone: {}", loses("patrons who were left alone are written")),
        Row(
            "inactive.expire",
            {True: "inactive patrons expire there", False: "inactive patrons don't expire there"},
            turned_on("the cards of inactive patrons expire"),
        ),
        Row("inactive.category", "inactive patrons get the category {}", absent="inactive patrons keep their category", unset="their own"),
        Row(
            "delete",
            {"when_free": "who is deleted here is deleted there if free of loans, fines and holds", "never": "nobody is deleted there"},
            becomes("when_free", "patrons may be deleted there"),
            was=never_said,
        ),
        Row("welcome_mail", {"send": "new patrons may get a welcome mail", "none": "new patrons get no welcome mail"}, was=never_said),
        Row(
            "deliver",
            {"after_run": "every real run ends with a delivery", "on_demand": "it is delivered to by hand only"},
            becomes("after_run", "changes reach it without anybody looking"),
            was=never_said,
        ),
        Row("limits.connections", "it gets {} connections at once"),
        Row("limits.per_second", "it gets {} requests a second"),
        Row("limits.stop_after_failures", "a delivery stops after {} failures", more(LOOSER)),
        Row("limits.timeout_seconds", "each answer may take {} seconds"),
        *(
            Row(f"guards.{key}", limit(text.format("{} patrons"), text.format("any number of patrons")), looser, was=no_limit)
            for key, text in _GUARDS.items()
        ),
        Row("guards.guard_floor", "a percentage never blocks fewer than {} patrons", more(LOOSER)),
    ]
)
"""By key of a target; the sentence begins with the target."""
TABLES = {
    "libraries": ("the site {} belongs to the library {}", LIBRARY),
    "categories": ("the patron type {} gets the category {}", CATEGORY),
    "fields": ("its field {} comes from {}", ""),
    "attributes": ("its attribute {} comes from {}", ""),
}
"""Each entry of a table of a target, and what another value or none may do."""


def told(old: Mapping[str, BaseModel], new: Mapping[str, BaseModel]) -> Iterator[tuple[str, str]]:
    """Every target's change in sentences, each with its danger."""
    for name in [*new, *(gone for gone in old if gone not in new)]:
        if name not in new:
            yield f"The target {name} is removed", "its patrons are no longer updated there"
            continue
        if name not in old:
            yield f"The target {name} is new", ""
        for text, danger in _target(old.get(name), new[name]):
            yield f"The target {name}: {text}", danger


def _target(old: BaseModel | None, new: BaseModel) -> Iterator[tuple[str, str]]:
    yield from sentences(ROWS, usual(new) | flat(old), flat(new), new=old is None)
    for table in TABLES:
        yield from _entries(table, getattr(old, table, {}) if old else {}, getattr(new, table, {}), _key(new))


def _entries(table: str, old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    text, danger = TABLES[table]
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        was = f" (was {rule_or_code(old[name])})" if name in old else ""
        said = text.format(name, rule_or_code(new[name])) if name in new else f"{name} is no longer among its {table}"
        yield said + was, (TWICE if name == key else danger) if name in old else ""


def _key(target: BaseModel) -> str:
    return str(getattr(target, "key_field", "")).removeprefix("attribute:")


def rule_or_code(value: Any) -> str:
    """What a field comes from, or a code as it is."""
    return value if isinstance(value, str) else rule(value)
