"""SQL templates as Jinja compiled them, kept where Python keeps compiled modules: to compile them at every start costs 0.1 seconds."""

import os
import sys
from contextlib import suppress
from functools import cached_property
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path

from jinja2 import BytecodeCache, compiler
from jinja2.bccache import Bucket

from patronctl import files
from patronctl.domain.errors import PatronctlError


class Compiled(BytecodeCache):
    """One file per template in the `__pycache__` of `folder`, written under the same conditions as Python's own.

    A file is used only for the very text, filters and Jinja that it was made of. Where nothing can be written, because root installed
    the package and somebody else runs it, say, every start compiles again.
    """

    def __init__(self, folder: Path, filters: Path) -> None:
        self._folder, self._filters = folder, filters

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if anything was; a damaged file only costs the time to compile."""
        with suppress(Exception), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, the whole of it or nothing."""
        if not sys.dont_write_bytecode:
            with suppress(OSError, PatronctlError):
                self._write(self._path(bucket), bucket)

    def get_source_checksum(self, source: str) -> str:
        """Of all that a compiled template depends on: Jinja itself knows only the text."""
        return super().get_source_checksum(source + self._made_by)

    @cached_property
    def _made_by(self) -> str:
        jinja = Path(compiler.__file__).stat()
        return f"{jinja.st_mtime_ns} {jinja.st_size} {self._filters.read_text(encoding='utf-8')}"

    def _path(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / f"{bucket.key}.sql")))

    def _write(self, path: Path, bucket: Bucket) -> None:
        code = BytesIO()
        bucket.write_bytecode(code)
        path = Path(os.path.realpath(path))
        files.make_folders(path.parent)
        files.write_atomically(path, code.getvalue(), mode=self._filters.stat().st_mode & 0o644)
