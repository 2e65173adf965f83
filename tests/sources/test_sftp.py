"""Fetching from a real OpenSSH server: what works, and the exact error an administrator reads where it doesn't."""

import os
import random
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError, PatronctlError, TransientError
from patronctl.domain.progress import Quiet
from patronctl.sources import patience
from patronctl.sources.after_run import Archive, finish
from patronctl.sources.fetch import QUIET, Fetched, fetch
from patronctl.sources.sftp import SftpSource
from tests.harness.proxy import proxied
from tests.harness.sshd import SftpServer, running

pytestmark = pytest.mark.system
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


class Listener(Quiet):
    def __init__(self) -> None:
        self.amounts: list[int] = []

    def advanced(self, amount: int) -> None:
        self.amounts.append(amount)


FEED = b"id,name\n" + b"".join(b"%d,Lee\n" % n for n in range(200))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No test waits; what would have been waited is here."""
    waited: list[float] = []
    monkeypatch.setattr(patience, "sleep", waited.append)
    return waited


@pytest.fixture
def server(sftp_server: SftpServer, tmp_path: Path) -> Iterator[SftpServer]:
    secret = tmp_path / "password"
    secret.write_text(sftp_server.password)
    secret.chmod(0o600)
    sftp_server.put("outgoing/students.csv", FEED)
    return sftp_server


def source_of(server: SftpServer, **changes) -> SftpSource:
    known: dict[str, object] = {
        "type": "sftp",
        "host": server.host,
        "port": server.port,
        "username": server.user,
        "folder": "outgoing",
        "file": "students.csv",
        "host_key": server.fingerprint,
        "password": {"file": "password"},
        "timeout_seconds": 10,
    }
    return SftpSource.model_validate({key: value for key, value in (known | changes).items() if value is not None})


def fetched(server: SftpServer, beside: Path, progress=QUIET, **changes) -> Fetched:
    into = beside / f"run{len(list(beside.glob('run*')))}"
    into.mkdir()
    return fetch(source_of(server, **changes), into, beside=beside, encoding="utf-8", progress=progress)


def refusal(server: SftpServer, beside: Path, **changes) -> PatronctlError:
    with pytest.raises(PatronctlError) as caught:
        fetched(server, beside, **changes)
    return caught.value


def test_a_password_lets_in(server: SftpServer, tmp_path: Path) -> None:
    listener = Listener()

    result = fetched(server, tmp_path, listener)

    assert result.feed.read_bytes() == FEED
    assert result.facts.bytes == len(FEED)
    assert result.facts.modified.timestamp() == int((server.served / "outgoing/students.csv").stat().st_mtime)
    assert sum(listener.amounts) == len(FEED)


def test_names_that_are_not_utf_8_close_no_folder_and_can_be_fetched_and_archived(server: SftpServer, tmp_path: Path) -> None:
    server.put(os.fsdecode(b"outgoing/caf\xe9.txt"), b"of somebody else")
    server.put(os.fsdecode(b"outgoing/\xe9l\xe8ves.csv"), FEED)
    fetched(server, tmp_path)
    found = fetched(server, tmp_path, file="*ves.csv")
    said = finish(Archive(archive="done"), source_of(server, file="*ves.csv"), tmp_path, found.origin, NOW)

    assert (found.facts.file, found.feed.read_bytes()) == ("\\xe9l\\xe8ves.csv", FEED)
    assert "was moved to" in said
    assert [os.fsencode(path.name)[:6] for path in (server.served / "outgoing/done").iterdir()] == [b"\xe9l\xe8ves"]


def test_nothing_but_the_feed_stays_in_the_run_folder(server: SftpServer, tmp_path: Path) -> None:
    result = fetched(server, tmp_path)

    assert [path.name for path in result.feed.parent.iterdir()] == ["feed.csv"]


def test_a_private_key_lets_in(server: SftpServer, tmp_path: Path) -> None:
    assert fetched(server, tmp_path, password=None, private_key={"file": str(server.private_key)}).feed.read_bytes() == FEED


def test_a_key_with_its_passphrase_lets_in(server: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_PASSPHRASE", server.passphrase)
    key = {"file": str(server.private_key_with_passphrase)}

    assert fetched(server, tmp_path, password=None, private_key=key, passphrase={"env": "KEY_PASSPHRASE"}).feed.read_bytes() == FEED


def test_a_wrong_passphrase_is_said_without_showing_it(server: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_PASSPHRASE", "wrong-passphrase")
    key = {"file": str(server.private_key_with_passphrase)}

    problem = refusal(server, tmp_path, password=None, private_key=key, passphrase={"env": "KEY_PASSPHRASE"})

    assert problem.message == "The private key can't be opened: the passphrase is wrong, or the key is damaged"
    assert problem.hint == "Correct source.passphrase."


def test_a_missing_passphrase_is_asked_for(server: SftpServer, tmp_path: Path) -> None:
    problem = refusal(server, tmp_path, password=None, private_key={"file": str(server.private_key_with_passphrase)})

    assert problem.message == "The private key has a passphrase, and the source names none"


def test_a_known_hosts_file_lets_in(server: SftpServer, tmp_path: Path) -> None:
    assert fetched(server, tmp_path, host_key=None, known_hosts=str(server.known_hosts)).feed.read_bytes() == FEED


def test_a_changed_host_key_is_refused_before_anything_secret_is_sent(server: SftpServer, tmp_path: Path) -> None:
    pinned = "SHA256:" + "A" * 43

    problem = refusal(server, tmp_path, host_key=pinned, password={"env": "NEVER_LOOKED_AT"})

    assert problem.code == "host_key_changed"
    assert problem.message == (
        f"The host key of 127.0.0.1 port {server.port} is not the one in source.host_key: it shows {server.fingerprint} (ssh-ed25519)"
    )
    assert problem.hint.startswith("Ask the server's operator, by another way than this connection, whether the key was changed.")


def test_a_changed_host_key_is_refused_by_known_hosts(server: SftpServer, tmp_path: Path) -> None:
    other = (server.private_key.with_suffix(".pub")).read_text().split()
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{server.port} {other[0]} {other[1]}\n")

    problem = refusal(server, tmp_path, host_key=None, known_hosts="known_hosts")

    assert problem.message.startswith(f"The host key of 127.0.0.1 port {server.port} is not the one in {known}: it shows SHA256:")


def test_an_unknown_host_is_never_trusted_on_first_use(server: SftpServer, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").write_text("")

    problem = refusal(server, tmp_path, host_key=None, known_hosts="known_hosts")

    assert problem.code == "host_key_unknown"
    assert f"it shows {server.fingerprint}" in problem.message


def test_a_pinned_key_of_another_kind_than_the_preferred_is_found(tmp_path: Path) -> None:
    rsa = tmp_path / "rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", rsa], check=True)
    shown = subprocess.run(["ssh-keygen", "-lf", rsa], check=True, capture_output=True, text=True).stdout
    with running(tmp_path / "sshd", options=[f"HostKey {rsa}"]) as server:
        (tmp_path / "password").write_text(server.password)
        (tmp_path / "password").chmod(0o600)
        server.put("outgoing/students.csv", FEED)

        result = fetched(server, tmp_path, host_key=shown.split()[1])

    assert result.feed.read_bytes() == FEED


def test_a_wrong_password_is_not_tried_twice(server: SftpServer, tmp_path: Path, pauses: list[float]) -> None:
    (tmp_path / "password").write_text("wrong")

    problem = refusal(server, tmp_path)

    assert problem.message == f"127.0.0.1 port {server.port} refused district's password"
    assert not isinstance(problem, TransientError)
    assert pauses == []


def test_a_key_that_is_not_installed_is_refused(server: SftpServer, tmp_path: Path) -> None:
    problem = refusal(server, tmp_path, password=None, private_key={"file": str(server.host_key)})

    assert problem.message == f"127.0.0.1 port {server.port} refused district's private key"
    assert "installed the public key" in problem.hint


def test_a_missing_folder_points_out_the_near_miss(server: SftpServer, tmp_path: Path) -> None:
    problem = refusal(server, tmp_path, folder="Outgoing")

    assert problem.message == f"There is no folder Outgoing on 127.0.0.1 port {server.port}"
    assert problem.hint == "There is outgoing: names are case-sensitive."


def test_a_file_given_as_the_folder_is_refused(server: SftpServer, tmp_path: Path) -> None:
    assert refusal(server, tmp_path, folder="outgoing/students.csv").code == "folder_missing"


def test_a_missing_file_points_out_the_near_miss(server: SftpServer, tmp_path: Path) -> None:
    problem = refusal(server, tmp_path, file="Students.csv")

    assert problem.message == "There is no file Students.csv in outgoing on 127.0.0.1"
    assert problem.hint == "There is students.csv: names are case-sensitive."


def test_a_file_closed_to_the_user_is_said(server: SftpServer, tmp_path: Path) -> None:
    server.put("outgoing/students.csv", FEED, mode=0o000)

    problem = refusal(server, tmp_path)

    assert problem.message == "district may not read students.csv in outgoing on 127.0.0.1"


def test_a_folder_closed_to_the_user_is_said(server: SftpServer, tmp_path: Path) -> None:
    server.folder_of_user("closed", mode=0o000)

    assert refusal(server, tmp_path, folder="closed").message == f"district may not read the folder closed on 127.0.0.1 port {server.port}"


def test_a_refused_connection_is_tried_again_with_growing_pauses(server: SftpServer, tmp_path: Path, pauses: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    problem = refusal(server, tmp_path, port=port)

    assert problem.message == f"127.0.0.1 port {port} refused the connection (4 attempts)"
    assert pauses == [2, 4, 8]


def test_a_name_without_address_is_said(server: SftpServer, tmp_path: Path) -> None:
    problem = refusal(server, tmp_path, host="no-such-host.invalid", attempts=1)

    assert problem.code == "host_unknown"
    assert "no-such-host.invalid" in problem.message


def test_another_service_on_the_port_is_recognized(server: SftpServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        problem = refusal(server, tmp_path, port=silent.getsockname()[1], timeout_seconds=1, attempts=1)

    assert "did not greet as an SSH server within 1 s" in problem.message


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["KexAlgorithms diffie-hellman-group1-sha1"], "key exchange (SHA-1)"),
        (["HostKeyAlgorithms ssh-rsa"], "host key (ssh-rsa with SHA-1 or DSA)"),
        (["Ciphers 3des-cbc"], "cipher"),
    ],
)
def test_a_server_with_only_old_algorithms_is_told_apart(options: list[str], what: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x")
    with running(tmp_path / "sshd", options=options, host_key_type="rsa") as server:
        problem = refusal(server, tmp_path)

    assert problem.message == f"127.0.0.1 port {server.port} offers only an outdated {what}"
    assert "Ask the server's operator to update the server" in problem.hint
    assert not isinstance(problem, TransientError)


def test_a_download_cut_at_any_byte_goes_on_and_is_identical(server: SftpServer, tmp_path: Path) -> None:
    content = b"id,name\n" + b"".join(b"%09d,Lee\n" % n for n in range(60_000))
    server.put("outgoing/students.csv", content)
    chance = random.Random(7)

    for cut in [chance.randrange(200, len(content)) for _ in range(20)]:
        with proxied(server.port, [cut, cut // 2 + 6000]) as proxy:
            result = fetched(server, tmp_path, port=proxy.port, attempts=10)

        assert result.feed.read_bytes() == content, cut
        assert proxy.connections >= 2


def test_what_came_before_the_cut_is_not_sent_again(server: SftpServer, tmp_path: Path) -> None:
    content = os.urandom(3_000_000).hex().encode()
    server.put("outgoing/students.csv", content)
    listener = Listener()

    with proxied(server.port, [4_000_000]) as proxy:
        fetched(server, tmp_path, listener, port=proxy.port)

    assert sum(listener.amounts) == len(content)
    assert proxy.connections == 2


def test_a_server_that_always_cuts_ends_in_an_error(server: SftpServer, tmp_path: Path, pauses: list[float]) -> None:
    server.put("outgoing/students.csv", b"id\n" + b"1\n" * 3_000_000)

    with proxied(server.port, [50_000] * 50) as proxy:
        problem = refusal(server, tmp_path, port=proxy.port)

    assert problem.message == "The connection to 127.0.0.1 was cut (4 attempts)"
    assert len(pauses) == 3


def test_a_server_that_stalls_times_out(server: SftpServer, tmp_path: Path) -> None:
    server.put("outgoing/students.csv", b"id\n" + b"1\n" * 3_000_000)

    with proxied(server.port, [1_000_000], stall=True) as proxy:
        problem = refusal(server, tmp_path, port=proxy.port, timeout_seconds=2, attempts=1)

    assert problem.message == "127.0.0.1 stopped answering"


def test_a_stalled_download_goes_on(server: SftpServer, tmp_path: Path) -> None:
    content = b"id\n" + b"1\n" * 3_000_000
    server.put("outgoing/students.csv", content)

    with proxied(server.port, [1_000_000], stall=True) as proxy:
        result = fetched(server, tmp_path, port=proxy.port, timeout_seconds=2)

    assert result.feed.read_bytes() == content


def test_a_file_that_is_replaced_between_two_tries_is_not_mixed(
    server: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("outgoing/students.csv", b"id\n" + b"1\n" * 3_000_000)
    monkeypatch.setattr(patience, "sleep", lambda _: server.put("outgoing/students.csv", b"id\n" + b"2\n" * 3_500_000))

    with proxied(server.port, [1_000_000]) as proxy, pytest.raises(FeedError) as caught:
        fetched(server, tmp_path, port=proxy.port)

    assert caught.value.code == "feed_growing"


def test_the_file_is_archived_on_the_server(server: SftpServer, tmp_path: Path) -> None:
    origin = fetched(server, tmp_path).origin

    said = finish(Archive(archive="done"), source_of(server), tmp_path, origin, NOW)

    assert said == "students.csv was moved to done/students-20261123T023000.csv."
    assert (server.served / "outgoing/done/students-20261123T023000.csv").read_bytes() == FEED
    assert not (server.served / "outgoing/students.csv").exists()


def test_the_file_is_deleted_on_the_server_unless_it_has_changed(server: SftpServer, tmp_path: Path) -> None:
    origin = fetched(server, tmp_path).origin
    changed = server.put("outgoing/students.csv", FEED + b"9,New\n")

    left = finish("delete", source_of(server), tmp_path, origin, NOW)
    there = changed.exists()
    said = finish("delete", source_of(server), tmp_path, fetched(server, tmp_path).origin, NOW)

    assert "has changed since it was fetched" in left
    assert there
    assert said == "students.csv was deleted from outgoing on 127.0.0.1."
    assert not changed.exists()


def test_a_server_that_forbids_it_does_not_raise(server: SftpServer, tmp_path: Path) -> None:
    origin = fetched(server, tmp_path).origin
    (server.served / "outgoing").chmod(0o555)

    said = finish("delete", source_of(server), tmp_path, origin, NOW)

    assert said.startswith("students.csv can't be deleted: ")
    assert "was left where it is" in said


def test_a_pattern_is_matched_on_the_server(server: SftpServer, tmp_path: Path) -> None:
    server.put("outgoing/students_20261122.csv", b"id\n1\n")

    assert fetched(server, tmp_path, file="students_{date:%Y%m%d}.csv").facts.file == "students_20261122.csv"
