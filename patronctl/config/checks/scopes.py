"""A retirement scope that nobody can be in."""

from collections.abc import Iterator

from patronctl.config.folder import DistrictFolder
from patronctl.config.retirement import Scope
from patronctl.domain.problem import Problem


def not_empty(folder: DistrictFolder) -> Iterator[Problem]:
    """Some listed patron type has one of the personas that the scope wants."""
    if not folder.district:
        return
    persona_of = folder.district.model.patron_types
    for job in folder.jobs:
        scope = job.model.inactivation and job.model.inactivation.limit_to
        properties = folder.properties_of(job)
        if not isinstance(scope, Scope) or not properties or "persona" in properties.model.fields:
            continue
        personas = {persona_of[kind] for kind in scope.patron_types if kind in persona_of}
        if scope.personas and personas and not personas & set(scope.personas):
            message = f"nobody can be in this scope: no patron type in it has the persona {' or '.join(scope.personas)}"
            hint = "Leave out personas, or correct them."
            yield job.document.problem(("inactivation", "limit_to"), message, hint, severity="warning", at_key=True)
