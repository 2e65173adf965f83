"""Statements from `patronctl/sql/`: values travel as parameters, names only quoted, nothing else at all.

A template may say `{{ name | ident }}` and `{{ value | param }}`, call a macro of another SQL file, and
loop. Anything else that it interpolates fails when it is rendered, before a database has seen it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

PARAMETERS = "_parameters"


@dataclass(frozen=True)
class Statement:
    """One rendered SQL file: its text, and its parameters by name (without the `$`)."""

    name: str
    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Expression:
    """A scalar expression that came from a YAML file and passed the check of `store.expression`."""

    text: str


@dataclass
class _Parameters:
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        for name, known in self.values.items():
            if type(known) is type(value) and known == value:
                return name
        name = f"p{len(self.values) + 1}"
        self.values[name] = value
        return name


def render(name: str, **values: Any) -> Statement:
    """Render `patronctl/sql/<name>`.

    Raises TypeError where the template interpolates a value that is neither a parameter nor an identifier,
    and jinja2.UndefinedError where it names a value that was not given.
    """
    parameters = _Parameters()
    text = _environment().get_template(name).render(**values, **{PARAMETERS: parameters})
    return Statement(name, text, parameters.values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("patronctl", "sql"),
        undefined=StrictUndefined,
        finalize=_only_safe,
        # Not for HTML: it makes macros answer with Markup, the type that tells checked SQL from loose text.
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(ident=_ident, param=_param, path=_path, expression=_expression)
    return environment


def _only_safe(value: Any) -> Any:
    if not isinstance(value, Markup):
        raise TypeError(f"a SQL template interpolates {type(value).__name__}; use `| param` or `| ident`")
    return value


def _ident(name: str) -> Markup:
    if "\0" in name:
        raise ValueError("an identifier holds a NUL character")
    return Markup('"{}"').format(Markup(name.replace('"', '""')))


@pass_context
def _param(context: Context, value: Any) -> Markup:
    parameters = context[PARAMETERS]
    return Markup("$" + parameters.add(value))


def _path(value: str) -> Markup:
    # ATTACH is the one statement in which DuckDB takes no parameter.
    if "\0" in value:
        raise ValueError("a path holds a NUL character")
    return Markup("'{}'").format(Markup(value.replace("'", "''")))


def _expression(value: Expression) -> Markup:
    if not isinstance(value, Expression):
        raise TypeError("only a checked expression may stand in a statement")
    # The line break ends a comment with which the expression may end.
    return Markup(f"({value.text}\n)")
