"""One district's folder: which file is what, all of them read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from patronctl.config.defaults import Defaults, laid_under, read_defaults
from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.config.unread import is_yaml, no_file, unread
from patronctl.documents.document import Document
from patronctl.documents.located import Located, M, validated
from patronctl.documents.yaml_file import read_yaml
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import nearest
from patronctl.places import real
from patronctl.properties.file import READERS, read_properties
from patronctl.properties.model import Properties

_OUTSIDE = ("the properties lie outside of the workspace", "Copy the file into the workspace, so that it is reviewed with it.")


@dataclass
class DistrictFolder:
    """What was read. `properties` by path; None where a file can't be used."""

    root: Path
    path: Path
    defaults: Defaults
    district: Located[District] | None = None
    jobs: list[Located[Job]] = field(default_factory=list)
    properties: dict[Path, Located[Properties] | None] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _paths: dict[str, Path] = field(default_factory=dict)

    def properties_path(self, job: Located[Job]) -> Path:
        """A job's properties file, counted from the job's file."""
        named = job.model.properties
        if named not in self._paths:  # every check asks, and the answer is a look at each folder of the path
            self._paths[named] = real(self.path / named)
        return self._paths[named]

    def properties_of(self, job: Located[Job]) -> Located[Properties] | None:
        """A job's properties, where they can be used."""
        return self.properties.get(self.properties_path(job))


def read_folder(root: Path, path: Path) -> DistrictFolder:
    """Read `district.yaml`, the properties (`*.properties.yaml`, `*.properties`), and every other `*.yaml` as a job.

    Whatever has such a name is read or has a problem, so that no job is gone without a word.
    """
    folder = DistrictFolder(root, path, read_defaults(root, path))
    folder.files += folder.defaults.files
    folder.problems += folder.defaults.problems
    try:
        files = sorted(file for file in path.iterdir() if not file.name.startswith(".") and (is_yaml(file.name) or is_properties(file)))
    except OSError as problem:
        folder.problems.append(Problem(_name(folder, path), 0, 0, f"the folder can't be read: {problem.strerror}"))
        return folder
    for file in files:
        if wrong := no_file(file):
            folder.problems.append(Problem(_name(folder, file), 0, 0, wrong))
        elif file.name == "district.yaml":
            folder.district = _read(folder, file, District, folder.defaults.district)
        elif is_properties(file):
            _read_properties(folder, real(file))
        elif file.suffix == ".yaml":
            folder.jobs += [job for job in [_read(folder, file, Job, folder.defaults.job)] if job]
        else:
            folder.problems.append(
                Problem(_name(folder, file), 0, 0, f"a file that ends in {file.suffix} is not read", "Rename it to end in .yaml.")
            )
    _require_district(folder)
    for job in folder.jobs:
        _require_properties(folder, job)
    folder.problems += unread(root, path, [*files, *folder.files], {job.model.name for job in folder.jobs})
    return folder


def is_properties(file: Path) -> bool:
    """Is it a properties file, by its name?"""
    return file.name.endswith(".properties.yaml") or (file.suffix in READERS and file.suffix != ".yaml")


def _read(folder: DistrictFolder, file: Path, model: type[M], inherited: Document | None) -> Located[M] | None:
    folder.files.append(file)
    document, problems = read_yaml(file, _name(folder, file))
    if document and model is Job and _are_properties(document):
        folder.problems.append(_misnamed(folder, file))
        return None
    located, refused = validated(model, laid_under(inherited, document)) if document else (None, [])
    _note(folder, file, located, [*problems, *refused])
    return located


def _are_properties(document: Document) -> bool:
    """Does a file that should be a job hold properties instead?"""
    return isinstance(document.value, dict) and "fields" in document.value and not {"source", "properties"} & document.value.keys()


def _misnamed(folder: DistrictFolder, file: Path) -> Problem:
    right = file.with_name(
        f"{file.stem.removesuffix('.properties').removesuffix('-properties').removesuffix('_properties')}.properties.yaml"
    )
    return Problem(_name(folder, file), 0, 0, "these are properties, in a place where a job is expected", f"Name the file {right.name}.")


def _read_properties(folder: DistrictFolder, file: Path) -> None:
    folder.files.append(file)
    if not file.is_relative_to(folder.root):
        folder.properties[file] = None
        folder.problems.append(Problem(str(file), 0, 0, *_OUTSIDE))
        return
    folder.properties[file], problems = read_properties(file, _name(folder, file))
    _note(folder, file, folder.properties[file], problems)


def _note(folder: DistrictFolder, file: Path, found: object, problems: list[Problem]) -> None:
    """Keep a file's problems. A file that could not be used has at least one, whatever went wrong in finding out why."""
    folder.problems += problems
    if found is None and not any(problem.severity == "error" for problem in problems):
        folder.problems.append(Problem(_name(folder, file), 0, 0, "the file can't be used", "This is a bug in patronctl."))


def _require_district(folder: DistrictFolder) -> None:
    if not (folder.path / "district.yaml").is_file():
        name = folder.path.relative_to(folder.root).as_posix()
        folder.problems.append(
            Problem(name, 0, 0, "the folder has no district.yaml", "Each district's folder has one; see `patronctl init`.")
        )


def _require_properties(folder: DistrictFolder, job: Located[Job]) -> None:
    path = folder.properties_path(job)
    if path in folder.properties:
        return
    if _is_file(path) and path.is_relative_to(folder.root):
        _read_properties(folder, path)
        return
    message, hint = f"there is no properties file {job.model.properties}", _similar(folder.properties, path)
    if _is_file(path):
        message, hint = _OUTSIDE
    folder.problems.append(job.document.problem(("properties",), message, hint))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a name that is too long, say


def _similar(known: Mapping[Path, object], path: Path) -> str:
    near = nearest(path.name, [other.name for other in known])
    return f"Did you mean {near}?" if near else "The path counts from this file."


def _name(folder: DistrictFolder, file: Path) -> str:
    return file.relative_to(folder.root).as_posix()
