"""Which process is it? A number alone is given out again; with the boot and the start time it names one process for ever."""

import os
from pathlib import Path


def identity_of(pid: int) -> str:
    """The boot and the start time of a process, empty where it is gone."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        # The second field, the program's name, may hold blanks and brackets: count from the last bracket.
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else f"{boot}/{rest[18]}"


def own_identity() -> str:
    """The identity of this process."""
    return identity_of(os.getpid())


def is_alive(pid: int | None, identity: str) -> bool:
    """Whether the very process is still there, and not a later one with its number."""
    return pid is not None and identity != "" and identity_of(pid) == identity
