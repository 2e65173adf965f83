"""The workspace as it was at a git revision, in a folder of its own. The repository and its index stay as they are."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from patronctl.domain.errors import ConfigurationError


@contextmanager
def checked_out(workspace: Path, revision: str) -> Iterator[Path]:
    """The workspace at the revision. Raises ConfigurationError where there is no git, no repository, or no such revision."""
    top = Path(_git(workspace, "rev-parse", "--show-toplevel").strip())
    inside = workspace.relative_to(top.resolve())
    commit = _commit(workspace, revision)
    with TemporaryDirectory(prefix="patronctl-") as folder:
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        _git(top, "read-tree", commit, **index)
        names = _git(top, "ls-files", "-z", "--", str(inside / "jobs"), **index)
        # A link in a revision is written as a file: it must not lead out of the folder.
        _git(top, "-c", "core.symlinks=false", "checkout-index", "-z", "--stdin", f"--prefix={folder}/tree/", text=names, **index)
        root = Path(folder, "tree", inside)
        (root / "jobs").mkdir(parents=True, exist_ok=True)
        yield root.resolve()


def _commit(workspace: Path, revision: str) -> str:
    try:
        return _git(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    except ConfigurationError:
        raise ConfigurationError(
            f"git knows no revision {revision} here",
            hint="In CI, fetch the whole history first (fetch-depth: 0, or git fetch --unshallow).",
        ) from None


def _git(folder: Path, *arguments: str, text: str = "", **environment: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, env={**os.environ, **environment}, input=text, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise ConfigurationError("git is not installed", hint="`patronctl plan --against` reads the other version from git.") from None
    if done.returncode:
        raise ConfigurationError(
            f"git {arguments[0]} failed in {folder}: {done.stderr.strip() or done.returncode}",
            hint="The workspace has to lie in a git repository; git may also refuse one that another account owns (safe.directory).",
        )
    return done.stdout
