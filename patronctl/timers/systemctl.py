"""The only door to systemctl."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from patronctl.domain.errors import PatronctlError
from patronctl.domain.timer_plan import Kind
from patronctl.places import real

SYSTEM_UNITS = Path("/etc/systemd/system")
SYSTEM_STAMPS = Path("/var/lib/systemd/timers")
PROPERTIES = ("Id", "LoadState", "UnitFileState", "ActiveState", "Result", "NeedDaemonReload", "FragmentPath", "DropInPaths")
AT_ONCE = 1000
"""Units per call: a command line has an end."""


@dataclass(frozen=True)
class State:
    """What systemd says of one unit."""

    load: str = ""
    enabled: str = ""
    active: str = ""
    result: str = ""
    needs_reload: bool = False
    file: str = ""
    drop_ins: str = ""


class Manager(Protocol):
    """Who runs the units."""

    kind: Kind
    folder: Path
    stamps: Path
    """Where it keeps when each persistent timer fired last."""

    def states(self, names: Sequence[str]) -> dict[str, State]:
        """What the manager says of each unit."""

    def run(self, verb: str, names: Sequence[str] = (), options: Sequence[str] = ()) -> None:
        """Do one thing to units. Raises PatronctlError with what the manager said."""


class NoManager:
    """A folder of unit files, and nobody who runs them: for images, reviews and tests."""

    kind: Kind = "none"

    def __init__(self, folder: Path) -> None:
        self.folder = self.stamps = folder

    def states(self, names: Sequence[str]) -> dict[str, State]:  # noqa: ARG002
        """Nothing: the files are all there is."""
        return {}

    def run(self, verb: str, names: Sequence[str] = (), options: Sequence[str] = ()) -> None:
        """Nothing: the files are all there is."""


class Systemctl:
    """The system's manager, or the user's own."""

    def __init__(self, *, user: bool = False) -> None:
        self.kind: Kind = "user" if user else "system"
        self.folder = real(user_units()) if user else SYSTEM_UNITS
        self.stamps = real(_user_stamps()) if user else SYSTEM_STAMPS
        self._command = ["systemctl", "--no-pager", "--no-ask-password", *(["--user"] if user else [])]

    def states(self, names: Sequence[str]) -> dict[str, State]:
        """What systemd says of each unit; raises PatronctlError where no systemd answers."""
        found: dict[str, State] = {}
        for some in _portions(names):
            blocks = self._ask("show", f"--property={','.join(PROPERTIES)}", "--", *some).strip().split("\n\n")
            found.update(_state(block) for block in blocks)
        return found

    def show(self, names: Sequence[str], properties: Sequence[str]) -> dict[str, dict[str, str]]:
        """Properties of units, by name. Raises PatronctlError where no systemd answers."""
        found: dict[str, dict[str, str]] = {}
        for some in _portions(names):
            blocks = self._ask("show", f"--property={','.join(['Id', *properties])}", "--", *some).strip().split("\n\n")
            facts = [dict(line.partition("=")[::2] for line in block.splitlines()) for block in blocks]
            found.update({one["Id"]: one for one in facts})
        return found

    def run(self, verb: str, names: Sequence[str] = (), options: Sequence[str] = ()) -> None:
        """`systemctl VERB NAMES`. Raises PatronctlError with what systemd said."""
        for some in _portions(names) or [()]:
            self._ask(verb, *options, *(("--", *some) if some else ()))

    def _ask(self, *arguments: str) -> str:
        try:
            done = subprocess.run([*self._command, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        except FileNotFoundError:
            raise _no_systemd("systemctl is not installed") from None
        if done.returncode:
            said = done.stderr.strip()
            if "Failed to connect to bus" in said or "has not been booted with systemd" in said:
                raise _no_systemd(said.splitlines()[-1])
            raise PatronctlError(
                f"systemctl {arguments[0]} failed: {said or done.returncode}", hint=_hint(said), code="systemctl_failed"
            )  # fmt: skip
        return done.stdout


def _state(block: str) -> tuple[str, State]:
    values = dict(line.partition("=")[::2] for line in block.splitlines())
    return values["Id"], State(
        load=values["LoadState"],
        enabled=values.get("UnitFileState", ""),
        active=values["ActiveState"],
        result=values.get("Result", ""),
        needs_reload=values["NeedDaemonReload"] == "yes",
        file=values.get("FragmentPath", ""),
        drop_ins=values.get("DropInPaths", ""),
    )


def user_units() -> Path:
    """Where the units of this user lie."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _user_stamps() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "systemd" / "timers"


def _no_systemd(said: str) -> PatronctlError:
    return PatronctlError(
        f"No systemd answers here: {said}",
        hint="Run this on the server. In CI, `patronctl plan --against REV` compares the configuration itself; "
        "--unit-dir DIR compares and writes unit files only.",
        code="no_systemd",
    )


def _hint(said: str) -> str:
    if "Access denied" in said or "authentication required" in said or "Permission denied" in said:
        return "Run it as root, or with --user for your own user's manager."
    return "`systemctl status` and `journalctl -xe` say more."


def _portions(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
