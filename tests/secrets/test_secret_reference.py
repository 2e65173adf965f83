"""Secrets are references; a literal is refused without being repeated, a value never shows itself."""

import copy
import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from patronctl.domain.errors import ConfigurationError
from patronctl.secrets import Secret, SecretReference

PLANTED = "pl4nted-s3cret"


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
