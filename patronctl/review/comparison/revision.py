"""The workspace as it was at a git revision, in a folder of its own. The repository and its index stay as they are."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from patronctl.domain.errors import ConfigurationError
from patronctl.places import private_folder, real

_UPWARDS = re.compile(rb"^properties[ \t]*:[^\n]*\.\./", re.MULTILINE)
"""A job whose properties are in another folder."""


def changed_districts(workspace: Path, revision: str) -> list[str] | None:
    """The folders under jobs/ in which a file differs from the revision or is not in git; None where any district may be affected.

    Raises ConfigurationError where there is no git, no repository, or no such revision.
    """
    commit = _commit(workspace, revision)
    # A name with a backslash or a line break comes as it is: -z.
    differing = _git(workspace, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", commit, "--", ".")
    unknown = _git(workspace, "ls-files", "--others", "-z", "--", "jobs") + _git(
        workspace, "ls-files", "--others", "--exclude-standard", "-z"
    )
    paths = [Path(name) for name in (differing + unknown).split("\0") if name]
    if any(_reaches_others(workspace, path) for path in paths):
        return None
    return sorted({path.parts[1] for path in paths if path.parts[0] == "jobs" and len(path.parts) > 2} | _elsewhere(workspace, paths))


def _reaches_others(workspace: Path, path: Path) -> bool:
    """A link, a file directly in jobs, or properties outside of it: every district may read them."""
    if path.parts[0] != "jobs":
        return path.suffix in (".yaml", ".properties")
    return len(path.parts) == 2 or any((workspace / part).is_symlink() for part in (path, *path.parents))


def _elsewhere(workspace: Path, paths: Sequence[Path]) -> set[str]:
    """The districts whose jobs name files of other folders: their properties may be among those that changed."""
    if not any(_is_properties(path) for path in paths):
        return set()
    jobs = (path for path in (workspace / "jobs").glob("*/*.yaml") if path.is_file())
    return {path.parent.name for path in jobs if _UPWARDS.search(path.read_bytes())}


@contextmanager
def checked_out(workspace: Path, revision: str, districts: Sequence[str] | None = None) -> Iterator[Path]:
    """The workspace at the revision, or these `districts` of it.

    Raises ConfigurationError where there is no git, no repository, or no such revision.
    """
    top = Path(_git(workspace, "rev-parse", "--show-toplevel").strip())
    inside = workspace.relative_to(real(top))
    commit = _commit(workspace, revision)
    with TemporaryDirectory(prefix="patronctl-") as folder:
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        _git(top, "read-tree", commit, **index)
        names = _git(top, "--literal-pathspecs", "ls-files", "-z", "--", str(inside), **index).split("\0")
        names = [name for name in names if name and _wanted(Path(name).relative_to(inside), districts)]
        # A link in a revision is written as a file: it must not lead out of the folder.
        _git(
            top, "-c", "core.symlinks=false", "checkout-index", "-z", "--stdin", f"--prefix={folder}/tree/", text="\0".join(names), **index
        )
        root = Path(real(Path(folder)), "tree", inside)
        private_folder(root / "jobs")
        yield root


def _wanted(path: Path, districts: Sequence[str] | None) -> bool:
    """A file of these districts, or one that their jobs may name as their properties."""
    if path.parts[0] != "jobs":
        return path.suffix in (".yaml", ".properties")
    return districts is None or path.parts[1] in districts or _is_properties(path)


def _is_properties(path: Path) -> bool:
    return path.name.endswith((".properties", ".properties.yaml"))


def _commit(workspace: Path, revision: str) -> str:
    try:
        return _git(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    except ConfigurationError:
        raise ConfigurationError(
            f"git knows no revision {revision} here",
            hint="In CI, fetch the whole history first (fetch-depth: 0, or git fetch --unshallow).",
        ) from None


def _git(folder: Path, *arguments: str, text: str = "", **environment: str) -> str:
    # Without optional locks, looking at a repository doesn't write its index. A name that is not UTF-8 comes back as it went.
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", **environment}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, env=environment, input=text, capture_output=True, check=False,
            encoding="utf-8", errors="surrogateescape",
        )  # fmt: skip
    except FileNotFoundError:
        raise ConfigurationError("git is not installed", hint="`patronctl plan --against` reads the other version from git.") from None
    if done.returncode:
        raise ConfigurationError(
            f"git {arguments[0]} failed in {folder}: {done.stderr.strip() or done.returncode}",
            hint="The workspace must be in a git repository; git may also refuse one that another account owns (safe.directory).",
        )
    return done.stdout
