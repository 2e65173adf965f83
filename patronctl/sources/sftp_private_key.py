"""The private key of a login, opened with its passphrase."""

import io
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from patronctl.domain.errors import ConfigurationError
from patronctl.sources.sftp import SftpSource

_CLASSES: tuple[tuple[type, type[paramiko.PKey]], ...] = (
    (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
    (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
    (rsa.RSAPrivateKey, paramiko.RSAKey),
)


def private_key(source: SftpSource, beside: Path) -> paramiko.PKey:
    """The source's key. Raises ConfigurationError without repeating anything of the key or the passphrase."""
    assert source.private_key is not None
    text = source.private_key.resolve(beside).reveal().strip() + "\n"
    passphrase = source.passphrase.resolve(beside).reveal() if source.passphrase else None
    key_class = _class_of(text, passphrase)
    return key_class.from_private_key(io.StringIO(text), password=passphrase)


def _class_of(text: str, passphrase: str | None) -> type[paramiko.PKey]:
    opened = _opened(text.encode(), passphrase.encode() if passphrase else None)
    for kind, key_class in _CLASSES:
        if isinstance(opened, kind):
            return key_class
    raise ConfigurationError("The private key is of a kind that SSH no longer uses", hint="Make a new one: ssh-keygen -t ed25519.")


def _opened(data: bytes, passphrase: bytes | None) -> object:
    load = serialization.load_ssh_private_key if b"BEGIN OPENSSH" in data else serialization.load_pem_private_key
    try:
        return load(data, passphrase)
    except TypeError:
        if passphrase is None:
            raise ConfigurationError(
                "The private key has a passphrase, and the source names none", hint="Say where it lies in source.passphrase."
            ) from None
        raise ConfigurationError("The private key has no passphrase, but the source names one", hint="Remove source.passphrase.") from None
    except Exception:
        # Which error a wrong passphrase raises depends on the form of the key; its text is never shown.
        raise _unreadable(passphrase is not None) from None


def _unreadable(locked: bool) -> ConfigurationError:
    if locked:
        return ConfigurationError(
            "The private key can't be opened: the passphrase is wrong, or the key is damaged", hint="Correct source.passphrase."
        )
    return ConfigurationError(
        "The private key can't be read", hint="It must be a whole private key in OpenSSH's or PEM form, with its BEGIN and END lines."
    )
