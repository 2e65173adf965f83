"""Whose the state is: root's hand becomes the account that owns it, and what belongs to anybody else is found.

The state belongs to the account that runs the services. If root made files in it, the services could not change them any more, and
if root followed what the account planted there, the account would have root's powers.
"""

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import patronctl
from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.files import make_folder
from patronctl.places import DEFAULT_STATE, Places

ACCOUNT = "patronctl"
_DEPTH = 4
"""districts/NAME/runs/RUN: whoever can change a run's folder can change what is in it."""


@dataclass(frozen=True)
class Misplaced:
    """Something in the state that belongs to another account than the state itself."""

    path: Path
    owner: str
    expected: str

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return f"{self.path} belongs to {self.owner}, but the state belongs to {self.expected}, which runs the jobs and can't change it"

    @property
    def command(self) -> str:
        """What repairs it. Links are not followed."""
        return f"chown -hR {self.expected}: {shlex.quote(str(self.path))}"


def become_owner(places: Places) -> None:
    """From here on this process is the account that owns the state, where root started it. A new default state is made for that account.

    Raises ConfigurationError where that account can't read patronctl itself, and for a state that everybody may write to.
    """
    refuse_public(places.state)
    if os.geteuid() != 0:
        return
    if not places.state.exists():
        _make_for_account(places.state)
    if not places.state.is_dir():
        return
    owner = places.state.stat()
    if owner.st_uid == 0:
        return
    _become(owner.st_uid, owner.st_gid, places)


def refuse_public(state: Path) -> None:
    """Raises PatronctlError for a state that every account may write to: nothing in it could be believed."""
    try:
        mode = state.stat().st_mode
    except OSError:
        return
    if stat.S_ISDIR(mode) and mode & stat.S_IWOTH:
        raise PatronctlError(
            f"Every account of this machine may write to the state {state}",
            hint=f"See what lies in it, then: chmod o-w {shlex.quote(str(state))}",
            code="state_public",
        )


def misplaced(state: Path) -> list[Misplaced]:
    """What belongs to another account than the state, the outermost folders only. What can't be looked at is left out."""
    try:
        owner = state.stat().st_uid
    except OSError:
        return []
    return [Misplaced(path, name_of(uid), name_of(owner)) for path, uid in _others(state, owner, _DEPTH)]


def name_of(uid: int) -> str:
    """An account's name, its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _others(folder: Path, owner: int, depth: int) -> Iterator[tuple[Path, int]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        uid = entry.stat(follow_symlinks=False).st_uid
        if uid != owner:
            yield Path(entry.path), uid
        elif depth and entry.is_dir(follow_symlinks=False):
            yield from _others(Path(entry.path), owner, depth - 1)


def _make_for_account(state: Path) -> None:
    """The service's first run would make it so; whoever comes first, it is the same."""
    try:
        account = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return
    if state == DEFAULT_STATE and state.parent.is_dir():
        make_folder(state, mode=0o700, owner=(account.pw_uid, account.pw_gid))


def _become(uid: int, gid: int, places: Places) -> None:
    name = name_of(uid)
    if name == str(uid):
        os.setgroups([])
    else:
        os.initgroups(name, gid)
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    # Whatever asks for them from here on, a crash's report say, means the same places.
    os.environ["PATRONCTL_STATE"], os.environ["PATRONCTL_WORKSPACE"] = str(places.state), str(places.workspace)
    os.environ["HOME"] = pwd.getpwuid(uid).pw_dir if name != str(uid) else "/"
    if not os.access(patronctl.__file__, os.R_OK):
        raise ConfigurationError(
            f"The account {name}, to which the state belongs, can't read {Path(patronctl.__file__).parent}",
            hint="Start the job's service, which can: systemctl start patronctl-JOB@full.service. Or install patronctl in /opt.",
        )
