"""Secrets are references; a literal is refused without being repeated, a value never shows itself."""

import copy
import fcntl
import os
import pickle
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from patronctl.domain.errors import ConfigurationError
from patronctl.secrets import Secret, SecretReference, in_time

PLANTED = "pl4nted-s3cret"


def private(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("literal", [PLANTED, 4711815, [PLANTED], {"password": PLANTED}, {"env": "A", PLANTED: "x"}])
def test_a_literal_is_refused_without_being_repeated(literal) -> None:
    with pytest.raises(ValidationError) as caught:
        SecretReference.model_validate(literal)

    shown = str(caught.value) + "".join(error["msg"] for error in caught.value.errors(include_input=False))
    assert "{credential: NAME}" in shown
    assert PLANTED not in shown
    assert "4711815" not in shown


def test_exactly_one_place_is_given() -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        SecretReference.model_validate({"env": "A", "file": "b"})


def test_an_environment_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRARY_PASSWORD", PLANTED)

    assert SecretReference(env="LIBRARY_PASSWORD").resolve().reveal() == PLANTED


def test_a_credential_of_systemd_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "sftp").write_text(PLANTED + "\n")

    assert SecretReference(credential="sftp").resolve().reveal() == PLANTED


def test_a_private_file_is_read_and_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(PLANTED)
    path.chmod(0o600)
    assert SecretReference(file="secret").resolve(tmp_path).reveal() == PLANTED
    path.chmod(0o640)

    with pytest.raises(ConfigurationError, match="mode 0640") as caught:
        SecretReference(file="secret").resolve(tmp_path)

    assert caught.value.hint == f"chmod 600 {path}"


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"one", "one"),
        (b"one\n", "one"),
        (b"one\r\n", "one"),
        (b"one\n# a comment\n", "one"),
        (b"one\ntwo", "one"),
        (b" o n e \n\n", " o n e "),
        (b"\xef\xbb\xbfone\n", "one"),
        ("pässwört\n".encode(), "pässwört"),
    ],
)
def test_the_first_line_of_a_file_is_the_secret(content: bytes, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    private(tmp_path / "secret", content)

    assert SecretReference(file="secret").resolve(tmp_path).reveal() == secret
    assert SecretReference(credential="secret").resolve().reveal() == secret


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\n\nsecret\n", "nothing in its first line"),
        ("secret".encode("utf-16"), "not text in UTF-8"),
        (b"caf\xe9\n", "not text in UTF-8"),
        (b"x" * 65_537, "larger than 64 KiB"),
    ],
)
def test_a_file_without_a_secret_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    private(tmp_path / "secret", content)

    with pytest.raises(ConfigurationError, match=says) as refused:
        SecretReference(file="secret").resolve(tmp_path)

    assert refused.value.hint


def test_links_to_a_file_are_followed_as_kubernetes_lays_them(tmp_path: Path) -> None:
    (tmp_path / "..2026_11_23").mkdir()
    private(tmp_path / "..2026_11_23" / "password", b"one\n")
    (tmp_path / "..data").symlink_to("..2026_11_23")
    (tmp_path / "password").symlink_to("..data/password")

    assert SecretReference(file="password").resolve(tmp_path).reveal() == "one"


def _pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": _pipe,
    "a link to a pipe": lambda path: (_pipe(path.with_name("pipe")), path.symlink_to("pipe"))[1],
    "a folder": Path.mkdir,
    "a socket": _socket,
    "a device that never ends": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_regular_file_is_refused_at_once(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    KINDS[kind](tmp_path / "secret")

    for reference in (SecretReference(file="secret"), SecretReference(credential="secret")):
        with pytest.raises(ConfigurationError, match=r"not a regular file|can't be read"):
            reference.resolve(tmp_path)


def test_a_file_that_somebody_keeps_others_from_opening_is_refused_at_once(tmp_path: Path) -> None:
    path = private(tmp_path / "secret", b"one")
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    with path.open("rb+") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)

        with pytest.raises(ConfigurationError, match="can't be read"):
            SecretReference(file="secret").resolve(tmp_path)


def test_a_file_system_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    answer = threading.Event()

    def read() -> bytes:
        answer.wait()
        return b"one"

    with pytest.raises(ConfigurationError, match=r"could not be read within 0.01 s"):
        in_time(read, tmp_path / "secret", seconds=0.01)
    answer.set()


@pytest.mark.parametrize("reference", [{"env": "NOT_SET_ANYWHERE"}, {"credential": "x"}, {"file": "/nonexistent/x"}])
def test_a_secret_that_is_not_there_says_what_to_do(reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)

    with pytest.raises(ConfigurationError) as caught:
        SecretReference.model_validate(reference).resolve()

    assert caught.value.hint


def test_a_value_never_shows_itself() -> None:
    secret = Secret(PLANTED)

    assert PLANTED not in f"{secret} {secret!r} {secret:>20} {[secret]} %s" % secret
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(secret)
