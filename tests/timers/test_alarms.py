"""A run that fails before it can write a record: the channels hear of it, and status says so, with the words of the journal."""

import json
import time

import pytest

from tests.timers.conftest import WORKSPACE, Server

pytestmark = pytest.mark.system

STATE = "/var/lib/patronctl"
DISTRICT = f"{STATE}/districts/lincoln"
HEARD = "/srv/heard"
CONFIG = f"{WORKSPACE}/jobs/lincoln"
RECEIVER = f"""
import http.server
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        open("{HEARD}", "ab").write(body + b"\\n")
        self.send_response(204)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", 8099), Hook).serve_forever()
"""


@pytest.fixture(autouse=True)
def told(server: Server) -> None:
    """One healthy run, and a webhook on the same host."""
    host = server.host
    host.write("/srv/receiver.py", RECEIVER)
    host.run("sh", "-c", "systemctl is-active -q receiver || systemd-run --unit receiver /opt/patronctl/bin/python /srv/receiver.py")
    host.write("/etc/credstore/hook", "s3cret\n", mode="600")
    hook = "\nnotify:\n  hook: {type: webhook, url: 'http://127.0.0.1:8099/', secret: {credential: hook}}\n"
    host.run(
        "sh",
        "-c",
        f"umount {STATE} 2>/dev/null; rm -rf {STATE}; ls {CONFIG}/*.kept 2>/dev/null | while read f; do mv $f ${{f%.kept}}; done; true",
    )
    district = host.read(f"{CONFIG}/district.yaml").partition("\nnotify:")[0]
    host.write(f"{CONFIG}/district.yaml", district + hook)
    server.apply()
    server.systemctl("reset-failed", check=False)  # the limit on starts in a row is for services, not for tests
    server.systemctl("start", "patronctl-lincoln-students@full.service")
    host.run("sh", "-c", f": > {HEARD}")


def heard(server: Server) -> list[dict]:
    return [json.loads(line) for line in server.host.read(HEARD).splitlines()]


def fail(server: Server) -> None:
    """Start the service and wait until its failure unit has ended."""
    ended = ("patronctl-lincoln-students-failed.service", "ExecMainExitTimestampMonotonic")
    before = server.property(*ended)
    server.systemctl("reset-failed", check=False)  # the limit on starts in a row is for services, not for tests
    server.systemctl("start", "patronctl-lincoln-students@full.service", check=False)
    server.wait(lambda: server.property(*ended) not in (before, "0"))


BREAK = {
    "the district's folder is root's": (f"chown -R root: {DISTRICT}", f"chown -R patronctl: {DISTRICT}", "belongs to"),
    "the district's folder is a file": (
        f"mv {DISTRICT} /srv/kept && touch {DISTRICT}",
        f"rm {DISTRICT} && mv /srv/kept {DISTRICT}",
        DISTRICT,
    ),
    "the district's YAML is broken": (
        f"cp {CONFIG}/district.yaml /srv/kept && echo 'sites: [' >> {CONFIG}/district.yaml",
        f"mv /srv/kept {CONFIG}/district.yaml",
        "configuration",
    ),
    "the properties are broken": (
        f"cp {CONFIG}/students.properties.yaml /srv/kept && echo '{{' >> {CONFIG}/students.properties.yaml",
        f"mv /srv/kept {CONFIG}/students.properties.yaml",
        "configuration",
    ),
    "the workspace is gone": (f"mv {WORKSPACE} /srv/away", f"mv /srv/away {WORKSPACE}", "no job"),
}


@pytest.mark.parametrize("what", BREAK)
def test_what_fails_before_the_record_is_told(server: Server, what: str) -> None:
    wreck, repair, words = BREAK[what]
    server.host.run("sh", "-c", wreck)
    try:
        fail(server)
        events = heard(server)
        code, output = server.patronctl("status", "--job", "lincoln-students", check=False)
    finally:
        server.host.run("sh", "-c", repair)

    assert [event["event"] for event in events] == ["failed"], server.host.run("journalctl", "--no-pager", "-n", "30").stdout
    assert events[0]["job"] == "lincoln-students"
    assert words in events[0]["headline"] + events[0]["hint"], events
    assert code in (1, 2, 7), output


def test_a_full_disk_is_told(server: Server) -> None:
    fill = (
        f"cp -a {STATE} /srv/full && mount -t tmpfs -o size=3m,mode=700 tmpfs {STATE} && cp -a /srv/full/. {STATE}/",
        f"chown patronctl: {STATE}; head -c 3m /dev/zero > {STATE}/filler; rm -rf /srv/full; true",
    )
    server.host.run("sh", "-c", "; ".join(fill))
    fail(server)
    server.host.run("umount", STATE)

    # The run may tell by itself, but nothing on the disk says so: rather twice than never.
    assert {event["event"] for event in heard(server)} == {"failed"}


def test_a_failure_that_nobody_could_be_told_of_is_a_failed_unit(server: Server) -> None:
    server.systemctl("stop", "receiver")
    server.host.run("sh", "-c", f"chown -R root: {DISTRICT}")
    fail(server)

    assert server.property("patronctl-lincoln-students-failed.service", "ExecMainStatus") == "7"
    assert server.property("patronctl-lincoln-students-failed.service", "ActiveState") == "failed"


def test_a_service_that_failed_is_not_healthy_until_a_run_makes_up_for_it(server: Server) -> None:
    server.host.run("sh", "-c", f"chown -R root: {DISTRICT}")
    fail(server)
    server.host.run("sh", "-c", f"chown -R patronctl: {DISTRICT}")

    code, output = server.patronctl("status", "--format", "json", check=False)
    job = next(one for one in json.loads(output)["jobs"] if one["job"] == "lincoln-students")
    assert (code, job["state"]) == (1, "failed")
    assert "before the run could write a record" in job["reasons"][0]
    assert "belongs to" in job["reasons"][0]

    time.sleep(0.1)
    server.patronctl("run", "lincoln-students", "--full", check=False)
    found = json.loads(server.patronctl("status", "--format", "json", check=False)[1])["jobs"]
    assert next(one for one in found if one["job"] == "lincoln-students")["state"] == "healthy"


def test_a_job_that_no_timer_starts_is_not_healthy(server: Server) -> None:
    server.systemctl("stop", "patronctl-lincoln-students-full.timer")
    assert "its timers are stopped" in server.patronctl("status", check=False)[1]

    server.apply()
    server.job("lincoln-summer")
    try:
        code, output = server.patronctl("status", "--job", "lincoln-summer", check=False)
    finally:
        server.remove_job("lincoln-summer")
    assert (code, "No timer starts lincoln-summer" in " ".join(output.split())) == (1, True)
