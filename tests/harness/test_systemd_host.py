"""The test hosts are real ones: systemd is PID 1, services run in it, patronctl is installed for every user."""

import pytest

from tests.harness.systemd_host import PATRONCTL, BootHost, Host

pytestmark = pytest.mark.system


def test_systemd_is_pid_1_and_up(installed_host: Host):
    state = installed_host.run("systemctl", "is-system-running", check=False).stdout.strip()

    assert state in {"running", "degraded"}
    assert installed_host.read("/proc/1/comm") == "systemd\n"


def test_an_unprivileged_service_can_run_patronctl(installed_host: Host):
    done = installed_host.run("systemd-run", "--wait", "--pipe", "--quiet", "-p", "DynamicUser=yes", PATRONCTL, "--help")

    assert "Usage" in done.stdout


def test_hosts_do_not_share_files_and_keep_them_over_a_reboot(boot_host: BootHost):
    one, other = boot_host(), boot_host()
    one.write("/srv/note", "kept")

    one.reboot()

    assert one.read("/srv/note") == "kept"
    assert other.run("test", "-e", "/srv/note", check=False).returncode == 1


def test_a_host_answers_by_ssh(boot_host: BootHost):
    host = boot_host(ssh=True)

    done = host.run("sh", "-c", "cat /etc/hostname")

    assert done.stdout.strip() == host.name
    assert (host.directory / "ssh_config").exists()
