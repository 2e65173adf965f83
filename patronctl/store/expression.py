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
from patronctl.domain.expression import FUNCTIONS
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
# Where the parser looks for the functions behind SQL's own syntax: trim(both …), extract(… from …).
BUILT_IN = frozenset({None, "", "main", "pg_catalog"})


def checked(text: str, columns: Iterable[str]) -> Expression:
    """The expression, when it may stand in a statement.

    Raises ConfigurationError naming what it must not use, or where it can't be parsed.
    """
    known = {name.lower() for name in columns}
    for node in _nodes(_parse(text)):
        _refuse(node, known)
    return Expression(text)


def columns_of(text: str) -> list[str]:
    """The columns that an expression reads. Raises ConfigurationError where it can't be parsed."""
    return [node["column_names"][-1] for node in _nodes(_parse(text)) if node["class"] == "COLUMN_REF"]


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"enable_external_access": False})


@cache
def _parse(text: str) -> Any:
    statement = render("store/parse.sql", statement=f"SELECT ({text}\n)")
    row = _parser().execute(statement.text, statement.parameters).fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree.get("error"):
        raise ConfigurationError(f"the sql expression can't be read: {tree.get('error_message', '')}")
    select = tree["statements"][0]["node"]
    plain = len(tree["statements"]) == 1 and select["type"] == "SELECT_NODE" and select["from_table"]["type"] == "EMPTY"
    if not plain or len(select["select_list"]) != 1 or select.get("where_clause") or select.get("modifiers"):
        raise ConfigurationError("a sql expression is one scalar expression over the record's columns")
    return select["select_list"][0]


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
