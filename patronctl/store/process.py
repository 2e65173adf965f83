"""Identify a process by its number, the boot and its start time, because numbers are used again."""

import os
from pathlib import Path


def identity_of(pid: int) -> str:
    """The boot and the start time of a process, empty where it is gone. The sandbox of our services hides the boot."""
    try:
        # The second field, the program's name, may hold blanks and brackets: count from the last bracket.
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else f"{_boot()}/{rest[18]}"


def own_identity() -> str:
    """The identity of this process."""
    return identity_of(os.getpid())


def is_alive(pid: int | None, identity: str) -> bool:
    """Whether the very process is still there, and not a later one with its number."""
    found = identity_of(pid) if pid is not None and identity else ""
    if not found:
        return False
    (boot, started), (other_boot, other_started) = (one.rpartition("/")[::2] for one in (found, identity))
    return started == other_started and (boot == other_boot or not boot or not other_boot)


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
