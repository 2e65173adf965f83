"""A folder of an SFTP server, open for work."""

import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

import paramiko

from patronctl import files
from patronctl.domain.errors import FeedError
from patronctl.domain.progress import Progress
from patronctl.sources import sftp_errors as errors
from patronctl.sources.folder import Entry, Watch, just_do
from patronctl.sources.patience import retried
from patronctl.sources.sftp import SftpSource
from patronctl.sources.sftp_download import download
from patronctl.sources.sftp_session import Session

Result = TypeVar("Result")


class SftpFolder:
    """One folder of a server. Every operation is tried again, over a new connection where the old one was cut."""

    def __init__(self, source: SftpSource, beside: Path) -> None:
        self.source, self.beside = source, beside
        self.title = f"{source.folder} on {source.host}"
        self._session: Session | None = None

    @classmethod
    def connect(cls, source: SftpSource, beside: Path, watch: Watch) -> "SftpFolder":
        """A folder with a connection. With a `watch` of one's own every step is tried once."""
        folder = cls(source, beside)
        retried(lambda: folder._connect(watch), source.attempts if watch is just_do else 1)
        return folder

    def names(self) -> list[str]:
        """Every name in the folder."""
        return self._try(lambda sftp: sftp.listdir("."))

    def look(self, name: str) -> Entry | None:
        """What lies under the name; a link is followed only to where the server lets the user."""
        return self._try(lambda sftp: _entry(sftp, name))

    def head(self, entry: Entry, count: int) -> bytes:
        """The first bytes of a file."""

        def read(sftp: paramiko.SFTPClient) -> bytes:
            with sftp.open(entry.name) as file:
                return bytes(file.read(count))

        return self._try(read)

    def bring(self, entry: Entry, into: Path, progress: Progress) -> Path:
        """A copy in `into`; a download that was cut goes on where it stopped, unless the file has changed meanwhile."""
        part = into / "download.part"
        files.create(part).close()

        def go_on(sftp: paramiko.SFTPClient) -> None:
            path = f"{sftp.getcwd()}/{entry.name}"
            if part.stat().st_size and _entry(sftp, entry.name) != entry:
                raise FeedError(
                    f"{entry.name} changed while it was read",
                    hint="The sender was still writing it. Run the job later.",
                    code="feed_growing",
                )
            download(self._open().transport, path, part, entry.bytes, self.source.timeout_seconds, progress)

        self._try(go_on)
        files.rename(part, into / "download")
        return into / "download"

    def move(self, name: str, to_folder: str, new_name: str) -> None:
        """Move a file; a relative folder counts from this one."""

        def there(sftp: paramiko.SFTPClient) -> None:
            try:
                sftp.stat(to_folder)
            except FileNotFoundError:
                sftp.mkdir(to_folder)
            sftp.rename(name, f"{to_folder.rstrip('/')}/{new_name}")

        self._change(there, f"{name} can't be moved to {to_folder}")

    def delete(self, name: str) -> None:
        """Remove a file."""
        self._change(lambda sftp: sftp.remove(name), f"{name} can't be deleted")

    def put(self, path: Path, name: str) -> None:
        """Upload beside the name, check the size, then rename. Tried again over a new connection where the old one was cut."""
        part = f".{name}.{secrets.token_hex(4)}.part"

        def upload(sftp: paramiko.SFTPClient) -> None:
            try:
                sftp.put(str(path), part, confirm=True)
                _replace(sftp, part, name)
            except PermissionError:
                raise FeedError(
                    f"{self.source.username} may not write {name} in {self.title}",
                    hint="Ask the server's operator for the right to write there.",
                    code="target_unwritable",
                ) from None

        self._try(upload)

    def close(self) -> None:
        """Let go of the connection."""
        if self._session:
            self._session.close()
            self._session = None

    def _connect(self, watch: Watch) -> None:
        session = Session(self.source, self.beside)
        try:
            for title, step in (
                ("name resolves", session.resolve),
                ("port answers", session.reach),
                ("host key", session.greet),
                ("login", session.login),
                ("folder", session.enter),
            ):
                watch(title, step)
        except BaseException:
            session.close()
            raise
        self._session = session

    def _open(self) -> Session:
        if self._session is None:
            self._connect(just_do)
        assert self._session is not None
        return self._session

    def _try(self, action: Callable[[paramiko.SFTPClient], Result]) -> Result:
        def once() -> Result:
            session = self._open()
            try:
                return action(session.sftp)
            except (FileNotFoundError, FeedError):
                raise
            except PermissionError:
                raise FeedError(
                    f"{self.source.username} may not read {self.source.file} in {self.title}",
                    hint="Ask the server's operator for the right to read it.",
                    code="feed_unreadable",
                ) from None
            except errors.FAILURES as problem:
                self.close()
                raise errors.broken(self.source.host, problem) from None

        return retried(once, self.source.attempts)

    def _change(self, action: Callable[[paramiko.SFTPClient], None], failed: str) -> None:
        try:
            action(self._open().sftp)
        except errors.FAILURES as problem:
            raise FeedError(
                f"{failed}: {problem}", hint=f"{self.source.username} needs to be allowed to write there.", code="after_run_failed"
            ) from None


def _replace(sftp: paramiko.SFTPClient, part: str, name: str) -> None:
    try:
        sftp.posix_rename(part, name)
    except OSError:  # a server without OpenSSH's extension renames onto nothing only
        with suppress(FileNotFoundError):
            sftp.remove(name)
        sftp.rename(part, name)


def _entry(sftp: paramiko.SFTPClient, name: str) -> Entry | None:
    try:
        facts = sftp.stat(name)
    except FileNotFoundError:
        return None
    mode = facts.st_mode or 0
    kind: Literal["file", "folder", "other"] = "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"
    return Entry(name, kind, facts.st_size or 0, datetime.fromtimestamp(facts.st_mtime or 0, UTC))
