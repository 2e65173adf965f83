"""Root and an unprivileged account work on the same state: nothing there becomes root's, and what did is found and repaired."""

import json
import re

import pytest

from tests.timers.conftest import WORKSPACE, Server

pytestmark = pytest.mark.system

STATE = "/var/lib/patronctl"
DISTRICT = f"{STATE}/districts/lincoln"


@pytest.fixture(autouse=True)
def fresh(server: Server) -> None:
    """No state at all, the sample job applied."""
    server.host.run("sh", "-c", f"rm -rf {STATE}; systemctl reset-failed 'patronctl-*' 2>/dev/null; true")
    server.apply()


def owners(server: Server) -> set[str]:
    return set(server.host.run("sh", "-c", f"find {STATE} -exec stat -c %U {{}} + | sort -u").stdout.split())


def test_after_every_command_by_roots_hand_the_service_still_runs(server: Server):
    for command in (
        ["run", "lincoln-students", "--full", "--dry-run"],
        ["explain", "lincoln-students", "004200"],
        ["check", "lincoln-students"],
        ["status"],
        ["notify", "missed"],
        ["runs"],
        ["report", "--site", "/srv/pages"],
        ["patrons", "lincoln"],
        ["apply", "--yes"],
    ):
        server.patronctl(*command, check=False)
        assert owners(server) == {"patronctl"}, command
    server.patronctl("run", "lincoln-students", "--full")
    assert server.patronctl("patrons", "lincoln", "--out", "/root/patrons.csv")[0] == 0
    server.patronctl("report", "--site", "/srv/pages")

    server.systemctl("reset-failed", check=False)  # the limit on starts in a row is for services, not for tests
    server.systemctl("start", "patronctl-lincoln-students@full.service")

    assert [run["outcome"] for run in server.runs("lincoln-students")][-2:] == ["succeeded", "succeeded"]
    assert owners(server) == {"patronctl"}


def test_what_belongs_to_root_is_found_with_the_command_that_repairs_it(server: Server):
    server.patronctl("run", "lincoln-students", "--full", "--dry-run")
    server.host.run("chown", "-R", "root:", DISTRICT)

    server.systemctl("reset-failed", check=False)  # the limit on starts in a row is for services, not for tests
    server.systemctl("start", "patronctl-lincoln-students@full.service", check=False)
    said = server.host.run("journalctl", "--no-pager", "-u", "patronctl-lincoln-students@full.service").stdout
    assert f"{DISTRICT} belongs to another account" in said or f"{DISTRICT}" in said
    code, status = server.patronctl("status", "--format", "json", check=False)
    assert code == 1
    assert not json.loads(status)["healthy"]
    repair = f"chown -hR patronctl: {DISTRICT}"
    outputs = {name: server.patronctl(*name.split(), check=False)[1] for name in ("status", "plan", "check lincoln-students")}
    for name, output in outputs.items():
        assert repair in re.sub(r"\s+", " ", output), (name, output)

    server.host.run(*repair.split())
    server.systemctl("reset-failed", check=False)  # the limit on starts in a row is for services, not for tests
    server.systemctl("start", "patronctl-lincoln-students@full.service")
    assert server.patronctl("status", check=False)[0] == 0


def test_what_the_account_plants_in_its_state_gives_it_nothing_of_roots(server: Server):
    """Locks, stores, pages and quarantine files as links to root's files; root runs every command over them."""
    host = server.host
    server.patronctl("run", "lincoln-students", "--full")
    host.write("/root/precious", "precious", mode="600")
    for name in ("lock", "telling.lock", "store.duckdb", "store.duckdb.wal", "password.key", "runs"):
        for command in (
            ["run", "lincoln-students", "--full"],
            ["explain", "lincoln-students", "004200"],
            ["notify", "missed"],
            ["status", "--notify"],
        ):
            host.run(
                "sh",
                "-c",
                f"mv {DISTRICT}/{name} {DISTRICT}/{name}.kept 2>/dev/null; runuser -u patronctl -- ln -s /root/precious {DISTRICT}/{name}",
            )
            server.patronctl(*command, check=False)
            host.run("sh", "-c", f"rm -rf {DISTRICT}/{name}; mv {DISTRICT}/{name}.kept {DISTRICT}/{name} 2>/dev/null; true")
            assert host.run("stat", "-c", "%U %a %s", "/root/precious").stdout.strip() == "root 600 8", (name, command)
    assert host.read("/root/precious") == "precious"


def test_a_state_that_everybody_may_write_to_is_refused(server: Server):
    server.host.run("sh", "-c", f"mkdir -p {STATE} && chmod 777 {STATE}")

    for command in (["run", "lincoln-students"], ["status"], ["plan"]):
        code, output = server.patronctl(*command, check=False)
        assert code == 1 or command == ["status"]
        assert f"chmod o-w {STATE}" in output
    server.host.run("rm", "-rf", STATE)


def test_nobody_against_root(server: Server):
    """Somebody without any rights offers root a state and a report folder of their own."""
    host = server.host
    host.write("/root/precious", "precious", mode="600")
    host.run(
        "runuser",
        "-u",
        "nobody",
        "--",
        "sh",
        "-c",
        "mkdir -p /tmp/theirs/districts/lincoln && ln -s /root/precious /tmp/theirs/districts/lincoln/lock",
    )

    code, output = server.patronctl("run", "lincoln-students", "--full", "--state", "/tmp/theirs", check=False)

    assert code == 1
    assert "/tmp/theirs/districts/lincoln/lock is a link" in output
    assert host.read("/root/precious") == "precious"
    assert host.run("find", "/tmp/theirs", "-user", "root").stdout == ""
    assert host.run("ls", WORKSPACE).returncode == 0


def test_a_run_in_the_sandbox_is_seen_as_running(server: Server):
    """The sandbox hides from the run which boot this is; whoever looks from outside still finds its process."""
    holder = "from patronctl.store.process import own_identity; print(own_identity(), flush=True)"
    service = "patronctl-lincoln-students@full.service"
    drop_in = f'[Service]\nExecStart=\nExecStart=/opt/patronctl/bin/python -c "{holder}; import time; time.sleep(60)"\n'
    server.host.write(f"/run/systemd/system/{service}.d/hold.conf", drop_in)
    server.systemctl("daemon-reload")
    server.systemctl("start", "--no-block", service)
    try:
        lines = ("journalctl", "--output=cat", "--no-pager", f"_SYSTEMD_UNIT={service}")
        said = server.wait(lambda: re.findall(r"^[\w-]*/\d+$", server.host.run(*lines).stdout, re.MULTILINE))
        pid = server.property(service, "MainPID")
        look = f"from patronctl.store.process import is_alive; print(is_alive({pid}, '{said[-1]}'), is_alive({pid}, '{said[-1]}1'))"
        assert server.host.run("/opt/patronctl/bin/python", "-c", look).stdout.split() == ["True", "False"]
    finally:
        server.host.run("rm", "-r", f"/run/systemd/system/{service}.d")
        server.systemctl("daemon-reload")
        server.systemctl("stop", service)
