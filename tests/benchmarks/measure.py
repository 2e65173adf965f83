"""What one cold process costs: wall time, processor time, peak memory, bytes written."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and processor time (user and system, all threads), bytes of peak memory and of writing."""

    wall: float
    cpu: float
    peak: int
    written: int


@dataclass(frozen=True)
class Finished:
    """A process that has ended: what it cost, how it ended, what it printed."""

    cost: Cost
    code: int
    out: str
    errors: str


def python(*arguments: object) -> list[str]:
    """The command line of a module of ours under this Python."""
    return [sys.executable, "-m", *map(str, arguments)]


def run(command: Sequence[str], scratch: Path, *, environment: Mapping[str, str] | None = None) -> Finished:
    """Run a command to its end and measure it alone, not its siblings.

    It is left unreaped for a moment, because only then can the kernel still be asked what it wrote.
    """
    out, errors = scratch / "out", scratch / "errors"
    with out.open("wb") as out_file, errors.open("wb") as errors_file:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=out_file, stderr=errors_file, env=environment)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        wall = time.perf_counter() - started
    written = _written(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, written)
    return Finished(cost, process.returncode, out.read_text("utf-8"), errors.read_text("utf-8"))


def checked(command: Sequence[str], scratch: Path) -> Finished:
    """Run a command that has to succeed. Raises RuntimeError with what it said."""
    finished = run(command, scratch)
    if finished.code:
        raise RuntimeError(f"{' '.join(command)}\nended with {finished.code}\n{finished.out}{finished.errors}")
    return finished


def _written(pid: int) -> int:
    try:
        facts = Path(f"/proc/{pid}/io").read_text("ascii")
    except OSError:
        return 0
    return int(dict(line.split(": ") for line in facts.splitlines())["write_bytes"])
