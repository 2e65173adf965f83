"""The workspace: every district's folder under jobs/, read, validated and checked against each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from patronctl.config.checks import check_district, check_workspace
from patronctl.config.defaults import NAME as DEFAULTS
from patronctl.config.district import District
from patronctl.config.folder import DistrictFolder, is_properties, read_folder
from patronctl.config.job import Job
from patronctl.config.unread import is_yaml
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.places import real
from patronctl.properties.model import Properties

GROUPS_DEEP = 4
"""How many folders may stand between jobs/ and a district's."""


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
        errors = tuple(error for error in self.errors if found is None or _concerns(self.root, found.folder, error.file))
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
    root = real(workspace)
    wanted = [real(path) for path in paths]
    folders, problems = _folders(root, wanted)
    folders = [folder for folder in folders if job and _names(folder, job)] or folders
    read = [read_folder(root, folder) for folder in folders]
    problems += [problem for district in read for problem in [*district.problems, *check_district(district)]]
    problems += check_workspace(read)
    problems = _told_once(problems)
    shown = [problem for problem in problems if not wanted or _within(root / problem.file, wanted)]
    return Workspace(root, _districts(read), _jobs(read), tuple(sorted(set(shown))), sum(len(district.files) for district in read))


def _told_once(problems: list[Problem]) -> list[Problem]:
    """A problem of a default arises in every file that inherits it: it is reported once, with how many it concerns."""
    times = Counter(problems)
    return [_concerning(problem, count) if problem.file.endswith(f"/{DEFAULTS}") else problem for problem, count in times.items()]


def _concerning(problem: Problem, files: int) -> Problem:
    return problem if files == 1 else problem._replace(hint=" ".join(filter(None, (problem.hint, f"{files:,} files inherit it."))))


def _folders(root: Path, wanted: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    jobs = root / "jobs"
    if not jobs.is_dir():
        return [], [
            Problem("jobs", 0, 0, f"there is no folder jobs in {root}", "`patronctl init DIR` makes a workspace; --workspace names it.")
        ]
    try:
        entries = sorted(jobs.iterdir())
        tops = [path for path in entries if path.is_dir() and not path.name.startswith(".")]
        problems = [problem for path in entries if path not in tops for problem in _stray(root, path)]
        folders = [folder for top in tops for folder in _districts_in(root, top, problems)]
    except OSError as problem:
        return [], [Problem("jobs", 0, 0, f"the folder can't be read: {problem.strerror}")]
    if not folders and not problems:
        problems = [Problem("jobs", 0, 0, "there is no district in it", "Each district has a folder: jobs/lincoln/district.yaml.")]
    if not wanted:
        return folders, problems
    problems += [_missing(root, path) for path in wanted if not path.exists()]
    return [folder for folder in folders if any(_touches(folder, path) for path in wanted)], problems


def _districts_in(root: Path, folder: Path, problems: list[Problem]) -> list[Path]:
    """The folder itself; or, where it is only a group of districts, those below it."""
    if (folder / "district.yaml").exists() or not _is_group(folder, GROUPS_DEEP):
        return [folder]
    entries = sorted(folder.iterdir())
    below = [path for path in entries if path.is_dir() and not path.name.startswith(".")]
    problems += [problem for path in entries if path not in below for problem in _stray(root, path)]
    return [found for path in below for found in _districts_in(root, path, problems)]


def _is_group(folder: Path, deep: int) -> bool:
    try:
        below = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".") and not path.is_symlink()]
    except OSError:
        return False
    return any((path / "district.yaml").exists() or (deep > 1 and _is_group(path, deep - 1)) for path in below)


def _names(folder: Path, job: str) -> bool:
    """Could the job be in this folder? Its name is in one of the files, at least."""
    try:
        return any(job.encode() in path.read_bytes() for path in folder.glob("*.yaml") if path.is_file())
    except OSError:
        return True  # reading it says what is wrong


def _stray(root: Path, path: Path) -> Iterator[Problem]:
    """What lies in jobs and is no folder of a district, where it may be meant as a part of the configuration."""
    name = path.relative_to(root).as_posix()
    if path.is_symlink() and not path.exists():
        yield Problem(name, 0, 0, "the link leads nowhere", "Correct or remove it.")
    elif path.is_dir() and (path / "district.yaml").exists():
        yield Problem(name, 0, 0, "a folder whose name begins with a dot is not read", "Rename it, or move it out of jobs.")
    elif path.name == DEFAULTS:
        return
    elif is_yaml(path.name) or (is_properties(path) and not path.is_dir()):
        yield Problem(name, 0, 0, "a file directly in jobs is not read", "Move it into its district's folder.")


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


def _concerns(root: Path, folder: Path, file: str) -> bool:
    """Is a file in the folder, or one from which it inherits?"""
    path = root / file
    return file.startswith(_prefix(root, folder)) or (path.name == DEFAULTS and folder.is_relative_to(path.parent))


def _prefix(root: Path, folder: Path) -> str:
    return f"{folder.relative_to(root).as_posix()}/"


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"
