"""One district's folder: which file is what, all of them read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.documents.located import Located, M, validated
from patronctl.documents.yaml_file import read_yaml
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import nearest
from patronctl.properties.file import READERS, read_properties
from patronctl.properties.model import Properties


@dataclass
class DistrictFolder:
    """What was read. `properties` by path; None where a file can't be used."""

    root: Path
    path: Path
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
            self._paths[named] = (self.path / named).resolve()
        return self._paths[named]

    def properties_of(self, job: Located[Job]) -> Located[Properties] | None:
        """A job's properties, where they can be used."""
        return self.properties.get(self.properties_path(job))


def read_folder(root: Path, path: Path) -> DistrictFolder:
    """Read `district.yaml`, the properties (`*.properties.yaml`, `*.properties`), and every other `*.yaml` as a job."""
    folder = DistrictFolder(root, path)
    for file in sorted(path.iterdir()):
        if file.name.startswith(".") or not file.is_file():
            continue
        if file.name == "district.yaml":
            folder.district = _read(folder, file, District)
        elif is_properties(file):
            _read_properties(folder, file.resolve())
        elif file.suffix == ".yaml":
            folder.jobs += [job for job in [_read(folder, file, Job)] if job]
        elif file.suffix == ".yml":
            folder.problems.append(Problem(_name(folder, file), 0, 0, "a file that ends in .yml is not read", "Let its name end in .yaml."))
    _require_district(folder)
    for job in folder.jobs:
        _require_properties(folder, job)
    return folder


def is_properties(file: Path) -> bool:
    """Is it a properties file, by its name?"""
    return file.name.endswith(".properties.yaml") or (file.suffix in READERS and file.suffix != ".yaml")


def _read(folder: DistrictFolder, file: Path, model: type[M]) -> Located[M] | None:
    folder.files.append(file)
    document, problems = read_yaml(file, _name(folder, file))
    folder.problems += problems
    if document is None:
        return None
    located, refused = validated(model, document)
    folder.problems += refused
    return located


def _read_properties(folder: DistrictFolder, file: Path) -> None:
    folder.files.append(file)
    folder.properties[file], problems = read_properties(file, _name(folder, file))
    folder.problems += problems


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
    if path.is_file() and path.is_relative_to(folder.root):
        _read_properties(folder, path)
        return
    message, hint = f"there is no properties file {job.model.properties}", _similar(folder.properties, path)
    if path.is_file():
        message, hint = "the properties lie outside of the workspace", "Copy the file into the workspace, so that it is reviewed with it."
    folder.problems.append(job.document.problem(("properties",), message, hint))


def _similar(known: Mapping[Path, object], path: Path) -> str:
    near = nearest(path.name, [other.name for other in known])
    return f"Did you mean {near}?" if near else "The path counts from this file."


def _name(folder: DistrictFolder, file: Path) -> str:
    return file.relative_to(folder.root).as_posix()
