"""Plan and apply against a real systemd. The tests build on one another's server, but each says all that it relies on."""

import hashlib
import re
from datetime import datetime

import pytest

from tests.harness.systemd_host import PATRONCTL
from tests.timers.conftest import UNITS, WORKSPACE, Server

pytestmark = pytest.mark.system

TIMER = "patronctl-lincoln-students-full.timer"
OTHER_TIMER = "patronctl-lincoln-students-incremental.timer"
SERVICE = "patronctl-lincoln-students@.service"
RUN = "patronctl-lincoln-students@full.service"


@pytest.fixture(autouse=True)
def applied(server: Server) -> None:
    """Every test begins with the sample job applied, and nothing else."""
    server.host.run("sh", "-c", f"find {WORKSPACE}/jobs/lincoln -name 'lincoln-*' -delete; rm -f {UNITS}/patronctl-lincoln-summer*")
    server.apply()


def test_applied_timers_wait_enabled_with_the_next_run_that_plan_promised(server: Server):
    promised = {(up["job"], up["update"]): up["next_runs"][0] for up in server.plan()["schedules"]}

    for update, timer in (("full", TIMER), ("incremental", OTHER_TIMER)):
        assert server.systemctl("is-enabled", timer) == "enabled"
        assert server.systemctl("is-active", timer) == "active"
        next_run = server.host.run("date", "-d", server.property(timer, "NextElapseUSecRealtime"), "+%a %F %H:%M",
                                   env={"TZ": "America/Chicago"}).stdout.strip()  # fmt: skip
        assert next_run == promised["lincoln-students", update]


def test_a_second_apply_changes_nothing(server: Server):
    before = server.host.run("sh", "-c", f"stat -c '%n %y %i' {UNITS}/*").stdout

    output = server.apply()

    assert "No changes" in output
    assert server.host.run("sh", "-c", f"stat -c '%n %y %i' {UNITS}/*").stdout == before
    assert server.patronctl("plan", "--exit-code")[0] == 0


def test_systemd_itself_finds_the_units_right_and_the_sandbox_tight(server: Server):
    units = server.host.run("sh", "-c", f"ls {UNITS}/patronctl-*").stdout.split()

    verified = server.host.run("systemd-analyze", "verify", "--recursive-errors=yes", "--man=no", *units)
    scores = {}
    for service in (RUN, "patronctl-lincoln-students-failed.service"):
        told = server.host.run("systemd-analyze", "security", "--no-pager", service).stdout
        scores[service] = float(re.search(r"exposure level for \S+: ([0-9.]+)", told)[1])
    print(f"systemd-analyze security: {scores}")

    assert verified.stdout + verified.stderr == ""
    assert max(scores.values()) <= 2.0


def test_a_run_loads_patrons_inside_the_sandbox_as_the_unprivileged_account(server: Server):
    server.systemctl("start", RUN)

    record = server.runs("lincoln-students")[-1]
    assert (record["outcome"], record["update"]) == ("succeeded", "full")
    assert record["counters"]["added"] > 1000
    assert server.host.run("stat", "-c", "%U %a", "/var/lib/patronctl").stdout.strip() == "patronctl 700"
    assert "patronctl" in server.host.run("stat", "-c", "%U", "/var/lib/patronctl/districts/lincoln/store.duckdb").stdout


