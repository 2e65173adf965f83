"""Writing the unit files: each whole or as it was, and the disk is waited for once they are all written, not twice for each."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from patronctl import files

MODE = 0o644


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write units by their names. What is stopped on its way leaves old and new files, and no half ones."""
    files.make_folders(folder)
    waiting = {name: folder / f".{name[:200]}.{secrets.token_hex(8)}" for name in texts}
    try:
        for name, temporary in waiting.items():
            with files.create(temporary) as file:
                file.write(texts[name].encode(errors="backslashreplace"))
                os.fchmod(file.fileno(), MODE)
        for temporary in waiting.values():
            _to_the_disk(temporary)
        for name in texts:
            files.rename(waiting[name], folder / name)
        _to_the_disk(folder)
    finally:
        for temporary in waiting.values():
            files.remove(temporary)


def _to_the_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
