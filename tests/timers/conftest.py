"""A server with a real systemd, the account, the sample workspace and its feeds; built once for the tests of this folder."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.harness.systemd_host import CHECKOUT, PATRONCTL, BootHost, Host, install

WORKSPACE = "/srv/workspace"
FEEDS = "/srv/feeds"
UNITS = "/etc/systemd/system"


@dataclass
class Server:
    """The host, in the words of an administrator."""

    host: Host
    sundial: datetime
    """When the job `sundial` has to start: a minute or two after the first test."""

    def patronctl(self, *arguments: str, check: bool = True) -> tuple[int, str]:
        """Run patronctl as root; the exit code, and both outputs."""
        done = self.host.run(PATRONCTL, *arguments, check=check, env={"PATRONCTL_WORKSPACE": WORKSPACE, "COLUMNS": "160"})
        return done.returncode, done.stdout + done.stderr

    def plan(self, *arguments: str) -> dict[str, Any]:
        """The plan as data."""
        return json.loads(self.patronctl("plan", "--format", "json", *arguments, check=False)[1])

    def changes(self) -> list[tuple[str, str, str]]:
        """What the plan wants: action, unit, reason."""
        return [(change["action"], change["unit"], change["reason"]) for change in self.plan()["changes"]]

    def apply(self) -> str:
        """Apply without being asked."""
        return self.patronctl("apply", "--yes")[1]

    def systemctl(self, *arguments: str, check: bool = True) -> str:
        """Ask systemd."""
        return self.host.run("systemctl", "--no-pager", *arguments, check=check).stdout.strip()

    def property(self, unit: str, name: str) -> str:
        """One property of a unit."""
        return self.systemctl("show", "--value", f"--property={name}", unit)

    def job(self, name: str, **settings: Any) -> None:
        """Write a job of the sample district that reads its own copy of the feed; None leaves a setting out."""
        given = {
            "name": name,
            "properties": "students.properties.yaml",
            "source": {"type": "directory", "folder": FEEDS, "file": "students.csv"},
            "schedule": {"time": "02:30", "full": ["sat"], "incremental": ["mon", "tue", "wed", "thu", "fri"]},
            **settings,
        }
        self.host.write(f"{WORKSPACE}/jobs/lincoln/{name}.yaml", json.dumps({k: v for k, v in given.items() if v is not None}))

    def remove_job(self, name: str) -> None:
        """Take a job out of the configuration."""
        self.host.run("rm", f"{WORKSPACE}/jobs/lincoln/{name}.yaml")

    def runs(self, job: str) -> list[dict[str, Any]]:
        """The records of a job's runs, oldest first."""
        found = self.host.run("sh", "-c", "cat /var/lib/patronctl/districts/*/runs/*/run.json 2>/dev/null || true").stdout
        decoder, records, at = json.JSONDecoder(), [], 0
        while at < len(found.rstrip()):
            record, end = decoder.raw_decode(found, at)
            records.append(record)
            at = end + 1
        return sorted((r for r in records if r["job"] == job), key=lambda r: r["started"])

    def wait(self, until: Callable[[], Any], seconds: float = 90) -> Any:
        """Wait for something to come true on the host; its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := until():
                return value
            time.sleep(0.2)
        raise AssertionError(f"not within {seconds} s\n{self.host.run('journalctl', '--no-pager', '-n', '50').stdout}")


@pytest.fixture(scope="module")
def server(boot_host: BootHost, installation: list[str]) -> Server:
    """A server on which nothing has been applied yet."""
    host = install(boot_host(binds=installation))
    host.run("useradd", "--system", "--home-dir", "/var/lib/patronctl", "--shell", "/usr/sbin/nologin", "patronctl")
    for path in [*(CHECKOUT / "jobs" / "lincoln").iterdir(), *(CHECKOUT / "feeds").iterdir()]:
        folder = FEEDS if path.suffix == ".csv" else f"{WORKSPACE}/jobs/lincoln"
        host.write(f"{folder}/{path.name}", path.read_bytes().replace(b"../../feeds", FEEDS.encode()))
    at = (datetime.now(UTC) + timedelta(minutes=2)).replace(second=0, microsecond=0)
    server = Server(host, at)
    local = at.astimezone(ZoneInfo("America/Chicago"))
    server.job("sundial", schedule={"time": f"{local:%H:%M}", "incremental": [f"{local:%a}".lower()]})
    return server
