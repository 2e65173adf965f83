"""Secrets by reference: the configuration says where a secret lies, never what it is."""

import os
import queue
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.model import Model, Text

_LARGEST = 64 * 1024
_PATIENCE_SECONDS = 10.0
"""How long reading a secret's file may take."""


class Secret:
    """A secret's value, for the one place that needs it: `reveal()`. Every other way to see it shows stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself. Hand it to the library that needs it; never keep, format or raise it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled or copied")


CredentialName = Annotated[Text, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}$")]
EnvironmentName = Annotated[Text, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,254}$")]


class SecretReference(Model):
    """Where a secret lies. Exactly one of credential, env and file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    credential: CredentialName | None = None
    """A systemd credential of the service, by name (`patronctl apply` hands it to the unit)."""
    env: EnvironmentName | None = None
    """An environment variable."""
    file: Text | None = None
    """A file that only its owner can read; its first line is the secret, or the whole of it where that is a key."""

    @model_validator(mode="before")
    @classmethod
    def _never_a_literal(cls, given: Any) -> Any:
        # Said here, before Pydantic looks at the value, so that no error carries it.
        if not isinstance(given, dict | cls) or (isinstance(given, dict) and not given.keys() <= {"credential", "env", "file"}):
            raise PydanticCustomError(
                "secret_literal",
                "a secret never stands in the configuration; say where it lies: "
                "{credential: NAME}, {env: NAME} or {file: PATH}. If it was committed, change it",
            )
        return given

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(place is not None for place in (self.credential, self.env, self.file)) != 1:
            raise PydanticCustomError("secret_reference", "give exactly one of credential, env and file")
        return self

    def resolve(self, beside: Path = Path(), *, whole: bool = False) -> Secret:
        """The secret: a file's first line, or, for a key, the `whole` of it.

        A relative file counts from `beside`. Raises ConfigurationError where the secret can't be had.
        """
        if self.env is not None:
            return _of_environment(self.env)
        if self.credential is not None:
            return _of_credential(self.credential, whole=whole)
        return _of_file(beside / (self.file or ""), private=True, whole=whole)


def _of_environment(name: str) -> Secret:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(
            f"The environment variable {name}, which holds a secret, is not set",
            hint="Set it for the account that runs patronctl. A timer's run doesn't see your shell's: use {credential: NAME} there.",
        )
    return Secret(value)


def _of_credential(name: str, *, whole: bool) -> Secret:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise ConfigurationError(
            f"The credential {name} can only be had in a systemd service",
            hint="Start the job's service with systemctl, or run by hand with systemd-run --property=LoadCredential=NAME:PATH.",
        )
    if "/" in name:
        raise ConfigurationError(f"{name} is not the name of a credential", hint="Give a name without a path.")
    return _of_file(Path(folder, name), private=False, whole=whole)


def _of_file(path: Path, *, private: bool, whole: bool = False) -> Secret:
    """The first line of a file, or all of it. A byte that is not UTF-8 makes an error of a line, and stays as it is in the whole."""
    data = in_time(lambda: _read(path, private=private), path)
    try:
        text = data.decode("utf-8-sig", "surrogateescape" if whole else "strict")
    except UnicodeDecodeError:
        raise ConfigurationError(f"The secret file {path} is not text in UTF-8", hint="Write it again as plain text.") from None
    value = text if whole else text.partition("\n")[0].removesuffix("\r")
    if not value.strip("\r\n"):
        where = "has nothing in its first line" if text.strip() else "is empty"
        raise ConfigurationError(f"The secret file {path} {where}", hint="Write the secret into its first line.")
    return Secret(value)


def _read(path: Path, *, private: bool) -> bytes:
    """The bytes of a regular file that is no larger than a secret. A link to one is followed, as Kubernetes and systemd lay them."""
    try:
        # Without waiting: opening a pipe to which nobody writes would never return.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except FileNotFoundError:
        raise ConfigurationError(f"The secret file {path} does not exist", hint="Make it, readable for its owner only.") from None
    except OSError as problem:
        raise _unreadable(path, problem) from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise ConfigurationError(f"The secret file {path} is not a regular file", hint="Name a file that holds the secret itself.")
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(found.st_mode)
        if private and mode & 0o077:
            raise ConfigurationError(f"The secret file {path} can be read or written by others (mode {mode:04o})", hint=f"chmod 600 {path}")
        try:
            data = file.read(_LARGEST + 1)
        except OSError as problem:
            raise _unreadable(path, problem) from None
    if len(data) > _LARGEST:
        raise ConfigurationError(f"The secret file {path} is larger than {_LARGEST // 1024} KiB", hint="Is it the right file?")
    return data


def _unreadable(path: Path, problem: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"The secret file {path} can't be read: {problem.strerror}", hint="It must be readable for the account that runs patronctl."
    )


def in_time(read: Callable[[], bytes], path: Path, seconds: float = _PATIENCE_SECONDS) -> bytes:
    """What `read` returns or raises; ConfigurationError where a network file system keeps it waiting. Its thread ends with the process."""
    done: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            done.put(read())
        except Exception as problem:  # raised again below, by who asked
            done.put(problem)

    threading.Thread(target=work, name="secret", daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        raise ConfigurationError(
            f"The secret file {path} could not be read within {seconds:g} s", hint="Is it on a file system that doesn't answer?"
        ) from None
    if isinstance(found, Exception):
        raise found
    return found