@pytest.mark.parametrize(
    ("by_hand", "reason"),
    [
        (f"sed -i s/02:30/12:00/ {UNITS}/{TIMER} && systemctl daemon-reload", "edited by hand"),
        (f"systemctl disable {TIMER}", "disabled by hand: it would not come back after a reboot"),
        (f"systemctl stop {TIMER}", "stopped by hand: it will not fire"),
        (f"rm {UNITS}/{TIMER} && ln -s /dev/null {UNITS}/{TIMER} && systemctl daemon-reload", "masked by hand: systemd ignores it"),
        (f"rm {UNITS}/{TIMER}", "new"),
        (f"rm {UNITS}/{SERVICE} && systemctl daemon-reload", "missing: its timer is there without it"),
        (f"touch {UNITS}/{TIMER}", "systemd has not read it yet"),
    ],
)  # fmt: skip
def test_what_somebody_did_by_hand_is_shown_and_repaired(server: Server, by_hand: str, reason: str):
    server.host.run("sh", "-c", by_hand)

    assert reason in [why for _, unit, why in server.changes() if unit in (TIMER, SERVICE)]
    assert server.patronctl("plan", "--exit-code", check=False)[0] == 4
    server.apply()

    assert server.changes() == []
    assert server.systemctl("is-active", TIMER) == "active"
    assert server.systemctl("is-enabled", TIMER) == "enabled"


def test_a_job_that_went_takes_its_units_along_and_leaves_foreign_ones(server: Server):
    server.job("lincoln-summer")
    server.apply()
    foreign = f"{UNITS}/patronctl-lincoln-summer-extra.timer"
    server.host.write(foreign, "[Timer]\nOnCalendar=daily\n")
    server.remove_job("lincoln-summer")

    assert {action for action, *_ in server.changes()} == {"delete"}
    assert server.plan("--no-prune")["changes"] == []
    server.apply()

    assert server.host.run("sh", "-c", f"ls {UNITS} | grep summer").stdout.split() == ["patronctl-lincoln-summer-extra.timer"]
    assert "lincoln-summer-full" not in server.systemctl("list-timers", "--all")
    assert server.host.run("sh", "-c", f"find {UNITS} -xtype l").stdout == ""


def test_a_name_that_somebody_else_holds_stops_the_plan_and_is_left_as_it_is(server: Server):
    theirs = f"{UNITS}/patronctl-lincoln-summer-full.timer"
    server.host.write(theirs, "[Timer]\nOnCalendar=daily\n")
    server.job("lincoln-summer")

    code, output = server.patronctl("apply", "--yes", check=False)

    assert code == 1
    assert "patronctl did not make it" in output
    assert server.host.read(theirs) == "[Timer]\nOnCalendar=daily\n"
    assert server.host.run("sh", "-c", f"ls {UNITS} | grep -c summer").stdout.strip() == "1"


def test_a_saved_plan_is_done_as_it_is_and_refused_once_anything_moved(server: Server):
    server.job("lincoln-summer")
    server.patronctl("plan", "--out", "/srv/plan.json")
    server.systemctl("disable", TIMER)

    code, output = server.patronctl("apply", "--yes", "/srv/plan.json", check=False)
    assert (code, "out of date" in output, TIMER in output) == (1, True, True)
    assert "Applied" not in output

    server.systemctl("enable", TIMER)
    assert "Applied" in server.patronctl("apply", "--yes", "/srv/plan.json")[1]
    assert server.changes() == []


def test_moving_a_schedule_starts_no_run(server: Server):
    """A persistent timer whose time moves to this morning would catch up at once; apply is not a run."""
    server.job("lincoln-summer", schedule={"time": "23:59", "full": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]})
    server.apply()
    timer = "patronctl-lincoln-summer-full.timer"
    server.systemctl("stop", timer)
    server.host.run("touch", "-d", "2 days ago", f"/var/lib/systemd/timers/stamp-{timer}")
    server.host.write("/run/systemd/system/patronctl-lincoln-summer@.service.d/off.conf", "[Service]\nExecStart=\nExecStart=/bin/true\n")
    server.systemctl("daemon-reload")
    server.systemctl("start", timer)
    server.wait(lambda: server.property("patronctl-lincoln-summer@full.service", "InactiveEnterTimestamp"))
    fired = server.property(timer, "LastTriggerUSec")
    server.job("lincoln-summer", schedule={"time": "00:01", "full": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]})

    server.apply()

    assert server.property("patronctl-lincoln-summer@full.service", "ActiveState") == "inactive"
    assert fired
    started = server.host.run("journalctl", "--no-pager", "-u", "patronctl-lincoln-summer@full.service").stdout
    assert started.count("Finished") == 1
    assert server.runs("lincoln-summer") == []
    server.host.run("rm", "-r", "/run/systemd/system/patronctl-lincoln-summer@.service.d")


