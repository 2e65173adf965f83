"""paramiko's SFTP client for servers whose names are not all UTF-8.

The protocol's third version says nothing of encodings. One name or one error message in Latin-1 must not close a whole folder.
"""

from typing import Any

import paramiko

from patronctl.domain.text import as_text, name_bytes, name_of


class _Message(paramiko.Message):  # type: ignore[misc]
    def get_text(self) -> str:
        return name_of(self.get_string())


class Client(paramiko.SFTPClient):  # type: ignore[misc]
    """The client, with every name readable, and given back to the server as it was."""

    def getcwd(self) -> str | None:
        """The folder that was entered, None before."""
        return name_of(self._cwd) if self._cwd else None

    def _adjust_cwd(self, path: str | bytes) -> bytes:
        return super()._adjust_cwd(name_bytes(path) if isinstance(path, str) else path)  # type: ignore[no-any-return]

    def chdir(self, path: str | None = None) -> None:
        """Enter a folder, whatever its real name is."""
        super().chdir(path if path is None or as_text(real := self.normalize(path)) == real else name_bytes(real))

    def _request(self, kind: Any, *arguments: Any) -> tuple[int, paramiko.Message]:
        answer, message = super()._request(kind, *arguments)
        return answer, _lenient(message)

    def _convert_status(self, message: paramiko.Message) -> None:
        super()._convert_status(_lenient(message))


def _lenient(message: paramiko.Message) -> paramiko.Message:
    lenient = _Message()
    lenient.packet = message.packet
    return lenient
