"""Every kind of private key in every form that tools write, against a real OpenSSH server; and what is none, refused in words."""

import base64
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from patronctl.domain.errors import ConfigurationError
from patronctl.sources.sftp import SftpSource
from patronctl.sources.sftp_host_keys import expected_keys
from patronctl.sources.sftp_private_key import private_key
from patronctl.sources.sftp_session import Session
from tests.harness.sshd import SftpServer

PASSPHRASE = "Tr0ub4dor & Söhne"
KINDS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "rsa-4096": rsa.generate_private_key(65537, 4096),
    "ecdsa-256": ec.generate_private_key(ec.SECP256R1()),
    "ecdsa-384": ec.generate_private_key(ec.SECP384R1()),
    "ecdsa-521": ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}
FORMS = {
    "openssh": (Encoding.PEM, PrivateFormat.OpenSSH),
    "pkcs8": (Encoding.PEM, PrivateFormat.PKCS8),
    "traditional": (Encoding.PEM, PrivateFormat.TraditionalOpenSSL),
    "der": (Encoding.DER, PrivateFormat.PKCS8),
}
MATRIX = [
    (kind, form, locked)
    for kind in KINDS
    for form in FORMS
    for locked in (False, True)
    if not (form == "traditional" and kind == "ed25519")  # there is no such form
]
Written = Callable[[bytes], bytes]
WRITTEN: dict[str, Written] = {
    "line ends of Windows": lambda key: key.replace(b"\n", b"\r\n"),
    "no line end": lambda key: key.rstrip(b"\n"),
    "blank lines around it": lambda key: b"\n\n" + key + b"\n\n",
    "blanks at the line ends": lambda key: key.replace(b"\n", b" \n"),
    "a mark of UTF-8": lambda key: b"\xef\xbb\xbf" + key,
    "attributes above it": lambda key: b"Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n" + key,
    "parameters above it": lambda key: b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key,
    "line ends as two characters": lambda key: key.replace(b"\n", b"\\n"),
    "one line": lambda key: key.replace(b"\n", b" "),
}


def bytes_of(kind: str, form: str, *, locked: bool) -> bytes:
    encryption = BestAvailableEncryption(PASSPHRASE.encode()) if locked else NoEncryption()
    return KINDS[kind].private_bytes(*FORMS[form], encryption)


def source_of(folder: Path, key: bytes, passphrase: str | None = None, port: int = 22) -> SftpSource:
    def secret(name: str, content: bytes) -> dict[str, str]:
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
        return {"file": name}

    known: dict[str, object] = {"type": "sftp", "host": "127.0.0.1", "port": port, "username": "district", "folder": "/", "file": "x.csv"}
    known |= {"host_key": "SHA256:" + "A" * 43, "private_key": secret("key", key)}
    if passphrase is not None:
        known["passphrase"] = secret("passphrase", passphrase.encode() + b"\n# of the key\n")
    return SftpSource.model_validate(known)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    made = SftpServer(tmp_path_factory.mktemp("sshd"))
    public = [key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() for key in KINDS.values()]
    (made.folder / "authorized_keys").write_text("\n".join(public) + "\n")
    made.start()
    yield made
    made.stop()


def logged_in(server: SftpServer, folder: Path, key: bytes, passphrase: str | None = None) -> str:
    source = source_of(folder, key, passphrase, server.port).model_copy(update={"host_key": server.fingerprint})
    session = Session(source, folder)
    try:
        session.resolve()
        session.reach()
        session.greet()
        return session.login()
    finally:
        session.close()


@pytest.mark.system
@pytest.mark.parametrize(("kind", "form", "locked"), MATRIX)
def test_every_kind_of_key_in_every_form_lets_in(kind: str, form: str, locked: bool, server: SftpServer, tmp_path: Path) -> None:
    key = bytes_of(kind, form, locked=locked)

    assert logged_in(server, tmp_path, key, PASSPHRASE if locked else None) == "district by private key"


@pytest.mark.system
@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
@pytest.mark.parametrize("form", ["RFC4716", "PEM", "PKCS8"])
@pytest.mark.parametrize("locked", [False, True])
def test_every_form_that_ssh_keygen_writes_is_read(kind: str, form: str, locked: bool, tmp_path: Path) -> None:
    path = tmp_path / "made"
    passphrase = PASSPHRASE if locked else ""
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-m", form, "-N", passphrase, "-f", path], check=True)
    public = path.with_suffix(".pub").read_text().split()[1]

    assert private_key(source_of(tmp_path, path.read_bytes(), passphrase or None), tmp_path).get_base64() == public


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("form", ["openssh", "pkcs8", "traditional"])
def test_what_stands_around_a_key_is_no_part_of_it(form: str, written: str, tmp_path: Path) -> None:
    key = WRITTEN[written](bytes_of("ecdsa-256", form, locked=False))
    expected = KINDS["ecdsa-256"].public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode().split()[1]

    assert private_key(source_of(tmp_path, key), tmp_path).get_base64() == expected