def test_apply_that_fails_halfway_says_what_is_left_and_the_next_one_finishes(server: Server):
    server.job("lincoln-summer")
    server.host.run("mkdir", "-p", f"{UNITS}/timers.target.wants")
    server.host.run("mv", "/usr/bin/systemctl", "/usr/bin/systemctl.real")
    failing = '#!/bin/sh\ncase "$*" in *daemon-reload*) echo "no space left" >&2; exit 1;; esac\nexec systemctl.real "$@"\n'
    server.host.write("/usr/bin/systemctl", failing, mode="755")

    code, output = server.patronctl("apply", "--yes", check=False)
    server.host.run("mv", "/usr/bin/systemctl.real", "/usr/bin/systemctl")

    assert code == 1
    assert "Done: write 4 units." in output
    assert "Not done: reload systemd, enable 2 timers, let no run be caught up by 2 timers, start 2 timers." in output
    server.apply()
    assert server.changes() == []
    assert server.systemctl("is-active", "patronctl-lincoln-summer-full.timer") == "active"


def test_a_failing_job_starts_its_failure_unit_which_says_why(server: Server):
    server.job("lincoln-broken", source={"type": "directory", "folder": "/srv/feeds", "file": "missing.csv"})
    server.apply()

    server.systemctl("start", "patronctl-lincoln-broken@full.service", check=False)
    server.wait(lambda: server.property("patronctl-lincoln-broken-failed.service", "ExecMainExitTimestamp"))

    told = server.host.run("journalctl", "--no-pager", "-u", "patronctl-lincoln-broken-failed.service").stdout
    assert "missing.csv" in told
    assert server.runs("lincoln-broken")[-1]["outcome"] == "failed"
    assert any("its last run failed" in note for note in server.plan()["notes"])


def test_a_reboot_catches_up_with_the_missed_run_of_its_own_kind(server: Server):
    runs = len(server.runs("lincoln-students"))
    server.systemctl("stop", OTHER_TIMER)
    server.host.run("touch", "-d", "8 days ago", f"/var/lib/systemd/timers/stamp-{OTHER_TIMER}")

    server.host.reboot()

    server.wait(lambda: len(server.runs("lincoln-students")) > runs and server.runs("lincoln-students")[-1]["finished"])
    new = server.runs("lincoln-students")[runs:]
    assert [(record["update"], record["outcome"]) for record in new] == [("incremental", "succeeded")]


def test_both_kinds_due_at_once_wait_for_each_other(server: Server):
    runs = len(server.runs("lincoln-students"))
    server.systemctl("stop", TIMER, OTHER_TIMER)
    server.host.run("touch", "-d", "8 days ago", *(f"/var/lib/systemd/timers/stamp-{timer}" for timer in (TIMER, OTHER_TIMER)))

    server.systemctl("start", TIMER, OTHER_TIMER)

    server.wait(lambda: sum(bool(record["finished"]) for record in server.runs("lincoln-students")) >= runs + 2)
    new = server.runs("lincoln-students")[runs:]
    assert sorted(record["update"] for record in new) == ["full", "incremental"]
    assert {record["outcome"] for record in new} == {"succeeded"}


