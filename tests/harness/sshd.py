"""A real OpenSSH server on loopback that serves one folder by SFTP.

It runs in a mount namespace of its own, so the user it lets in exists only there: nothing of the machine's
accounts, keys or folders is touched, and any number of servers run side by side. Needs root and openssh-server.

    def test_fetches(sftp_server: SftpServer) -> None:
        sftp_server.put("outgoing/students.csv", b"...")
        # sftp_server.host, .port, .user, .password, .private_key, .known_hosts, .fingerprint
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

USER = "district"
PASSWORD = "Correct-Horse-42"
PASSWORD_HASH = "$6$rounds=1000$ZEOfV4WPtRcjF8JC$TrJVEhWfeLWiu0U.2xUvXtUJI9kW9tzowqW0dsFlmQUnFJPo1XnWGFTNY91GXinqC2brSyDU2ElqFbxjYolxB1"
PASSPHRASE = "sesame-street-7"
UID = 64_321
LOOPBACK = "127.0.0.1"

CONFIGURATION = """\
ListenAddress {host}:{port}
HostKey {host_key}
PidFile none
UsePAM no
UseDNS no
StrictModes no
AllowUsers {user}
PasswordAuthentication yes
PubkeyAuthentication yes
AuthorizedKeysFile /run/authorized_keys
ChrootDirectory /mnt
Subsystem sftp internal-sftp
ForceCommand internal-sftp
LogLevel VERBOSE
"""

# chroot wants a root-owned path up to /, which a temporary folder is not: hence the bind mount at /mnt.
# The keys are read as the user, who can't enter a private folder: hence the copy.
NAMESPACE = """\
set -e
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/sshd
install -m 644 "$1/authorized_keys" /run/authorized_keys
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/shadow" /etc/shadow
mount --bind "$1/served" /mnt
exec /usr/sbin/sshd -D -e -f "$1/sshd_config"
"""


class SftpServer:
    """One server. Options are lines of sshd_config that come first and therefore win, e.g. `KexAlgorithms ...`."""

    def __init__(self, folder: Path, *, options: Sequence[str] = (), host_key_type: str = "ed25519") -> None:
        self.host, self.port = LOOPBACK, 0
        self.user, self.password, self.passphrase = USER, PASSWORD, PASSPHRASE
        self.folder = folder
        self.served = folder / "served"
        """What the user sees as /."""
        self.private_key = folder / "client_key"
        self.private_key_with_passphrase = folder / "client_key_locked"
        self.host_key = folder / "host_key"
        self.known_hosts = folder / "known_hosts"
        self.log = folder / "sshd.log"
        self._options = tuple(options)
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare(host_key_type)

    @property
    def fingerprint(self) -> str:
        """The host key's fingerprint, `SHA256:...`."""
        return _command("ssh-keygen", "-lf", str(self.host_key)).split()[1]

    def put(self, name: str, content: bytes, *, mode: int = 0o644) -> Path:
        """Lay a file down as the user's own, with the folders above it."""
        path = self.served / name
        for folder in reversed(path.relative_to(self.served).parents[:-1]):
            self.folder_of_user(str(folder))
        path.write_bytes(content)
        shutil.chown(path, UID, UID)
        path.chmod(mode)
        return path

    def folder_of_user(self, name: str, *, mode: int = 0o755) -> Path:
        """Make a folder that belongs to the user."""
        path = self.served / name
        path.mkdir(exist_ok=True)
        shutil.chown(path, UID, UID)
        path.chmod(mode)
        return path

    def clear(self) -> None:
        """Remove all files and folders served."""
        for path in self.served.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def change_host_key(self, host_key_type: str = "ed25519") -> None:
        """Give the server another host key; `known_hosts` keeps the old one."""
        self.stop()
        self.host_key.unlink()
        _key(self.host_key, host_key_type)
        self.start(self.port)

    def start(self, port: int = 0) -> None:
        """Start on a free port, or again on one."""
        for _ in range(5):
            self.port = port or _free_port()
            self._configure()
            if self._answers():
                return
        raise AssertionError(f"sshd does not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop the server and every session of it."""
        if self._process is not None:
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            self._process.kill()
            self._process.wait()
            for child in children:
                subprocess.run(["kill", "-KILL", child], check=False, capture_output=True)
            self._process = None

    def _prepare(self, host_key_type: str) -> None:
        self.served.mkdir(parents=True)
        self.served.chmod(0o755)
        _key(self.host_key, host_key_type)
        _key(self.private_key)
        _key(self.private_key_with_passphrase, passphrase=PASSPHRASE)
        public = [key.with_suffix(".pub").read_text() for key in (self.private_key, self.private_key_with_passphrase)]
        (self.folder / "authorized_keys").write_text("".join(public))
        (self.folder / "passwd").write_text(Path("/etc/passwd").read_text() + f"{USER}:x:{UID}:{UID}::/:/bin/sh\n")
        (self.folder / "shadow").write_text(Path("/etc/shadow").read_text() + f"{USER}:{PASSWORD_HASH}:19000:0:99999:7:::\n")
        (self.folder / "shadow").chmod(0o600)

    def _configure(self) -> None:
        settings = CONFIGURATION.format(host=self.host, port=self.port, host_key=self.host_key, user=USER)
        (self.folder / "sshd_config").write_text("\n".join([*self._options, settings]))
        if not self.known_hosts.exists():
            key = self.host_key.with_suffix(".pub").read_text().split()
            self.known_hosts.write_text(f"[{self.host}]:{self.port} {key[0]} {key[1]}\n")

    def _answers(self) -> bool:
        """Whether the server greets; False when it ended, for instance because somebody took the port."""
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", NAMESPACE, "sshd", str(self.folder)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            with _connected(self.host, self.port) as greeting:
                if greeting.startswith(b"SSH-2.0-OpenSSH"):
                    return True
            time.sleep(0.02)
        self.known_hosts.unlink(missing_ok=True)
        return False


@contextmanager
def running(folder: Path, *, options: Sequence[str] = (), host_key_type: str = "ed25519") -> Iterator[SftpServer]:
    """A server for the length of a `with` block, in a folder of its own."""
    server = SftpServer(folder, options=options, host_key_type=host_key_type)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _connected(host: str, port: int) -> Iterator[bytes]:
    try:
        with socket.create_connection((host, port), timeout=5) as connection:
            yield connection.recv(64)
    except OSError:
        yield b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _key(path: Path, kind: str = "ed25519", *, passphrase: str = "") -> None:
    _command("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", path.name, "-f", str(path))


def _command(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
