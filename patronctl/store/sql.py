"""Statements from `patronctl/sql/`: values travel as parameters, names only quoted, nothing else at all.

A template may say `{{ name | ident }}` and `{{ value | param }}`, call a macro of another SQL file, and
loop. Anything else that it interpolates fails when it is rendered, before a database has seen it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from patronctl.store.compiled import Compiled

FOLDER = Path(__file__).parents[1] / "sql"
PARAMETERS = "_parameters"
_TAKES_IN = re.compile(r"{%-?\s*(?:import|include|from)\s+\"([^\"]+)\"")


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


def compile_all() -> None:
    """Compile every template, so that nobody's first run has to. Set-up does it, as it does for the modules."""
    for name in _environment().list_templates(extensions=["sql"]):
        _environment().get_template(name)


def text_of(name: str) -> str:
    """The text of a SQL file and of every file that it takes in, before it is rendered. This and the values make the statement."""
    return "\n".join((FOLDER / each).read_text(encoding="utf-8") for each in sorted(_with_those_inside([name])))


def _with_those_inside(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    wanted = set(names)
    while wanted:
        found |= wanted
        wanted = {inside for name in wanted for inside in _inside(name)} - found
    return found


def _inside(name: str) -> Iterator[str]:
    for match in _TAKES_IN.finditer((FOLDER / name).read_text(encoding="utf-8")):
        yield match[1]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        bytecode_cache=Compiled(FOLDER, Path(__file__)),
        auto_reload=False,  # the files stay as they are while we run
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
    quoted = name.replace('"', '""')
    return Markup(f'"{quoted}"')  # Markup's own `format` takes ten times as long, and a large statement has a thousand names


@pass_context
def _param(context: Context, value: Any) -> Markup:
    parameters = context[PARAMETERS]
    return Markup("$" + parameters.add(value))


def _path(value: str) -> Markup:
    # ATTACH is the one statement in which DuckDB takes no parameter.
    if "\0" in value:
        raise ValueError("a path holds a NUL character")
    quoted = value.replace("'", "''")
    return Markup(f"'{quoted}'")


def _expression(value: Expression) -> Markup:
    if not isinstance(value, Expression):
        raise TypeError("only a checked expression may stand in a statement")
    # The line break ends a comment with which the expression may end.
    return Markup(f"({value.text}\n)")