def test_a_credential_reaches_the_job_and_shows_nowhere(server: Server):
    secret = "open-sesame-4711"
    server.host.write("/etc/credstore/sftp-password", secret, mode="600")
    source = {"type": "sftp", "host": "127.0.0.1", "port": 1, "file": "students.csv", "username": "sis", "attempts": 1,
              "password": {"credential": "sftp-password"}, "host_key": "SHA256:" + "A" * 43}  # fmt: skip
    server.job("lincoln-remote", source=source)
    assert not any("sftp-password" in note for note in server.plan()["notes"])
    server.apply()
    service = "patronctl-lincoln-remote@full.service"
    server.host.write(
        f"{UNITS}/{service}.d/keep.conf", "[Service]\nExecStartPre=/bin/sh -c 'sha256sum < $CREDENTIALS_DIRECTORY/sftp-password'\n"
    )
    server.systemctl("daemon-reload")

    server.systemctl("start", service, check=False)

    journal = server.host.run("journalctl", "--no-pager", "-o", "export").stdout
    assert "LoadCredential=sftp-password\n" in server.host.read(f"{UNITS}/patronctl-lincoln-remote@.service")
    assert _sha256(secret) in journal, "the job didn't get the credential"
    assert server.runs("lincoln-remote")[-1]["failure"]["code"] != "configuration", "patronctl itself could read it"
    assert secret not in journal
    assert server.host.run("grep", "-rl", secret, UNITS, "/var/lib/patronctl", WORKSPACE, check=False).stdout == ""
    assert secret not in server.systemctl("show", service) + server.host.run("ps", "-eww", "-o", "args").stdout
    server.host.run("rm", "-r", f"{UNITS}/{service}.d", "/etc/credstore/sftp-password")
    assert any("sftp-password" in note for note in server.plan()["notes"])


def test_folders_in_a_home_and_with_odd_names_are_seen(server: Server):
    folder = "/home/sis/feeds: 100% 'odd' \\x \"y\""
    server.host.run("mkdir", "-p", folder)
    server.host.run("cp", "/srv/feeds/students.csv", folder)
    server.job("lincoln-home", source={"type": "directory", "folder": folder, "file": "students.csv"})
    server.apply()

    server.systemctl("start", "patronctl-lincoln-home@incremental.service")

    assert server.runs("lincoln-home")[-1]["outcome"] == "succeeded"


def test_a_missing_account_is_a_problem_that_says_what_to_type(server: Server):
    server.host.run("sed", "-i.bak", "/^patronctl:/d", "/etc/passwd")

    code, output = server.patronctl("apply", "--yes", check=False)

    server.host.run("mv", "/etc/passwd.bak", "/etc/passwd")
    assert (code, "useradd --system" in output) == (1, True)


def test_a_users_own_manager_is_applied_without_root(server: Server):
    server.host.run("sh", "-c", "id librarian 2>/dev/null || useradd --create-home librarian; loginctl enable-linger librarian")
    uid = server.host.run("id", "-u", "librarian").stdout.strip()
    server.wait(lambda: server.host.run("test", "-S", f"/run/user/{uid}/bus", check=False).returncode == 0, 30)
    as_user = ["setpriv", "--reuid=librarian", "--regid=librarian", "--init-groups", "env", f"XDG_RUNTIME_DIR=/run/user/{uid}",
               "HOME=/home/librarian", f"PATRONCTL_WORKSPACE={WORKSPACE}"]  # fmt: skip

    server.host.run(*as_user, PATRONCTL, "apply", "--user", "--yes")
    again = server.host.run(*as_user, PATRONCTL, "apply", "--user", "--yes").stdout
    server.host.run(*as_user, "systemctl", "--user", "start", RUN)

    assert "No changes" in again
    assert "succeeded" in server.host.run("sh", "-c", "cat /home/librarian/.local/state/patronctl/districts/lincoln/runs/*/run.json").stdout


def test_a_timer_fires_at_its_time_of_day(server: Server):
    """The job was scheduled for the next minute but one before the first test of this file."""
    record = server.wait(lambda: next((run for run in server.runs("sundial") if run["finished"]), None), 130)

    assert (record["update"], record["outcome"]) == ("incremental", "succeeded")
    assert 0 <= (datetime.fromisoformat(record["started"]) - server.sundial).total_seconds() < 20


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
