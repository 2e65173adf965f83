"""Locks are files that are only there to be locked; what stands in them is left alone, and no link is followed to them."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patronctl.files import PlantedError, hand_over, parent_of, planted


def open_lock(path: Path) -> int:
    """A descriptor of a file that is only there to be locked; what stands in it is left alone. Raises PlantedError where it is a link."""
    with parent_of(path) as parent:
        try:
            handle = os.open(path.name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600, dir_fd=parent)
        except OSError as problem:
            problem.filename = str(path)
            if problem.errno == errno.ELOOP:
                raise planted(path) from None
            raise
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1:
            os.close(handle)
            raise PlantedError(f"{path} is no lock of patronctl's", hint=f"Remove it: rm '{path}'", code="link_refused")
        hand_over(handle, parent, handle)
        return handle


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait for whoever else is in here, and keep others out."""
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
