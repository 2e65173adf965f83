"""The one place where a template becomes a page: everything escaped, style and script inline and named by hash, nothing else allowed."""

import base64
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from patronctl.domain import words
from patronctl.domain.calendar import local_time
from patronctl.domain.text import harmless
from patronctl.store.compiled import Compiled

FOLDER = Path(__file__).parent / "templates"


def page(template: str, **values: Any) -> str:
    """Render `templates/<template>` into one file that needs nothing else."""
    return _environment().get_template(template).render(**values)


def _harmless(value: Any) -> Any:
    return harmless(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        bytecode_cache=Compiled(FOLDER, Path(__file__)),
        auto_reload=False,  # the files stay as they are while we run
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, moment=_moment, short=_short, size=_size)
    style, script = _asset(environment, "style.css"), _asset(environment, "page.js")
    environment.globals.update(words=words, style=style, script=script, policy=_policy(style, script))
    return environment


def _asset(environment: Environment, name: str) -> Markup:
    loader = environment.loader
    assert loader is not None
    return Markup(loader.get_source(environment, name)[0])


def _policy(style: str, script: str) -> str:
    """The content security policy: our own style and script, and not a byte from anywhere else."""
    return f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _number(value: float) -> str:
    return f"{value:,}"


def _moment(moment: datetime, timezone: str = "UTC") -> str:
    """A moment as people write it: Monday, November 23, 2026, 2:30 AM."""
    local = local_time(moment, ZoneInfo(timezone))
    return f"{local:%A}, {local:%B} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M %p}"


def _short(moment: datetime, timezone: str = "UTC") -> str:
    """The same where there is little room: Mon, Nov 23, 2026, 2:30 AM."""
    local = local_time(moment, ZoneInfo(timezone))
    return f"{local:%a}, {local:%b} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M %p}"


def _size(count: int) -> str:
    """Bytes as people say them."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
