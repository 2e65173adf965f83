"""Secrets by reference: the configuration says where a secret lies, never what it is."""

import os
import stat
from pathlib import Path
from typing import Any, NoReturn, Self

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.model import Model, Text


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


class SecretReference(Model):
    """Where a secret lies. Exactly one of credential, env and file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    credential: Text | None = None
    """A systemd credential of the service, by name (`patronctl apply` hands it to the unit)."""
    env: Text | None = None
    """An environment variable."""
    file: Text | None = None
    """A file that only its owner can read; its first line is the secret."""

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

    def resolve(self, beside: Path = Path()) -> Secret:
        """The secret. A relative file counts from `beside`. Raises ConfigurationError where it can't be had."""
        if self.env is not None:
            return _of_environment(self.env)
        if self.credential is not None:
            return _of_credential(self.credential)
        return _of_file(beside / (self.file or ""), private=True)


def _of_environment(name: str) -> Secret:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(
            f"The environment variable {name}, which holds a secret, is not set",
            hint="Set it for the account that runs patronctl. A timer's run doesn't see your shell's: use {credential: NAME} there.",
        )
    return Secret(value)


def _of_credential(name: str) -> Secret:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise ConfigurationError(
            f"The credential {name} can only be had in a systemd service",
            hint="Start the job's service with systemctl, or run by hand with systemd-run --property=LoadCredential=NAME:PATH.",
        )
    if "/" in name:
        raise ConfigurationError(f"{name} is not the name of a credential", hint="Give a name without a path.")
    return _of_file(Path(folder, name), private=False)


def _of_file(path: Path, *, private: bool) -> Secret:
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if private and mode & 0o077:
                raise ConfigurationError(
                    f"The secret file {path} can be read or written by others (mode {mode:04o})", hint=f"chmod 600 {path}"
                )
            text = file.read()
    except FileNotFoundError:
        raise ConfigurationError(f"The secret file {path} does not exist", hint="Make it, readable for its owner only.") from None
    except OSError as problem:
        raise ConfigurationError(
            f"The secret file {path} can't be read: {problem.strerror}", hint="It must be readable for the account that runs patronctl."
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"The secret file {path} is not text in UTF-8", hint="Write it again as plain text.") from None
    value = text.removesuffix("\n").removesuffix("\r")
    if not value:
        raise ConfigurationError(f"The secret file {path} is empty", hint="Write the secret into it.")
    return Secret(value)
