"""What a scalar expression of the properties may use: the functions, and a first look that needs no database.

The whole check, by DuckDB's own syntax tree, is `patronctl.store.expression`, before an expression is run.
"""

import re

# Scalar functions of text, numbers and dates. No function here reads anything but its arguments.
# fmt: off
FUNCTIONS = frozenset((
    "||", "+", "-", "*", "/", "//", "%", "**", "^", "~", "~~", "!~~", "~~*", "!~~*", "^@", "&", "|", "abs", "array_extract",
    "array_slice", "array_to_string", "ascii", "bar", "ceil", "ceiling", "chr", "coalesce", "concat", "concat_ws", "contains",
    "damerau_levenshtein", "date_add", "date_diff", "date_part", "date_trunc", "datediff", "datepart", "datetrunc", "day",
    "dayname", "dayofweek", "dayofyear", "ends_with", "extract", "floor", "format", "greatest", "hamming", "hex", "if", "ifnull",
    "instr", "lcase", "least", "left", "left_grapheme", "len", "length", "levenshtein", "list_contains", "list_element",
    "list_extract", "list_slice", "list_value", "lower", "lpad", "ltrim", "make_date", "md5", "mod", "month", "monthname",
    "not_ilike_escape", "not_like_escape", "like_escape", "ilike_escape", "nullif", "ord", "position", "prefix", "printf",
    "quarter", "regexp_extract", "regexp_extract_all", "regexp_full_match", "regexp_matches", "regexp_replace",
    "regexp_split_to_array", "repeat", "replace", "reverse", "right", "right_grapheme", "round", "rpad", "rtrim", "sign", "split",
    "split_part", "starts_with", "str_split", "string_split", "string_split_regex", "strftime", "strip_accents", "strlen",
    "strpos", "strptime", "substr", "substring", "substring_grapheme", "suffix", "translate", "trim", "trunc", "try_strptime",
    "ucase", "unicode", "upper", "week", "weekday", "weekofyear", "year", "yearweek",
))
# fmt: on

# Words that stand before a parenthesis and are no functions.
SYNTAX = frozenset({"and", "between", "case", "cast", "else", "ilike", "in", "is", "like", "not", "or", "then", "try", "try_cast", "when"})
LONGEST = 50_000
"""Characters of the longest text that an expression may make on its way to a field."""
DEEPEST = 100
"""How deep calls and parentheses may stand within each other."""
LONGEST_EXPRESSION = 20_000
"""Characters of the expression itself."""
_LENGTH = re.compile(r"\b(?:repeat|lpad|rpad)\s*\([^()]*,\s*(\d+)", re.IGNORECASE)
_WIDTH = re.compile(r"\b(?:format|printf)\s*\(\s*'[^']*?(\d{5,})", re.IGNORECASE)
TEXT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(")


def complaint(text: str) -> str | None:
    """What is plainly wrong with an expression; None where nothing meets the eye."""
    if len(text) > LONGEST_EXPRESSION:
        return f"it is longer than {LONGEST_EXPRESSION:,} characters"
    bare = TEXT.sub("''", text)
    if deepest(bare) > DEEPEST:
        return f"its calls and parentheses stand more than {DEEPEST} deep within each other"
    if any(int(number) > LONGEST for number in (*_LENGTH.findall(bare), *_WIDTH.findall(text))):
        return f"it makes texts of more than {LONGEST:,} characters"
    if bare.count("'") % 2 or '"' in bare:
        return "a quote is not closed"
    if bare.count("(") != bare.count(")"):
        return "the parentheses don't match"
    if ";" in bare or re.search(r"\bselect\b", bare, re.IGNORECASE):
        return "it is more than one scalar expression"
    unknown = [name for name in CALL.findall(bare) if name.lower() not in FUNCTIONS | SYNTAX]
    return f"it can't use the function {unknown[0]}" if unknown else None


def deepest(text: str) -> int:
    """How deep parentheses of any kind stand within each other, outside of quoted text."""
    depth = most = 0
    for character in TEXT.sub("", text):
        if character in "([{":
            depth += 1
            most = max(most, depth)
        elif character in ")]}":
            depth -= 1
    return most
