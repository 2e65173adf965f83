"""The check of a scalar expression from a YAML file: it can read the record's columns and nothing else.

The expression is parsed by DuckDB itself, and every node of its syntax tree has to be one that is known to be
harmless; so a subquery, a table, a file, a setting, a clock or a random number is refused, and so is whatever
a later DuckDB brings.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import duckdb

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.expression import DEEPEST, FUNCTIONS, LONGEST_EXPRESSION, deepest
from patronctl.store.bounds import refuse_long_texts
from patronctl.store.sql import Expression, render

NODES = frozenset(
    {
        "COLUMN_REF",
        "CONSTANT",
        "VALUE_CONSTANT",
        "CASE",
        "CAST",
        "COMPARISON",
        "CONJUNCTION",
        "FUNCTION",
        "OPERATOR",
        "BETWEEN",
        "LAMBDA",
        "LAMBDA_REF",
        "COLLATE",
        "TYPE",
    }
)
_DEEPEST_NODE = 300
"""Levels of DuckDB's syntax tree: some two for a call, and one for each `||` of a chain."""
# Where the parser looks for the functions behind SQL's own syntax: trim(both …), extract(… from …).
BUILT_IN = frozenset({None, "", "main", "pg_catalog"})


def checked(text: str, columns: Iterable[str]) -> Expression:
    """The expression, when it may stand in a statement.

    Raises ConfigurationError naming what it must not use, or where it can't be parsed.
    """
    known = {name.lower() for name in columns}
    tree = _parse(text)
    for node in _nodes(tree):
        _refuse(node, known)
    refuse_long_texts(tree)
    return Expression(text)


def columns_of(text: str) -> list[str]:
    """The columns that an expression reads. Raises ConfigurationError where it can't be parsed."""
    return [node["column_names"][-1] for node in _nodes(_parse(text)) if node["class"] == "COLUMN_REF"]


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"enable_external_access": False})


@cache
def _parse(text: str) -> Any:
    if len(text) > LONGEST_EXPRESSION or deepest(text) > DEEPEST:
        raise _too_deep()
    try:
        tree = _tree(f"SELECT ({text}\n)")
    except (RecursionError, duckdb.Error):
        raise _too_deep() from None
    if tree.get("error"):
        raise ConfigurationError(f"the sql expression can't be read: {tree.get('error_message', '')}")
    select = tree["statements"][0]["node"]
    plain = len(tree["statements"]) == 1 and len(select.get("select_list", ())) == 1
    # WHERE, GROUP BY, HAVING, QUALIFY, a table, a sample: whatever a SELECT may have beside its list, this one has not.
    if not plain or _rest(select) != _rest(_tree("SELECT (1\n)")["statements"][0]["node"]):
        raise ConfigurationError("a sql expression is one scalar expression over the record's columns")
    if _depth(select["select_list"][0]) > _DEEPEST_NODE:
        raise _too_deep()
    return select["select_list"][0]


def _tree(statement: str) -> Any:
    parse = render("store/parse.sql", statement=statement)
    row = _parser().execute(parse.text, parse.parameters).fetchone()
    return json.loads(row[0]) if row else {}


def _too_deep() -> ConfigurationError:
    return ConfigurationError(
        "the sql expression is too long, or its calls stand too deep within each other",
        hint=f"At most {DEEPEST} deep and {LONGEST_EXPRESSION:,} characters. A map is the better way to say many cases.",
    )


def _rest(select: Any) -> Any:
    """Everything of a SELECT but its list, and but the places in the text."""
    if isinstance(select, dict):
        return {key: _rest(value) for key, value in select.items() if key != "select_list" and not key.startswith("query_location")}
    return [_rest(item) for item in select] if isinstance(select, list) else select


def _depth(tree: Any) -> int:
    """How deep the nodes stand within each other, without a call for each level."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [item for node in level for item in (node.values() if isinstance(node, dict) else node) if isinstance(item, dict | list)]
    return deepest


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)
    elif isinstance(tree, dict):
        if "class" in tree:
            yield tree
        for item in tree.values():
            yield from _nodes(item)


def _refuse(node: dict[str, Any], known: set[str]) -> None:
    kind = node["class"]
    if kind == "FUNCTION" and (node["function_name"].lower() not in FUNCTIONS or node.get("schema") not in BUILT_IN):
        raise ConfigurationError(f"a sql expression can't use the function {node['function_name']}")
    if kind == "COLUMN_REF" and (len(node["column_names"]) != 1 or node["column_names"][0].lower() not in known):
        name = ".".join(node["column_names"])
        raise ConfigurationError(
            f"a sql expression can't read {name}: the feed has no such column", hint=f"columns: {', '.join(sorted(known))}"
        )
    if kind not in NODES:
        raise ConfigurationError(f"a sql expression can't hold a {kind.lower().replace('_', ' ')}")
