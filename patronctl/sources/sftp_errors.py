"""What goes wrong with an SFTP server, in words for an administrator, and whether another try may help."""

import difflib
import errno
import socket
from collections.abc import Sequence

import paramiko
from paramiko.ssh_exception import AuthenticationException, BadAuthenticationType, SSHException

from patronctl.domain.errors import FeedError, TransientError

FAILURES = (SSHException, paramiko.SFTPError, OSError, EOFError)
"""Everything that paramiko raises when a server or the network fails."""


def unknown_host(host: str, problem: Exception) -> FeedError:
    """DNS has no address. Only a DNS server that did not answer is worth another try."""
    if isinstance(problem, socket.gaierror) and problem.errno == socket.EAI_AGAIN:
        return TransientError(
            f"The name server did not answer for {host}", hint="Check this machine's network and DNS.", code="host_unknown"
        )
    return FeedError(f"The name {host} has no address", hint="Correct source.host; ask DNS with: getent hosts " + host, code="host_unknown")


def unreachable(host: str, problem: OSError) -> TransientError:
    """No address answers on the port."""
    if isinstance(problem, TimeoutError) or problem.errno == errno.ETIMEDOUT:
        return TransientError(
            f"{host} did not answer in time",
            hint="A firewall may drop the connection; check source.host and source.port.",
            code="host_silent",
        )
    if problem.errno == errno.ECONNREFUSED:
        return TransientError(
            f"{host} refused the connection",
            hint="No SSH server listens there. Check source.port; the server may be restarting.",
            code="host_refused",
        )
    return TransientError(
        f"{host} can't be reached: {problem.strerror or problem}", hint="Check this machine's network.", code="host_unreachable"
    )


def old_algorithms(host: str, what: str) -> FeedError:
    """Nothing in common that is still safe. `what` is the part of the negotiation that failed."""
    lacks = next((name for name in ("host key", "kex", "cipher", "mac") if name in what), "")
    title = {"host key": "host key (ssh-rsa with SHA-1 or DSA)", "kex": "key exchange (SHA-1)", "cipher": "cipher", "mac": "checksum"}.get(
        lacks
    )
    return FeedError(
        f"{host} offers only an outdated {title}" if title else f"{host} speaks an outdated SSH protocol",
        hint="patronctl doesn't use algorithms that are known to be broken. Ask the server's operator to update the server, or to enable "
        "ssh-ed25519 or rsa-sha2-256, curve25519-sha256 and aes128-ctr.",
        code="host_outdated",
    )


def no_greeting(host: str, problem: Exception, seconds: int) -> TransientError:
    """The port answers, but not as an SSH server does."""
    if "banner" in str(problem) and "EOF" not in repr(problem.__cause__):
        return TransientError(
            f"{host} answers, but did not greet as an SSH server within {seconds} s",
            hint="Is it another service, such as FTP or a web server? Check source.port.",
            code="host_silent",
        )
    return TransientError(
        f"{host} did not finish the encrypted connection within {seconds} s, or closed it",
        hint="The server may be busy or restarting, or refuse this machine's address.",
        code="connection_lost",
    )


def not_let_in(host: str, username: str, how: str, problem: Exception) -> FeedError:
    """The login failed."""
    if isinstance(problem, BadAuthenticationType):
        return FeedError(
            f"{host} doesn't accept a {how} from {username}; it accepts {', '.join(problem.allowed_types)}",
            hint="Use source.private_key for publickey, source.password for password.",
            code="login_refused",
        )
    # paramiko has one class for a refusal and for a connection that ended meanwhile.
    if isinstance(problem, AuthenticationException) and "EOF" not in str(problem) and "timeout" not in str(problem):
        return FeedError(
            f"{host} refused {username}'s {how}",
            hint="Check source.username and the secret; names are case-sensitive. The server's operator sees the reason in the log."
            if how == "password"
            else "Check source.username, and that the server's operator has installed the public key.",
            code="login_refused",
        )
    return TransientError(
        f"{host} closed the connection during the login", hint="It may be busy, or refuse this address.", code="connection_lost"
    )


def second_proof(host: str, how: str, wanted: Sequence[str]) -> FeedError:
    """A login with two factors."""
    return FeedError(
        f"{host} wants a second proof after the {how}: {', '.join(wanted)}",
        hint="A scheduled job can't give it. Ask the server's operator for an account with one.",
        code="login_refused",
    )


def no_sftp(host: str, problem: Exception) -> FeedError:
    """The login works, file transfer doesn't."""
    if isinstance(problem, TimeoutError):
        return broken(host, problem)
    return FeedError(
        f"{host} let the user in, but offers no SFTP", hint="Ask the server's operator to enable SFTP for the account.", code="no_sftp"
    )


def missing_folder(sftp: paramiko.SFTPClient, folder: str, host: str) -> FeedError:
    """No such folder; what lies where the path ends is said."""
    parent, _, name = folder.rstrip("/").rpartition("/")
    try:
        names = sftp.listdir(parent or ("/" if folder.startswith("/") else "."))
    except OSError:
        names = []
    close = difflib.get_close_matches(name.casefold(), [other.casefold() for other in names], n=1, cutoff=0.6)
    like = next((other for other in names if close and other.casefold() == close[0]), "")
    hint = f"There is {like}: names are case-sensitive." if like.casefold() == name.casefold() else f"Did you mean {like}?"
    return FeedError(
        f"There is no folder {folder} on {host}",
        hint=hint if like else "Correct source.folder; a relative path counts from where the login lands.",
        code="folder_missing",
    )


def not_a_folder(folder: str, host: str) -> FeedError:
    """Something lies there, but no folder."""
    return FeedError(
        f"{folder} on {host} is a file, not a folder",
        hint="Give the folder in source.folder and the name in source.file.",
        code="folder_missing",
    )


def closed_folder(folder: str, host: str, username: str) -> FeedError:
    """The user may not list the folder."""
    return FeedError(
        f"{username} may not read the folder {folder} on {host}",
        hint="Ask the server's operator for the right to read it.",
        code="feed_unreadable",
    )


def broken(host: str, problem: Exception) -> FeedError:
    """Something ended in the middle of the work."""
    if isinstance(problem, TimeoutError):
        return TransientError(f"{host} stopped answering", hint="It stalled; the next try goes on from here.", code="connection_stalled")
    return TransientError(
        f"The connection to {host} was cut",
        hint="The network or the server ended it; the next try goes on from here.",
        code="connection_lost",
    )
