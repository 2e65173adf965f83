"""The names that `--allow` takes: guards, guards at one site, and gates before a feed. There is no name for all of them."""

from collections.abc import Iterable

from patronctl.config.district import District
from patronctl.domain.changed import FIELDS
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.feed_gate import Gates
from patronctl.domain.guard import NAMES
from patronctl.domain.spelling import did_you_mean

OTHER_PERSON = "other_person"
"""Lets the records be applied whose key belongs to somebody with another name and birth date."""


def refuse_unknown(allow: Iterable[str], district: District) -> None:
    """Raise ConfigurationError for a name that allows nothing: it would be recorded, and the run blocked all the same."""
    gates = [name.removesuffix("_seconds") for name in Gates.model_fields]
    at_sites = [f"{name}:{site.short_name}" for name in NAMES if name.endswith("_per_site") for site in district.sites]
    known = [*NAMES, *(f"{guard}:{name}" for guard in ("max_changed", "max_changed_per_site") for name in FIELDS), *gates, OTHER_PERSON]
    for name in allow:
        if name not in (*known, *at_sites):
            hint = did_you_mean(name, [*known, *(at_sites if ":" in name else [])], "There are")
            raise ConfigurationError(f"--allow {name}: there is no guard of this name", hint=hint)
