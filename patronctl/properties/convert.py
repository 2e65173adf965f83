"""Convert a converter file to the YAML form. With a feed that has a header, positions become the names of columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patronctl.documents.document import Place
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.problem import Problem
from patronctl.properties import follett as converter
from patronctl.properties import naming, yaml
from patronctl.properties.sample import Sample, looks_like_header, take


@dataclass(frozen=True)
class Converted:
    """The YAML form, and the problems (warnings) that the file has."""

    text: str
    problems: tuple[Problem, ...]


def convert(file: Path, feed: Path | None = None) -> Converted:
    """The YAML form of a converter file.

    Raises ConfigurationError, with every problem, where something can't be translated; FeedError where the feed can't be read.
    """
    reading = _read(file)
    if reading.properties is None:
        raise ConfigurationError(f"{file.name} can't be converted as it is", problems=reading.problems)
    data = reading.properties.model_dump(exclude_unset=True, by_alias=True)
    heading = [f"Converted from {file.name}."]
    if feed:
        heading.append(_with_names(data, take(feed, data.get("encoding", "utf-8"))))
    comments = {place: f"line {spot.line}" for place, spot in reading.spots.items() if place[0] == "fields"}
    text = yaml.render(_plainly(data), heading=heading, comments=_texts(comments), closing=_closing(reading, file))
    return Converted(text, reading.problems)


def _read(file: Path) -> converter.Reading:
    try:
        return converter.read(file, file.name)
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}", hint="Name a converter file.") from error


def _with_names(data: dict[str, Any], sample: Sample) -> str:
    """Put names into `data`, and answer with a sentence that says so, or why not."""
    # The converter skips the header as one of the rows before the data.
    before = max(data.get("skip_rows", 0) - 1, 0)
    header = sample.rows[before] if len(sample.rows) > before else []
    if not looks_like_header(header, sample.rows[before + 1 :]):
        return f"{sample.file} has no header that could be used, so columns are given by their position."
    for name, mapping in data["fields"].items():
        data["fields"][name] = _renamed(naming.named, mapping, header, f"fields.{name}", sample.file)
    for name, table in data.get("maps", {}).items():
        data["maps"][name] = _renamed(naming.named_table, table, header, f"maps.{name}", sample.file)
    data |= {"header": True, "skip_rows": before}
    return f"Columns are given by their names in the header of {sample.file}: their order may change."


def _renamed(rename: Callable[[Any, Sequence[str]], Any], value: Any, header: Sequence[str], place: str, feed: str) -> Any:
    try:
        return rename(value, header)
    except IndexError:
        raise ConfigurationError(
            f"{place} takes a column beyond the {len(header)} of {feed}", hint="Is it the feed that belongs to this file?"
        ) from None


def _plainly(data: dict[str, Any]) -> dict[str, Any]:
    """In the order that people read, `site: {column: 3}` as `site: 3`, without what says nothing."""
    nothing = {"header": True, "skip_rows": 0, "maps": {}}
    order = ("encoding", "header", "skip_rows", "match_on", "fields", "maps")
    data = {key: data[key] for key in order if key in data and data[key] != nothing.get(key)}
    data["fields"] = {name: said["column"] if set(said) == {"column"} else said for name, said in data["fields"].items()}
    return data


def _texts(comments: Mapping[Place, str]) -> dict[yaml.Place, str]:
    return {tuple(map(str, place)): text for place, text in comments.items()}


def _closing(reading: converter.Reading, file: Path) -> list[str]:
    lines = [f"Line {note.line}, {note.key}: {note.why}." for note in sorted(reading.notes, key=lambda note: note.line)]
    lines += [f"Line {problem.line}: {problem.message}." for problem in reading.problems if problem.line]
    return ["", f"What {file.name} also says, and what became of it:", *lines] if lines else []
