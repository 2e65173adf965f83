"""Every key that a converter file may have, and what it means here."""

import difflib
import re
from collections.abc import Iterable

from patronctl.domain.fields import FIELDS

FIELD_KEYS: dict[str, str] = {field.destiny: field.name for field in FIELDS} | {
    "field_acceptableUsePolicyOnFile": "acceptable_use_policy_on_file",
    "field_birthDate": "birth_date",
    "field_email1": "email_1",
    "field_email2": "email_2",
}
"""Property name: our field. The names in Follett's list of fields, and a few that are seen beside them."""

SETTINGS = ("CsvTextEncoding", "MatchUsingDistrictID", "SiteShortNameDefault", "InputRowsToSkip")

WITHOUT_MEANING: dict[str, str] = {
    "field_type_total": "how many columns the file has: the feed itself says it",
    "SkipMode": "how rules for skipping records combine; the file has none",
    "SkipMax": "how many rules for skipping records there may be",
    "DeleteMode": "how rules for deleting records combine; the file has none",
    "DeleteMax": "how many rules for deleting records there may be",
    "UpdateBeforeDelete": "what happens to a patron before its record deletes it; the file has no rules for deleting",
    "AssociationMode": "how rules for site associations combine; the file has none",
    "AssociationMax": "how many rules for site associations there may be",
}

UPDATE_SIDE: dict[str, str] = {
    "deletepatronswithtransactions": "say it in the job: `options: {delete_patrons_with_transactions: true}` or false",
    "limittoerrorsandwarnings": "say it in the job: `options: {summary: errors_and_warnings}` or everything",
    "deletionsproperty": "deletions are said by the job's `inactivation`",
    "patronfile": "the job's `source` says which file is read",
}
"""Keys, in lower case, of the file that the update side (updatepatrons) reads, and where what they say belongs here."""

_LOGIN = re.compile(r"(?i)(destiny)?_?(user(_?(name|id))?|login|pass(word|wd|phrase)?|pwd|pin|secret)")
_RULE = re.compile(r"(?i)(skip|delete|association)")


def is_login(key: str) -> bool:
    """Whether a key is half of a login. Its value is never shown."""
    return bool(_LOGIN.fullmatch(key))


def is_rule(key: str) -> bool:
    """Whether a key belongs to the converter's rules for skipping, deleting or associating records."""
    return bool(_RULE.match(key))


def did_you_mean(key: str) -> str:
    """A hint for a key that is not known."""
    known = [*FIELD_KEYS, *SETTINGS, *WITHOUT_MEANING]
    folded = {name.lower(): name for name in known}
    if key.lower() in folded:
        return f"write {folded[key.lower()]}: capitals count"
    close = difflib.get_close_matches(key.lower(), folded, n=1, cutoff=0.75)
    if close:
        return f"did you mean {folded[close[0]]}?"
    return "correct it, or take the line out" if not key.startswith("field_") else "the fields are listed in docs/properties.md"


def near(name: str, others: Iterable[str]) -> str:
    """ "; did you mean ...?" where another name is close, else nothing."""
    close = difflib.get_close_matches(name, list(others), n=1, cutoff=0.7)
    return f"; did you mean {close[0]}?" if close else ""


def shown(key: str) -> str:
    """A key as messages show it: not longer than a line."""
    return key if len(key) <= 60 else f"{key[:57]}..."
