"""The SFTP server of the tests is a real one: it lets in whom it should, and nobody else."""

import subprocess

import pytest

from tests.harness.sshd import SftpServer

pytestmark = pytest.mark.system


def sftp(server: SftpServer, batch: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["sftp", "-b", "-", "-P", str(server.port), "-o", "IdentitiesOnly=yes", "-o", f"IdentityFile={server.private_key}"]
    known = ["-o", f"UserKnownHostsFile={server.known_hosts}", "-o", "StrictHostKeyChecking=yes", *options]
    return subprocess.run([*command, *known, f"{server.user}@{server.host}"], input=batch, capture_output=True, text=True, check=False)


def test_serves_a_file_to_the_key_it_knows(sftp_server: SftpServer, tmp_path):
    sftp_server.put("outgoing/students.csv", b"StudentID\n012345\n")

    done = sftp(sftp_server, f"get outgoing/students.csv {tmp_path}/copy.csv\n")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "copy.csv").read_bytes() == b"StudentID\n012345\n"


def test_accepts_the_password(sftp_server: SftpServer, tmp_path):
    sftp_server.put("students.csv", b"x")
    asker = tmp_path / "asker"
    asker.write_text(f"#!/bin/sh\necho {sftp_server.password}\n")
    asker.chmod(0o700)

    command = ["env", f"SSH_ASKPASS={asker}", "SSH_ASKPASS_REQUIRE=force", "sftp", "-P", str(sftp_server.port)]
    options = ["-o", "PubkeyAuthentication=no", "-o", f"UserKnownHostsFile={sftp_server.known_hosts}"]
    done = subprocess.run(
        [*command, *options, f"{sftp_server.user}@{sftp_server.host}"], input="ls\n", capture_output=True, text=True, check=False
    )

    assert "students.csv" in done.stdout, done.stderr


def test_a_changed_host_key_is_refused_by_the_old_known_hosts(sftp_server: SftpServer):
    before = sftp_server.fingerprint
    sftp_server.change_host_key()
    try:
        done = sftp(sftp_server, "ls\n")
    finally:
        sftp_server.known_hosts.unlink()
        sftp_server.change_host_key()

    assert sftp_server.fingerprint != before
    assert "Host key verification failed" in done.stderr


def test_the_test_user_exists_only_for_the_server(sftp_server: SftpServer):
    known = subprocess.run(["getent", "passwd", sftp_server.user], capture_output=True, check=False)

    assert known.returncode != 0
