"""End a run that is under way: ask its very process, and wait until it has cleaned up."""

import os
import signal
import time

from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import RunRecord
from patronctl.store import run_folder
from patronctl.store.process import is_alive
from patronctl.store.run_folder import Run

PATIENCE = 60.0


def cancel(run: Run, *, patience: float = PATIENCE) -> RunRecord:
    """Send SIGTERM to the run's process and wait for its record, at most `patience` seconds.

    Raises PatronctlError where the run is not under way, where the process is somebody else's, or where it does not end.
    """
    record = run.record
    if record.outcome != "running" or record.pid is None:
        raise PatronctlError(f"{record.run_id} is not under way: {record.outcome}", code="not_running")
    _signal(record, record.pid)
    waited_until = time.monotonic() + patience
    while time.monotonic() < waited_until:
        now = run_folder.read(run.folder)
        if now and now.record.outcome != "running":
            return now.record
        time.sleep(0.1)
    raise PatronctlError(f"{record.run_id} has not ended within {patience:.0f} seconds", hint="look again later")


def _signal(record: RunRecord, pid: int) -> None:
    """Through a file descriptor of the process: between the look and the signal its number can't become another's."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if is_alive(pid, record.process):
            signal.pidfd_send_signal(handle, signal.SIGTERM)
    except ProcessLookupError:
        pass
    except PermissionError:
        raise PatronctlError(f"{record.run_id} runs under another account", hint="cancel it as root or as that account") from None
    finally:
        os.close(handle)
