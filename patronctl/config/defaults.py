"""What districts and jobs share: `defaults.yaml` in jobs/ and in every folder between it and a district's.

The nearer wins: jobs/defaults.yaml, then jobs/north/defaults.yaml, then the district's or job's own file. Mappings merge by key,
a list replaces. A key that both a district and a job have, `notify`, goes to the district.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.documents.document import Document
from patronctl.documents.merged import merged
from patronctl.documents.yaml_file import read_yaml
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean

NAME = "defaults.yaml"
OF_ONE = ("name", "title", "description", "sites", "properties")
"""What says which district or job it is, and is never shared."""
OF_DISTRICTS = tuple(name for name in District.model_fields if name not in OF_ONE)
OF_JOBS = tuple(name for name in Job.model_fields if name not in OF_ONE and name not in OF_DISTRICTS)


@dataclass(frozen=True)
class Defaults:
    """What a folder's districts and their jobs inherit; None where there is nothing."""

    district: Document | None = None
    job: Document | None = None
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_defaults(root: Path, folder: Path) -> Defaults:
    """Everything that the districts below `folder` inherit, from jobs/ down to it."""
    found = Defaults()
    for path in _files(root, folder):
        document, problems = read_yaml(path, path.relative_to(root).as_posix())
        if document is not None:
            problems = [*problems, *_unknown(document)]
        found = Defaults(
            _over(found.district, document, OF_DISTRICTS),
            _over(found.job, document, OF_JOBS),
            (*found.files, path),
            (*found.problems, *problems),
        )
    return found


def laid_under(defaults: Document | None, document: Document) -> Document:
    """A file's document over what it inherits."""
    return merged(defaults, document) if defaults and isinstance(document.value, dict) else document


def _files(root: Path, folder: Path) -> Iterator[Path]:
    jobs = root / "jobs"
    above = [jobs, *reversed([parent for parent in (folder, *folder.parents) if parent.is_relative_to(jobs) and parent != jobs])]
    yield from (path for path in (parent / NAME for parent in above if parent != folder) if path.is_file())


def _unknown(document: Document) -> Iterator[Problem]:
    if not isinstance(document.value, dict):
        yield document.problem((), "defaults are keys with values", "See docs/configuration.md.")
        return
    known = (*OF_DISTRICTS, *OF_JOBS)
    for key in document.value:
        if key in OF_ONE:
            yield document.problem(
                (key,), f"{key} belongs to one district or job and can't be shared", "Move it into its file.", at_key=True
            )
        elif key not in known:
            yield document.problem((key,), f"unknown key `{key}`", did_you_mean(str(key), known, "There are"), at_key=True)


def _over(base: Document | None, document: Document | None, keys: tuple[str, ...]) -> Document | None:
    if document is None or not isinstance(document.value, dict):
        return base
    value: dict[str, Any] = {key: document.value[key] for key in keys if key in document.value}
    part = document._replace(
        value=value, values={place: spot._replace(file=spot.file or document.file) for place, spot in document.values.items()}
    )
    return merged(base, part) if base else part
