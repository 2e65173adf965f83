"""Properties files, by their suffix. A new form is one reader and one line here."""

from collections.abc import Callable
from pathlib import Path

from patronctl.documents.document import Document
from patronctl.documents.located import Located, validated
from patronctl.documents.yaml_file import read_yaml
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties

Reader = Callable[[Path, str], tuple[Located[Properties] | None, list[Problem]]]


def read_properties(path: Path, file: str) -> tuple[Located[Properties] | None, list[Problem]]:
    """The properties, None where they can't be used, and every problem. `file` is the file's name in messages."""
    reader = READERS.get(path.suffix)
    if reader is None:
        return None, [Problem(file, 0, 0, f"{path.name} is no properties file", f"Its name should end in {' or '.join(READERS)}.")]
    return reader(path, file)


def _yaml(path: Path, file: str) -> tuple[Located[Properties] | None, list[Problem]]:
    document, problems = read_yaml(path, file)
    if document is None:
        return None, problems
    located, refused = validated(Properties, document)
    return located, [*problems, *refused]


def _converter(path: Path, file: str) -> tuple[Located[Properties] | None, list[Problem]]:
    from patronctl.properties import follett as converter  # most workspaces have no such file

    try:
        reading = converter.read(path, file)
    except OSError as problem:
        return None, [Problem(file, 0, 0, f"the file can't be read: {problem.strerror}")]
    if reading.properties is None:
        return None, list(reading.problems)
    value = reading.properties.model_dump(exclude_unset=True, by_alias=True)
    return Located(reading.properties, Document(file, value, reading.spots, reading.spots)), list(reading.problems)


READERS: dict[str, Reader] = {".yaml": _yaml, ".properties": _converter}
