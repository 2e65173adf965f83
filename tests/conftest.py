"""What every test may ask for: the real parts of tests/harness, and the rule that CI skips nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.sshd import SftpServer, running

pytest_plugins = ["tests.harness.strict", "tests.harness.systemd_host"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the system tests of one area on one worker, where they share their servers and hosts."""
    for item in items:
        if item.get_closest_marker("system"):
            item.add_marker(pytest.mark.xdist_group(item.path.parent.name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """System tests need root; without it they are skipped and say so."""
    if item.get_closest_marker("system") and os.geteuid() != 0:
        pytest.skip("not root: a real systemd, sshd or full file system can't be set up")


@pytest.fixture(scope="session")
def _sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with running(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def sftp_server(_sftp_server: SftpServer) -> SftpServer:
    """A real OpenSSH server on loopback with nothing in its folder."""
    _sftp_server.clear()
    return _sftp_server


@pytest.fixture
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).parents[1]
