"""The effective configuration of a job: every value, with the file and the line that gave it, or that it is the program's default."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from patronctl.config.folder import DistrictFolder, read_folder
from patronctl.config.workspace import load
from patronctl.documents.document import Place
from patronctl.documents.located import Located
from patronctl.places import Places

SECTIONS = ("district", "job", "properties")


class Value(NamedTuple):
    """One value. `file` and `line` are blank and 0 where nobody said it and the program's default counts."""

    section: str
    place: Place
    value: Any
    file: str
    line: int

    @property
    def path(self) -> str:
        """The place as people write it: district.sites[0].title."""
        return self.section + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)

    @property
    def origin(self) -> str:
        """Where it comes from."""
        return f"{self.file}:{self.line}" if self.file else "default"


def show(places: Places, name: str) -> list[Value]:
    """Every value of a job, its district and its properties. Raises ConfigurationError where there is no such job, or it has errors."""
    workspace = load(places.workspace, job=name)
    loaded = workspace.job(name)
    folder = read_folder(workspace.root, loaded.folder)
    return list(_values(folder, name))


def as_json(job: str, values: list[Value]) -> str:
    """For programs."""
    rows = [{"path": one.path, "value": one.value, "file": one.file or None, "line": one.line or None} for one in values]
    return json.dumps({"format_version": 1, "job": job, "values": rows}, indent=2, ensure_ascii=False)


def as_yaml(values: list[Value]) -> str:
    """YAML that reads as the files do, with the origin of each value behind it."""
    lines: list[str] = []
    before: tuple[str | int, ...] = ()
    for one in values:
        way = (one.section, *one.place)
        shared = next((n for n, (a, b) in enumerate(zip(before, way, strict=False)) if a != b), min(len(before), len(way)))
        lines += [f"{'  ' * depth}{_key(way[depth])}" for depth in range(shared, len(way) - 1)]
        lines.append(f"{'  ' * (len(way) - 1)}{_key(way[-1])} {json.dumps(one.value, ensure_ascii=False)}  # {one.origin}")
        before = way
    return "\n".join(lines)


def _key(step: str | int) -> str:
    return "-" if isinstance(step, int) else f"{step}:"


def _values(folder: DistrictFolder, name: str) -> Iterator[Value]:
    assert folder.district is not None
    yield from _of("district", folder.district)
    job = next(job for job in folder.jobs if job.model.name == name)
    yield from _of("job", job)
    properties = folder.properties_of(job)
    if properties:
        yield from _of("properties", properties)


def _of(section: str, located: Located[Any]) -> Iterator[Value]:
    values, file = located.document.values, located.document.file
    for place, value in _leaves(located.model, ()):
        spot = values.get(place)
        yield Value(section, place, value, (spot.file or file) if spot else "", spot.line if spot else 0)


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, BaseModel):
        for key, info in type(value).model_fields.items():
            inner = getattr(value, key)
            if inner is not None:
                yield from _leaves(inner, (*place, info.alias or key))
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*place, number))
    else:
        yield place, value
