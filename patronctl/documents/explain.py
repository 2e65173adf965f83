"""What Pydantic refuses, as problems in the administrator's words: where, what was expected, what to write instead."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from patronctl.documents.document import Document, Place
from patronctl.documents.shape import allowed_at, annotation_at, keys_of, meaning_at, patterns_of, short_forms_of, words_of
from patronctl.domain.problem import Problem, is_secret
from patronctl.domain.spelling import did_you_mean, listed

_AT_KEY = ("missing", "extra_forbidden", "value_error")
_WRONG_KIND = ("_type", "_parsing", "_attributes", "_from_float", "literal_error", "_instance_of")


def explain(error: ValidationError, model: type[BaseModel], document: Document) -> list[Problem]:
    """One problem for each place that is wrong, however many members of a union refused it."""
    at: dict[Place, list[ErrorDetails]] = defaultdict(list)
    for detail in error.errors(include_url=False):
        at[_place(detail, document)].append(detail)
    deepest = [place for place in at if not _only_because_of_others(place, at)]
    return [_problem(place, at[place], model, document) for place in deepest if not _is_null(place, document)]


def _place(detail: ErrorDetails, document: Document) -> Place:
    place = document.follow(detail["loc"])
    return (*place, detail["loc"][-1]) if detail["type"] == "missing" else place


def _is_null(place: Place, document: Document) -> bool:
    """A key without a value has had its problem already."""
    value: Any = document.value
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return value is None


def _only_because_of_others(place: Place, at: dict[Place, list[ErrorDetails]]) -> bool:
    """Refused as the wrong kind by one member of a union, while another member found what is really wrong inside."""
    inside = any(len(other) > len(place) and other[: len(place)] == place for other in at)
    return inside and all(detail["type"].endswith(_WRONG_KIND) for detail in at[place])


def _problem(place: Place, details: list[ErrorDetails], model: type[BaseModel], document: Document) -> Problem:
    problem = _explained(place, details, model, document)
    literal = any(detail["type"].startswith("secret_") for detail in details)
    return problem._replace(private=True) if literal or is_secret(f"{'.'.join(map(str, place))} {problem.hint}") else problem


def _explained(place: Place, details: list[ErrorDetails], model: type[BaseModel], document: Document) -> Problem:
    first = details[0]
    kind = first["type"]
    name = _called(place)
    if kind == "missing":
        return document.problem(place[:-1], f"{name} is missing{_in(place)}", meaning_at(model, place), at_key=True)
    if kind == "extra_forbidden":
        known = keys_of(allowed_at(model, first["loc"][:-1]))
        return document.problem(place, f"unknown key {name}{_in(place)}", did_you_mean(str(place[-1]), known, "It has"), at_key=True)
    if kind.startswith("union_tag"):
        return _wrong_tag(place, first, model, document)
    if kind == "value_error" or not _is_builtin(kind):
        words = first["msg"].removeprefix("Value error, ")
        return document.problem(place, f"{name}: {words}" if place else words, at_key=isinstance(_value(document, place), dict))
    return _wrong_value(place, details, model, document)


def _wrong_tag(place: Place, detail: ErrorDetails, model: type[BaseModel], document: Document) -> Problem:
    """The key that says of which kind a section is, is missing or says something else."""
    key = detail["ctx"]["discriminator"].strip("'")
    words = words_of(allowed_at(model, (*detail["loc"], key)))
    if detail["type"] == "union_tag_not_found":
        return document.problem(
            place, f"`{key}` is missing in `{place[-1]}`", f"Say {listed([f'`{key}: {word}`' for word in words], 'or')}.", at_key=True
        )
    given = document.spot((*place, key)).text or str(detail["ctx"]["tag"])
    message = f"`{key}` must be {listed(words, 'or')}, not {given!r}"
    return document.problem((*place, key), message, did_you_mean(given, words))


def _is_builtin(kind: str) -> bool:
    return kind.endswith((*_WRONG_KIND, "_mismatch", "_short", "_long", "_equal", "_than", "_places", "_digits", "_number", "_invalid"))


def _wrong_value(place: Place, details: list[ErrorDetails], model: type[BaseModel], document: Document) -> Problem:
    kinds = [kind for detail in details for kind in allowed_at(model, detail["loc"])]
    words = list(dict.fromkeys(words_of(kinds) or _words_in(details)))
    expected = list(dict.fromkeys(_expected(detail, kinds, annotation_at(model, place)) for detail in details))
    if _LIES_ELSEWHERE in expected:
        # What stands there may be the secret itself, so it is not repeated.
        return document.problem(place, f"{_called(place)} must be {listed(expected, 'or')}", meaning_at(model, place))
    written, given = document.spot(place).text, _value(document, place)
    message = f"{_called(place)} must be {listed(expected, 'or')}, not {_shown(given, written)}"
    hint = _hint(given, written, words, details) or meaning_at(model, place)
    return document.problem(place, message, hint)


def _words_in(details: Sequence[ErrorDetails]) -> list[str]:
    texts = [str(detail.get("ctx", {}).get("expected", "")) for detail in details if detail["type"].endswith("literal_error")]
    return [word.strip("'") for text in texts for word in text.replace(" or ", ", ").split(", ") if word]


def _value(document: Document, place: Place) -> Any:
    value: Any = document.value
    for step in place:
        value = value[step]
    return value


def _hint(given: Any, written: str, words: Sequence[str], details: Sequence[ErrorDetails]) -> str:
    kinds = [detail["type"] for detail in details]
    if "string_type" in kinds and "greater_than_equal" not in kinds and written and not isinstance(given, str):
        return f'Quote it: "{written}".'
    if isinstance(given, str) and "int_type" in kinds and given.strip().isdigit():
        return f"Remove the quotes: {given.strip()}."
    if "bool_type" in kinds:
        meant = {"yes": "true", "on": "true", "y": "true", "1": "true", "no": "false", "off": "false", "n": "false", "0": "false"}
        return f"Write {meant.get(written.lower(), 'true or false')}."
    if words and isinstance(given, str):
        return did_you_mean(given, words)
    return ""


def _expected(detail: ErrorDetails, kinds: Sequence[Any], annotation: Any) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    kind = detail["type"]
    if kind.startswith("secret_"):
        return _LIES_ELSEWHERE
    if kind.endswith("literal_error"):
        return listed(_words_in([detail]), "or")
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], "text of another form")
    if kind == "string_type":
        return next((_PATTERNS[pattern] for pattern in patterns_of(annotation) if pattern in _PATTERNS), "text")
    if kind.endswith(("model_type", "model_attributes_type", "dict_type")):
        return listed([*short_forms_of(kinds), "a section of `key: value` lines"], "or")
    if kind == "string_too_long" and context["max_length"] == 1:
        return "one character"
    return _EXPECTED[kind].format(**context) if kind in _EXPECTED else detail["msg"].removeprefix("Input should be ")


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "decimal_max_places": "a number with at most {decimal_places} decimals",
    "decimal_max_digits": "a number with at most {max_digits} digits",
    "decimal_whole_digits": "a smaller number",
    "finite_number": "a number",
    "string_too_long": "at most {max_length} characters long",
    "string_too_short": "longer than that",
    "too_short": "a list with something in it",
    "greater_than_equal": "a number from {ge}",
    "less_than_equal": "a number up to {le}",
    "greater_than": "more than {gt}",
    "less_than": "less than {lt}",
}

_LIES_ELSEWHERE = "where it lies: {credential: NAME}, {env: NAME} or {file: PATH}"
_PATTERNS = {
    r"^https?://[^\s]+$": "an address that begins with https:// or http://",
    r"^[a-z0-9][a-z0-9-]{0,62}$": "a short name of lower-case letters, digits and hyphens, such as lincoln-students",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": 'a time of day such as "02:30"',
    r"^[0-9]{1,3}(\.[0-9]{1,3})?%$": "a percentage such as 5%",
    r"^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}$": "a credential's name of letters, digits, dots, hyphens and underscores",
    r"^[A-Za-z_][A-Za-z0-9_]{0,254}$": "the name of an environment variable: letters, digits and underscores",
}


def _shown(given: Any, written: str) -> str:
    if isinstance(given, dict):
        return "a section"
    if isinstance(given, list):
        return "a list" if given else "an empty list"
    if isinstance(given, str) and "://" in given:
        return "this address"  # it may carry a login, or be a secret itself
    if isinstance(given, str):
        return repr(given if len(given) <= 60 else given[:57] + "...")
    return written


def _called(place: Place) -> str:
    if place and isinstance(place[-1], int):
        return f"number {place[-1] + 1} of `{place[-2]}`"
    return f"`{place[-1]}`" if place else "the file"


def _in(place: Place) -> str:
    names = [str(step) for step in place[:-1] if isinstance(step, str)]
    return f" in `{'.'.join(names)}`" if names else ""
