"""500 jobs on a real systemd: how long plan, apply and a second apply take."""

import time
from collections.abc import Callable

import pytest

from tests.harness.systemd_host import CHECKOUT, PATRONCTL, BootHost, Host, install

pytestmark = [pytest.mark.system, pytest.mark.slow]

DISTRICTS, JOBS = 50, 10
WORKSPACE = "/srv/workspace"


@pytest.fixture(scope="module")
def host(boot_host: BootHost, installation: list[str]) -> Host:
    """A server with 50 districts of 10 jobs."""
    host = install(boot_host(binds=installation))
    host.run("useradd", "--system", "--home-dir", "/var/lib/patronctl", "--shell", "/usr/sbin/nologin", "patronctl")
    lincoln = CHECKOUT / "jobs" / "lincoln"
    for name in ("district.yaml", "students.yaml", "students.properties.yaml"):
        host.write(f"/srv/one/{name}", (lincoln / name).read_bytes())
    # Without retirement: jobs of one district must not be able to retire the same people.
    multiply = f"""set -e
for d in $(seq {DISTRICTS}); do
  folder={WORKSPACE}/jobs/d$d; mkdir -p $folder; cp /srv/one/students.properties.yaml $folder
  sed "s/^name: lincoln/name: d$d/" /srv/one/district.yaml > $folder/district.yaml
  for j in $(seq {JOBS}); do
    sed "/^inactivation:/,\\$d; s/lincoln-students/d$d-j$j/; s/02:30/1$((j - 1)):00/" /srv/one/students.yaml > $folder/j$j.yaml
  done
done"""
    host.run("sh", "-c", multiply)
    return host


def test_500_jobs(host: Host, record_property: Callable[[str, object], None]):
    seconds = {}
    outputs = {}
    for name, arguments in {
        "plan": ["plan"], "apply": ["apply", "--yes"], "plan again": ["plan", "--exit-code"], "apply again": ["apply", "--yes"],
    }.items():  # fmt: skip
        begin = time.perf_counter()
        outputs[name] = host.run(PATRONCTL, *arguments, env={"PATRONCTL_WORKSPACE": WORKSPACE}).stdout
        seconds[name] = round(time.perf_counter() - begin, 2)
    print(f"{DISTRICTS * JOBS} jobs, seconds: {seconds}")
    record_property("seconds", seconds)

    assert "2000 to create" in outputs["plan"]
    assert "No changes: 2000 units" in outputs["apply again"]
    assert host.run("sh", "-c", "systemctl list-timers --all --no-legend 'patronctl-*' | wc -l").stdout.strip() == "1000"
    assert seconds["apply again"] < seconds["apply"]
