"""Folders for copies of patrons' data that must not outlive who made them.

Each is registered by where it lies, `<state>/copies/`, and held by a lock that goes with the process. A process that is killed can't
clean up after itself, so the next one that starts does: what nobody holds any more is removed.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from patronctl import files
from patronctl.files import PlantedError
from patronctl.places import Places, one_at_a_time, private_folder, real
from patronctl.store import run_folder

_LEGACY = "explain-*"
"""What `explain` of an earlier version made in a district's folder, and left there when it was killed."""


@contextmanager
def private_copy(places: Places, purpose: str, district: str) -> Iterator[Path]:
    """A folder that only its owner can enter, gone at the end of the body; first those of processes that are gone are removed.

    It lies in the state. Where there is no state yet, or we can't write to it, it lies in a folder of our own among the temporary files.
    """
    remove_abandoned(places, district)
    with ExitStack() as stack:
        folder = _made(_root(places), purpose, stack)
        try:
            yield folder
        finally:
            files.remove_tree(folder, ignore_errors=True)


def remove_abandoned(places: Places, district: str, *, holding_lock: bool = False) -> None:
    """Remove every private copy that nobody holds any more, and what killed runs of the district left of a feed in their folders.

    What belongs to another account stays for that account.
    """
    for root in (places.state / "copies", _temporary()):
        if root.is_dir() and not root.is_symlink():
            with suppress(OSError):
                _sweep(root)
    for left in places.state.glob(f"districts/*/{_LEGACY}"):
        files.remove_tree(left, ignore_errors=True)
    for folder in run_folder.with_leftovers(places, district, holding_lock=holding_lock):
        run_folder.tidy(folder)


def _root(places: Places) -> Path:
    """Where copies lie, made where it is missing."""
    if os.access(places.state, os.R_OK | os.W_OK | os.X_OK):
        root = places.state / "copies"
        private_folder(root)
        if os.access(root, os.R_OK | os.W_OK | os.X_OK):
            return root
    root = _temporary()
    try:
        private_folder(root)
        planted = bool(root.stat().st_mode & 0o077) or root.stat().st_uid != os.geteuid()
    except PlantedError:
        planted = True
    if planted:
        # Somebody else was there first: a folder of this process alone, which nobody can sweep, is the better one.
        return Path(tempfile.mkdtemp(prefix="patronctl-"))
    return root


def _temporary() -> Path:
    return real(Path(tempfile.gettempdir())) / f"patronctl-{os.geteuid()}"


def _made(root: Path, purpose: str, stack: ExitStack) -> Path:
    with one_at_a_time(root / ".lock"):  # nobody sweeps between the making and the holding
        folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=root))
        stack.enter_context(run_folder.held(folder))
    return folder


def _sweep(root: Path) -> None:
    with one_at_a_time(root / ".lock"):
        for folder in root.iterdir():
            if folder.is_dir() and not run_folder.is_held(folder):
                files.remove_tree(folder, ignore_errors=True)
