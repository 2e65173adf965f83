"""One login to an SFTP server, step by step; each step's failure is an error that an administrator can act on."""

import contextlib
import logging
import socket
from pathlib import Path

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from patronctl.sources import sftp_errors as errors
from patronctl.sources.sftp import SftpSource
from patronctl.sources.sftp_client import Client
from patronctl.sources.sftp_host_keys import algorithms, expected_keys
from patronctl.sources.sftp_private_key import private_key

# paramiko says what it raises a second time in its log, with tracebacks.
logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)

# GCM needs no second pass for the checksum; what is weak by now is left out.
_CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr")


class Session:
    """One connection. The steps are called in the order in which they stand here; each returns what it found out."""

    def __init__(self, source: SftpSource, beside: Path) -> None:
        self.source, self.beside = source, beside
        self.host = source.host if source.port == 22 else f"{source.host} port {source.port}"
        self._addresses: list[str] = []
        self._socket: socket.socket | None = None
        self._transport: paramiko.Transport | None = None
        self._sftp: paramiko.SFTPClient | None = None

    @property
    def transport(self) -> paramiko.Transport:
        """The connection, once greeted."""
        assert self._transport is not None, "greet() comes first"
        return self._transport

    @property
    def sftp(self) -> paramiko.SFTPClient:
        """Files and folders, once entered."""
        assert self._sftp is not None, "enter() comes first"
        return self._sftp

    def resolve(self) -> str:
        """The host's name becomes addresses."""
        try:
            found = socket.getaddrinfo(self.source.host, self.source.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as problem:
            raise errors.unknown_host(self.source.host, problem) from None
        self._addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        return ", ".join(self._addresses)

    def reach(self) -> str:
        """A port that answers at one of the addresses."""
        problem = OSError("no address")
        for address in self._addresses:
            try:
                self._socket = socket.create_connection((address, self.source.port), timeout=self.source.timeout_seconds)
            except OSError as failed:
                problem = failed
            else:
                return f"{address} port {self.source.port}"
        raise errors.unreachable(self.host, problem)

    def greet(self) -> str:
        """An encrypted connection to a server whose host key is the one expected; nothing secret goes out before."""
        expected = expected_keys(self.source, self.beside)
        shown: list[str] = []
        wanted = expected.wanted
        while wanted:
            key = self._negotiate(wanted, last_resort=not shown and not expected.listed)
            if key is None:
                break
            if expected.allows(key):
                return f"{key.get_name()} {key.fingerprint}"
            shown.append(f"{key.fingerprint} ({key.get_name()})")
            # The server may have keys of other kinds, and the pinned one may be of one of those.
            wanted = tuple(name for name in wanted if name not in algorithms(key.get_name()))
            self.close()
            self.reach()
        raise expected.refusal(self.host, shown)

    def _negotiate(self, key_types: tuple[str, ...], *, last_resort: bool) -> paramiko.PKey | None:
        """The host key that the server shows; None when it has none of these kinds and others are to be tried."""
        seconds = self.source.timeout_seconds
        assert self._socket is not None, "reach() comes first"
        transport = self._transport = paramiko.Transport(self._socket)
        transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = transport.channel_timeout = seconds
        options = transport.get_security_options()
        options.key_types, options.ciphers = key_types, _CIPHERS
        try:
            transport.start_client(timeout=2 * seconds + 1)  # the greeting and the key exchange have their own limits
            return transport.get_remote_server_key()
        except IncompatiblePeer as problem:
            if "host key" in str(problem) and not last_resort:
                return None
            raise errors.old_algorithms(self.host, str(problem)) from None
        except errors.FAILURES as problem:
            raise errors.no_greeting(self.host, problem, seconds) from None

    def login(self) -> str:
        """The user is let in."""
        source, how = self.source, "password" if self.source.password else "private key"
        try:
            if source.password is not None:
                more = self.transport.auth_password(source.username, source.password.resolve(self.beside).reveal())
            else:
                more = self.transport.auth_publickey(source.username, private_key(source, self.beside))
        except errors.FAILURES as problem:
            raise errors.not_let_in(self.host, source.username, how, problem) from None
        if more:
            raise errors.second_proof(self.host, how, more)
        return f"{source.username} by {how}"

    def enter(self) -> str:
        """The folder, and that it is one."""
        seconds = self.source.timeout_seconds
        try:
            self._sftp = Client.from_transport(self.transport)
            assert self._sftp is not None
            channel = self._sftp.get_channel()
            assert channel is not None
            channel.settimeout(seconds)
        except errors.FAILURES as problem:
            raise errors.no_sftp(self.host, problem) from None
        return self._change_folder()

    def _change_folder(self) -> str:
        try:
            self.sftp.chdir(self.source.folder)
            self.sftp.listdir_attr(".")
            return str(self.sftp.getcwd())
        except FileNotFoundError:
            raise errors.missing_folder(self.sftp, self.source.folder, self.host) from None
        except PermissionError:
            raise errors.closed_folder(self.source.folder, self.host, self.source.username) from None
        except errors.FAILURES as problem:
            if isinstance(problem, paramiko.SFTPError):
                raise errors.not_a_folder(self.source.folder, self.host) from None
            raise errors.broken(self.host, problem) from None

    def close(self) -> None:
        """Let go of the connection. Safe to call at any time."""
        for part in (self._sftp, self._transport, self._socket):
            # Saying good-bye to a server that is gone fails, and doesn't matter.
            with contextlib.suppress(*errors.FAILURES):
                if part is not None:
                    part.close()
        self._sftp = self._transport = self._socket = None
