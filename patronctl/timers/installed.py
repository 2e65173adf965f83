"""The units that are there: the files in the unit folder, and what systemd says of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from patronctl.timers.systemctl import Manager, State
from patronctl.timers.unit import PREFIX, Unit

NULL = Path("/dev/null")


@dataclass(frozen=True)
class Installed:
    """What stands in the unit folder under our prefix."""

    ours: dict[str, Unit]
    foreign: dict[str, str]
    """Name: why it isn't ours."""
    masked: frozenset[str]
    states: dict[str, State]

    def state(self, name: str) -> State:
        """What systemd says of it; all empty where nobody runs it."""
        return self.states.get(name, State())


def read(manager: Manager, workspace: Path, wanted: Iterable[str], services: Iterable[str]) -> Installed:
    """Look at every unit of our prefix, and ask systemd about those that are wanted, ours, or started by a timer."""
    ours: dict[str, Unit] = {}
    foreign: dict[str, str] = {}
    masked: set[str] = set()
    for path in sorted(manager.folder.glob(f"{PREFIX}*")):
        if path.is_symlink() and path.readlink() == NULL:
            masked.add(path.name)
        elif not path.is_file() or path.is_symlink():
            foreign[path.name] = "it is a link or a folder that patronctl did not make"
        elif why := _not_ours(unit := Unit(path.name, _text(path)), workspace):
            foreign[path.name] = why
        else:
            ours[path.name] = unit
    names = [name for name in sorted({*wanted, *ours, *services}) if not name.endswith("@.service")]
    return Installed(ours, foreign, frozenset(masked), manager.states(names) if names else {})


def _text(path: Path) -> str:
    # Bytes that are no text came from a hand, not from us; they must survive the reading to be shown.
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def _not_ours(unit: Unit, workspace: Path) -> str:
    if unit.job is None or unit.workspace is None:
        return "patronctl did not make it"
    if unit.workspace != str(workspace) and Path(unit.workspace).is_dir():
        return f"it belongs to the workspace {unit.workspace}"
    return ""  # The workspace it was applied from is gone: it moved here.
