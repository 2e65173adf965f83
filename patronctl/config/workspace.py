"""The workspace: every district's folder under jobs/, read, validated and checked against each other."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from patronctl.config.checks import check_district, check_workspace
from patronctl.config.district import District
from patronctl.config.folder import DistrictFolder, read_folder
from patronctl.config.job import Job
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.model import Properties


class LoadedDistrict(NamedTuple):
    """A district, its file, and the names of its jobs."""

    district: District
    path: Path
    jobs: tuple[str, ...]


class LoadedJob(NamedTuple):
    """A job with all that belongs to it. Relative folders of sources count from `folder`, the district's."""

    job: Job
    district: District
    properties: Properties
    path: Path
    properties_path: Path
    folder: Path


class Workspace(NamedTuple):
    """What could be loaded, and every problem of what could not."""

    root: Path
    districts: Mapping[str, LoadedDistrict] = {}
    jobs: Mapping[str, LoadedJob] = {}
    problems: tuple[Problem, ...] = ()
    files: int = 0
    """How many files were read."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are not warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def job(self, name: str) -> LoadedJob:
        """The job. Raises ConfigurationError where there is none, or where its district has errors."""
        found = self.jobs.get(name)
        errors = tuple(error for error in self.errors if found is None or error.file.startswith(_prefix(self.root, found.folder)))
        if errors:
            about = f"The job {name} can't run" if found else f"There is no job {name} that can be used"
            raise ConfigurationError(f"{about}: the configuration has {_errors(len(errors))}", problems=errors)
        if found is None:
            raise ConfigurationError(
                f"There is no job {name} in {self.root}", hint=did_you_mean(name, self.jobs, "There are") or "See `patronctl init`."
            )
        return found


def load(workspace: Path, paths: Sequence[Path] = (), *, job: str = "") -> Workspace:
    """Load the workspace. Never raises for problems.

    With `paths`, only the districts that they lie in, and the problems of these paths. With `job`, only the district whose files
    name it: one job's run doesn't wait for hundreds of others; all of them where none does.
    """
    root = workspace.resolve()
    wanted = [path.resolve() for path in paths]
    folders, problems = _folders(root, wanted)
    folders = [folder for folder in folders if job and _names(folder, job)] or folders
    read = [read_folder(root, folder) for folder in folders]
    problems += [problem for district in read for problem in [*district.problems, *check_district(district)]]
    problems += check_workspace(read)
    shown = [problem for problem in problems if not wanted or _within(root / problem.file, wanted)]
    return Workspace(root, _districts(read), _jobs(read), tuple(sorted(set(shown))), sum(len(district.files) for district in read))


def _folders(root: Path, wanted: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    jobs = root / "jobs"
    if not jobs.is_dir():
        return [], [
            Problem("jobs", 0, 0, f"there is no folder jobs in {root}", "`patronctl init DIR` makes a workspace; --workspace names it.")
        ]
    folders = sorted(path for path in jobs.iterdir() if path.is_dir() and not path.name.startswith("."))
    problems = [_stray(root, path) for path in sorted(jobs.glob("*.y*ml"))]
    if not folders and not problems:
        problems = [Problem("jobs", 0, 0, "there is no district in it", "Each district has a folder: jobs/lincoln/district.yaml.")]
    if not wanted:
        return folders, problems
    problems += [_missing(root, path) for path in wanted if not path.exists()]
    return [folder for folder in folders if any(_touches(folder, path) for path in wanted)], problems


def _names(folder: Path, job: str) -> bool:
    """Could the job be in this folder? Its name is in one of the files, at least."""
    return any(job.encode() in path.read_bytes() for path in folder.glob("*.yaml") if path.is_file())


def _stray(root: Path, path: Path) -> Problem:
    return Problem(path.relative_to(root).as_posix(), 0, 0, "a file directly in jobs is not read", "Move it into its district's folder.")


def _missing(root: Path, path: Path) -> Problem:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return Problem(name, 0, 0, "there is no such file or folder")


def _touches(folder: Path, path: Path) -> bool:
    return path.is_relative_to(folder) or folder.is_relative_to(path)


def _within(file: Path, wanted: Sequence[Path]) -> bool:
    return any(file.is_relative_to(path) for path in wanted)


def _districts(read: Sequence[DistrictFolder]) -> dict[str, LoadedDistrict]:
    return {
        folder.district.model.name: LoadedDistrict(
            folder.district.model, folder.path / "district.yaml", tuple(job.model.name for job in folder.jobs)
        )
        for folder in read
        if folder.district
    }


def _jobs(read: Sequence[DistrictFolder]) -> dict[str, LoadedJob]:
    loaded: dict[str, LoadedJob] = {}
    for folder in read:
        for job in folder.jobs:
            properties, path = folder.properties_of(job), folder.properties_path(job)
            if folder.district and properties:
                loaded.setdefault(
                    job.model.name,
                    LoadedJob(job.model, folder.district.model, properties.model, folder.root / job.document.file, path, folder.path),
                )
    return loaded


def _prefix(root: Path, folder: Path) -> str:
    return f"{folder.relative_to(root).as_posix()}/"


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"
