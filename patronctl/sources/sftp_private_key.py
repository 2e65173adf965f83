"""The private key of a login, opened with its passphrase, in whatever form it was made."""

import base64
import binascii
import io
import re
from pathlib import Path
from typing import Any

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from patronctl.domain.errors import ConfigurationError
from patronctl.sources.sftp import SftpSource

_CLASSES: tuple[tuple[type, type[paramiko.PKey]], ...] = (
    (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
    (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
    (rsa.RSAPrivateKey, paramiko.RSAKey),
)
_BLOCK = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----(.*?)-----END \1-----", re.DOTALL)
_PUBLIC = re.compile(
    r"\A\s*(?:(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+ +AAAA|-----BEGIN [A-Z0-9 ]*(?:PUBLIC KEY|CERTIFICATE)-----|---- BEGIN SSH2 PUBLIC)"
)
_OUTDATED = "The private key is of a kind that SSH no longer uses"
_NEW_KEY = "Make a new one: ssh-keygen -t ed25519."


def private_key(source: SftpSource, beside: Path) -> paramiko.PKey:
    """The source's key. Raises ConfigurationError without repeating anything of the key or the passphrase."""
    assert source.private_key is not None
    text = source.private_key.resolve(beside, whole=True).reveal()
    passphrase = source.passphrase.resolve(beside).reveal().encode() if source.passphrase else None
    return _for_paramiko(_opened(text, passphrase))


def _for_paramiko(opened: Any) -> paramiko.PKey:
    """By way of OpenSSH's form, the only one that paramiko reads for every kind of key."""
    key_class = next((key_class for kind, key_class in _CLASSES if isinstance(opened, kind)), None)
    if key_class is None:
        raise ConfigurationError(_OUTDATED, hint=_NEW_KEY)
    try:
        form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        return key_class.from_private_key(io.StringIO(opened.private_bytes(*form).decode()))
    except Exception:
        # A curve, say, that SSH has never had. What paramiko raises may repeat the key.
        raise ConfigurationError("The private key is of a kind that SSH doesn't use", hint=_NEW_KEY) from None


def _opened(text: str, passphrase: bytes | None) -> Any:
    _refuse_what_is_something_else(text)
    data, load = _block(text)
    try:
        return load(data, passphrase)
    except TypeError:
        if passphrase is None:
            raise ConfigurationError(
                "The private key has a passphrase, and the source names none", hint="Say where it lies in source.passphrase."
            ) from None
        raise ConfigurationError("The private key has no passphrase, but the source names one", hint="Remove source.passphrase.") from None
    except UnsupportedAlgorithm:
        if load is serialization.load_ssh_private_key:  # damaged: what should be the name of its kind is none
            raise _unreadable(passphrase is not None) from None
        raise ConfigurationError(
            "The private key is protected in a way that is no longer in use", hint="Write it anew with: ssh-keygen -p -f KEY"
        ) from None
    except Exception:
        # Which error a wrong passphrase raises depends on the form of the key; its text is never shown.
        raise _unreadable(passphrase is not None) from None


def _block(text: str) -> tuple[bytes, Any]:
    """The key itself, without what tools write around it, and what opens it."""
    if "\n" not in text.strip() and "\\n" in text:
        text = text.replace("\\n", "\n")  # from an environment variable
    found = _BLOCK.search(text)
    if not found:
        return text.encode("utf-8", "surrogateescape"), serialization.load_der_private_key
    label, body = found[1], found[2].strip()
    if "\n" not in body:
        body = "\n".join(body.split())
    load = serialization.load_ssh_private_key if label.startswith("OPENSSH") else serialization.load_pem_private_key
    if load is serialization.load_ssh_private_key:
        _refuse_kinds_of_openssh(body)
    body = "\n".join(line.rstrip() for line in body.splitlines())
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode("utf-8", "surrogateescape"), load


def _refuse_what_is_something_else(text: str) -> None:
    if _PUBLIC.match(text):
        raise ConfigurationError(
            "source.private_key names a public key", hint="Name the private one: usually the file of the same name without .pub."
        )
    if text.lstrip().startswith("PuTTY-User-Key-File"):
        raise ConfigurationError("The private key is in PuTTY's form", hint="Convert it with: puttygen KEY.ppk -O private-openssh -o KEY")
    if "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----" in text:
        raise ConfigurationError("The private key is in the form of SSH2", hint="Convert it with: ssh-keygen -i -f KEY > NEW_KEY")


def _refuse_kinds_of_openssh(body: str) -> None:
    """The public half can be read without the passphrase, and it includes the key's type."""
    try:
        inside = base64.b64decode("".join(body.split()), validate=False)
    except binascii.Error:
        return  # damaged: opening it raises the error
    if b"ssh-dss" in inside:
        raise ConfigurationError(_OUTDATED, hint=_NEW_KEY)
    if b"sk-ssh-" in inside or b"sk-ecdsa-" in inside:
        raise ConfigurationError(
            "The private key works only with its security key at hand", hint=f"A scheduled job can't touch it. {_NEW_KEY}"
        )


def _unreadable(locked: bool) -> ConfigurationError:
    if locked:
        return ConfigurationError(
            "The private key can't be opened: the passphrase is wrong, or the key is damaged", hint="Correct source.passphrase."
        )
    return ConfigurationError(
        "The private key can't be read", hint="It must be a whole private key in OpenSSH's or PEM form, with its BEGIN and END lines."
    )
