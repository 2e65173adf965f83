"""Files under jobs/ that are not read. If one of them holds a job, that is an error: otherwise the job would silently disappear."""

import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from patronctl.domain.problem import Problem
from patronctl.places import real

_LARGEST = 100_000
_JOB_NAME = re.compile(rb"""^name[ \t]*:[ \t]*["']?([a-z0-9][a-z0-9-]*)""", re.MULTILINE)
_OTHER_KEYS = (re.compile(rb"^properties[ \t]*:", re.MULTILINE), re.compile(rb"^source[ \t]*:", re.MULTILINE))
_HINT = "Rename it to end in .yaml. To pause a job, remove its schedule."


def is_yaml(name: str) -> bool:
    """Does a name end as those of YAML files do, in whatever case?"""
    return name.casefold().endswith((".yaml", ".yml"))


def no_file(path: Path) -> str:
    """Why something with the name of a configuration file can't be read as one; "" where it is a file."""
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        return f"the link can't be followed: {problem.strerror}" if path.is_symlink() else f"the file can't be read: {problem.strerror}"
    if stat.S_ISREG(mode):
        return ""
    return "this is a folder, not a file" if stat.S_ISDIR(mode) else "this is not a regular file"


def unread(root: Path, folder: Path, read: Collection[Path], jobs: Collection[str]) -> Iterator[Problem]:
    """The files in a district's folder, and in those below it, that are neither `read` nor mere copies of the loaded `jobs`."""
    done = set(read)
    for path, below in _files(folder):
        if path in done or (path.is_symlink() and real(path) in done):
            continue
        name = path.relative_to(root).as_posix()
        job, line = _job_in(path)
        if job and job not in jobs:
            where = "in a folder below the district's" if below else "with this name"
            hint = f"Move it into {folder.relative_to(root).as_posix()}." if below and path.suffix == ".yaml" else _HINT
            yield Problem(name, line, 1, f"this holds the job {job}, but a file {where} is not read", hint)
        elif below and is_yaml(path.name):
            yield Problem(name, 0, 0, "a file in a folder below the district's is not read", "Move or remove it.", "warning")


def _files(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Files that might hold a job, and whether they lie below: all of the folder itself, and what is called YAML in those below."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = at != str(folder)
        for name in sorted(names):
            if not below or "yaml" in name.casefold() or "yml" in name.casefold():
                yield Path(at, name), below


def _job_in(path: Path) -> tuple[str, int]:
    """The name of the job that a file seems to hold, and its line; "" for none."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return "", 0
        text = path.read_bytes()
    except OSError:
        return "", 0
    named = _JOB_NAME.search(text)
    if not named or not all(key.search(text) for key in _OTHER_KEYS):
        return "", 0
    return named[1].decode(), text.count(b"\n", 0, named.start()) + 1
