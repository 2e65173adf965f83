"""How long the texts are that an expression can make, told before it is run: one short call can ask for gigabytes a record.

Reckoned over DuckDB's syntax tree, with columns as long as a patron's longest field. What can't be told, a length that is read from the
feed say, is refused.
"""

import re
from collections.abc import Sequence
from typing import Any

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.expression import LONGEST

COLUMN = 200
"""Characters of a column's value, for the reckoning: no field of a patron is longer."""
ALTOGETHER = 20 * LONGEST
"""Characters of all the texts that one record's expression makes on its way."""
COMPARED = 1_000_000
"""Pairs of characters that one comparison of two texts may look at."""
_NUMBER = 64
_PRINTED = 350
"""Characters of any number, printed in full."""
# fmt: off
_SHORT = frozenset((
    "length", "len", "strlen", "instr", "position", "strpos", "ascii", "ord", "unicode", "levenshtein", "damerau_levenshtein", "hamming",
    "date_diff", "datediff", "date_part", "datepart", "day", "dayofweek", "dayofyear", "month", "quarter", "week", "weekday", "weekofyear",
    "year", "yearweek", "contains", "prefix", "suffix", "starts_with", "ends_with", "regexp_matches", "regexp_full_match", "list_contains",
    "sign", "md5", "chr", "dayname", "monthname", "make_date", "strptime", "try_strptime", "date_trunc", "datetrunc", "date_add", "extract",
    "~~", "!~~", "~~*", "!~~*", "^@", "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape", "bar",
))
_NUMERIC = frozenset(("+", "-", "*", "/", "//", "%", "**", "^", "~", "&", "|", "abs", "ceil", "ceiling", "floor", "mod", "round", "trunc"))
_PIECES = frozenset((
    "left", "right", "left_grapheme", "right_grapheme", "substr", "substring", "substring_grapheme", "split_part", "array_slice",
    "list_slice",
))
# fmt: on
_EITHER = frozenset(["coalesce", "greatest", "least", "if", "ifnull", "nullif"])
_COMPARE = frozenset(("levenshtein", "damerau_levenshtein", "hamming"))


class _Sum:
    """What an expression makes altogether."""

    characters = 0


def refuse_long_texts(tree: Any) -> None:
    """Raise ConfigurationError where an expression may make texts beyond the limits."""
    made = _Sum()
    _size(tree, made)
    if made.characters > ALTOGETHER:
        raise too_long(made.characters, "altogether ")


def too_long(characters: float, how: str = "") -> ConfigurationError:
    """The error for an expression whose texts would be so long."""
    limit = ALTOGETHER if how else LONGEST
    return ConfigurationError(
        f"the sql expression may make {how}texts of {min(characters, 10**15):,.0f} characters, and {limit:,} is the limit",
        hint=f"No field of a patron is longer than {COLUMN} characters. Give smaller lengths and widths.",
    )


def _size(node: dict[str, Any], made: _Sum) -> int:
    size = _of(node, made)
    if size > LONGEST:
        raise too_long(size)
    made.characters += size
    return size


def _of(node: dict[str, Any], made: _Sum) -> int:
    kind = node["class"]
    if kind == "COLUMN_REF":
        return COLUMN
    if kind == "CONSTANT":
        return len(str(_constant(node)))
    sizes = [_size(child, made) for child in _children(node)]
    if kind == "FUNCTION":
        return _function(node["function_name"].lower(), _arguments(node), sizes)
    if kind == "CAST":
        return max(_NUMBER, *sizes)
    return max(sizes, default=0)


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The expressions right below one."""
    found: list[dict[str, Any]] = []
    rest: list[Any] = [value for key, value in node.items() if key not in ("order_bys", "value", "cast_type")]
    while rest:
        item = rest.pop(0)
        if isinstance(item, list):
            rest = [*item, *rest]
        elif isinstance(item, dict):
            if "class" in item:
                found.append(item)
            else:
                rest = [*item.values(), *rest]
    return found


def _function(name: str, given: Sequence[dict[str, Any]], sizes: Sequence[int]) -> int:
    together = sum(sizes)
    if name in _COMPARE and len(sizes) == 2 and sizes[0] * sizes[1] > COMPARED:
        raise too_long(max(sizes))
    if name == "repeat" and len(given) == 2:
        return sizes[0] * _whole(name, given[1])
    if name in ("lpad", "rpad") and len(given) == 3:
        return _whole(name, given[1])
    if name in ("format", "printf"):
        return _formatted(name, given, sizes)
    if name == "strftime":
        return 30 * together
    if name in ("replace", "regexp_replace") and len(given) >= 3:
        return (sizes[0] + 1) * max(1, sizes[2])
    if name in ("array_to_string", "concat_ws") and len(given) >= 2:
        return together + max(sizes) * min(sizes) if name == "array_to_string" else together + sizes[0] * len(sizes)
    if name in _SHORT:
        return _NUMBER
    if name in _NUMERIC:
        return _PRINTED
    if name == "hex":
        return 8 * together
    if name in _EITHER:
        return max(sizes, default=0)
    return sizes[0] if name in _PIECES and sizes else together


def _formatted(name: str, given: Sequence[dict[str, Any]], sizes: Sequence[int]) -> int:
    """The text between, and for each place the longest value, a number in full, and every width and precision that is written."""
    text = _constant(given[0]) if given else None
    if not isinstance(text, str):
        raise ConfigurationError(f"the text of {name} has to be written in the sql expression", hint="Put it between quotes.")
    places = re.findall(r"\{[^{}]*\}" if name == "format" else r"%[^%a-zA-Z]*[a-zA-Z]", text)
    dynamic = re.search(r"\{[^{}]*\{", text.replace("{{", "")) if name == "format" else any("*" in place for place in places)
    if dynamic:
        raise ConfigurationError(f"the widths of {name} have to be written in the sql expression", hint="Give them as numbers.")
    widths = sum(int(number) for place in places for number in re.findall(r"\d+", place))
    return len(text) + widths + len(places) * (max(sizes[1:], default=0) + _PRINTED)


def _whole(name: str, node: dict[str, Any]) -> int:
    value = _constant(node)
    if not isinstance(value, int):
        raise ConfigurationError(f"the length in {name} has to be a number that is written in the sql expression")
    return max(0, value)


def _constant(node: dict[str, Any]) -> Any:
    while node["class"] == "CAST":
        node = node["child"]
    if node["class"] != "CONSTANT":
        return None
    if "value" in node:
        return node["value"].get("value")
    literal = node["literal"]  # DuckDB 2 keeps what was written
    return int(literal["text"]) if literal["kind"] == "INTEGER" else literal.get("text")


def _arguments(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The arguments of a call, as DuckDB 1 and as DuckDB 2 has them."""
    return [argument["expression"] for argument in node["arguments"]] if "arguments" in node else list(node["children"])