def test_a_key_of_an_environment_variable_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_KEY", bytes_of("ed25519", "openssh", locked=False).decode())
    source = source_of(tmp_path, b"").model_copy(
        update={"private_key": source_of(tmp_path, b"").private_key.model_validate({"env": "THE_KEY"})}
    )

    assert private_key(source, tmp_path).get_name() == "ssh-ed25519"


def public_of(kind: str, encoding: Encoding = Encoding.OpenSSH, form: PublicFormat = PublicFormat.OpenSSH) -> bytes:
    return KINDS[kind].public_key().public_bytes(encoding, form)


def pem_of(key: dsa.DSAPrivateKey | ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey | x25519.X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def of_openssh(kind: bytes) -> bytes:
    """As much of a file of OpenSSH as says which kind of key it is."""
    inside = b"openssh-key-v1\0" + b"\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1\0\0\0\x40" + len(kind).to_bytes(4, "big") + kind
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64.b64encode(inside) + b"\n-----END OPENSSH PRIVATE KEY-----\n"


WHOLE = bytes_of("ed25519", "openssh", locked=False)
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "a public key": (public_of("ed25519"), "public key", "without .pub"),
    "a public key of RSA": (public_of("rsa") + b" me@here\n", "public key", "without .pub"),
    "a public key in PEM": (public_of("rsa", Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "public key", "without .pub"),
    "a public key of SSH2": (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n", "public key", "without .pub"),
    "a certificate": (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "public key", "without .pub"),
    "a key of PuTTY": (
        b"PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\n",
        "PuTTY",
        "puttygen KEY.ppk -O private-openssh -o KEY",
    ),
    "an old key of PuTTY": (b"PuTTY-User-Key-File-2: ssh-rsa\n", "PuTTY", "puttygen"),
    "a key of SSH2": (b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAA\n", "SSH2", "ssh-keygen -i -f"),
    "DSA": (pem_of(dsa.generate_private_key(2048)), "no longer uses", "ssh-keygen -t ed25519"),
    "DSA in OpenSSH's form": (of_openssh(b"ssh-dss"), "no longer uses", "ssh-keygen -t ed25519"),
    "a security key": (of_openssh(b"sk-ssh-ed25519@openssh.com"), "security key", "ssh-keygen -t ed25519"),
    "a curve of Bitcoin": (pem_of(ec.generate_private_key(ec.SECP256K1())), "SSH doesn't use", "ssh-keygen -t ed25519"),
    "Ed448": (pem_of(ed448.Ed448PrivateKey.generate()), "no longer uses", "ssh-keygen"),
    "X25519": (pem_of(x25519.X25519PrivateKey.generate()), "no longer uses", "ssh-keygen"),
    "half a key": (WHOLE[: len(WHOLE) // 2], "can't be read", "BEGIN and END"),
    "a key that lost a line": (b"\n".join(line for n, line in enumerate(WHOLE.splitlines()) if n != 2), "can't be read", "BEGIN and END"),
    "a password": (b"hunter2\n", "can't be read", "BEGIN and END"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "can't be read", "BEGIN and END"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_usable_key_is_refused_with_what_to_do(what: str, tmp_path: Path) -> None:
    key, message, hint = REFUSED[what]

    with pytest.raises(ConfigurationError) as refused:
        private_key(source_of(tmp_path, key), tmp_path)

    assert message in refused.value.message
    assert hint in refused.value.hint
    assert not any(line in f"{refused.value.message} {refused.value.hint}" for line in key.decode("latin-1").split() if len(line) > 15)


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, form, locked in MATRIX if locked])
def test_a_wrong_a_missing_and_a_needless_passphrase_are_told_apart(kind: str, form: str, tmp_path: Path) -> None:
    def said(*, locked: bool, passphrase: str | None) -> str:
        with pytest.raises(ConfigurationError) as refused:
            private_key(source_of(tmp_path, bytes_of(kind, form, locked=locked), passphrase), tmp_path)
        return refused.value.message

    assert "passphrase is wrong" in said(locked=True, passphrase="wrong")
    assert "the source names none" in said(locked=True, passphrase=None)
    assert "but the source names one" in said(locked=False, passphrase=PASSPHRASE)


HOSTS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00host"),
    "a comment in Latin-1": lambda path: path.write_bytes(b"host ssh-ed25519 AAAA caf\xe9\n"),
    "a damaged key": lambda path: path.write_bytes(b"127.0.0.1 ssh-ed25519 A\n"),
}


@pytest.mark.parametrize("what", HOSTS)
def test_a_known_hosts_file_that_is_none_is_refused_at_once(what: str, tmp_path: Path) -> None:
    HOSTS[what](tmp_path / "known_hosts")
    source = source_of(tmp_path, b"").model_copy(update={"host_key": None, "known_hosts": "known_hosts"})

    with pytest.raises(ConfigurationError, match=r"The known_hosts file .* (can't be read|has lines that are not host keys)"):
        expected_keys(source, tmp_path)
