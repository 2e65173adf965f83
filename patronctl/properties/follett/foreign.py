"""Keys that are no part of the mapping: the update side's, logins, rules, keys without meaning, and misspelled ones."""

from collections.abc import Mapping

from patronctl.properties.follett import columntypes, keys, tables
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.reading import Findings


def report(entries: Mapping[str, Entry], findings: Findings) -> bool:
    """Report every key that is no part of the mapping; answer whether the whole file is one of the update side."""
    whole = any(_of_the_update_side(key) for key in entries) and not any(of_the_converter(key) for key in entries)
    if whole:
        findings.whole(
            "this is a file of the update side (updatepatrons), not of the converter",
            "name the converter's file here: the one with lines such as field_lastName={3}",
        )
    for key, entry in entries.items():
        if not of_the_converter(key):
            _report(key, entry, findings)
    return whole


def _of_the_update_side(key: str) -> bool:
    return key.lower() in keys.UPDATE_SIDE or keys.is_login(key)


def of_the_converter(key: str) -> bool:
    """Whether a key says something of the mapping. Other keys' lines may hold anything, and are never shown."""
    return key in keys.FIELD_KEYS or key in keys.SETTINGS or key.startswith(tables.PREFIX) or columntypes.is_type(key)


def _report(key: str, entry: Entry, findings: Findings) -> None:
    if key in keys.WITHOUT_MEANING:
        findings.note(entry, keys.WITHOUT_MEANING[key])
    elif keys.is_login(key):
        # The value is never shown, here or anywhere else.
        findings.error(
            entry.written_key,
            f"{key} is half of a login in clear text; it is refused",
            "take the line out: no such login is needed here. Whoever has seen the file may know the password, so change it",
            private=True,
        )
    elif key.lower() in keys.UPDATE_SIDE:
        findings.warning(entry.written_key, f"{key} is not said in the properties here", keys.UPDATE_SIDE[key.lower()])
    elif keys.is_rule(key):
        findings.error(
            entry.written_key,
            f"{keys.shown(key)} is a rule of the converter that can't be taken over",
            "convert the file without it, and say it with `skip_records` in the YAML form",
        )
    else:
        findings.error(entry.written_key, f"{keys.shown(key)} is not known", keys.did_you_mean(key), private=True)
