import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from patronctl.domain.errors import ConfigurationError
from patronctl.timers.desired import units
from tests.timers.examples import SERVER, STUDENTS, schedule


def test_a_job_has_a_timer_for_each_kind_of_update_and_one_service():
    made = units([STUDENTS], SERVER)

    assert sorted(made) == [
        "patronctl-lincoln-students-failed.service",
        "patronctl-lincoln-students-full.timer",
        "patronctl-lincoln-students-incremental.timer",
        "patronctl-lincoln-students@.service",
    ]
    full = made["patronctl-lincoln-students-full.timer"].text
    assert "OnCalendar=Sat *-*-* 02:30:00 America/Chicago\n" in full
    assert "Persistent=true\n" in full
    assert "Unit=patronctl-lincoln-students@full.service\n" in full
    service = made["patronctl-lincoln-students@.service"].text
    assert "ExecStart=/opt/patronctl/bin/patronctl run lincoln-students --%i --wait 120\n" in service
    assert "OnFailure=patronctl-lincoln-students-failed.service\n" in service


def test_every_unit_says_who_made_it_from_which_file_and_for_which_workspace():
    for unit in units([STUDENTS], SERVER).values():
        assert unit.text.startswith("# Made by patronctl from jobs/lincoln/students.yaml. Don't edit")
        assert (unit.job, unit.workspace, unit.is_as_made) == ("lincoln-students", "/srv/workspace", True)


def test_one_changed_byte_is_noticed():
    unit = next(iter(units([STUDENTS], SERVER).values()))

    assert not replace(unit, text=unit.text.replace("02:30", "02:31") + "#").is_as_made


def test_a_job_that_needs_no_network_gets_none():
    offline = units([STUDENTS], SERVER)["patronctl-lincoln-students@.service"].text
    online = units([replace(STUDENTS, network=True)], SERVER)["patronctl-lincoln-students@.service"].text

    assert "PrivateNetwork=true" in offline
    assert "PrivateNetwork" not in online
    assert "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n" in online


def test_a_credential_is_named_and_never_held():
    server = replace(SERVER, encrypted_credentials=frozenset({"sealed"}))
    text = units([replace(STUDENTS, credentials=("open", "sealed"))], server)["patronctl-lincoln-students@.service"].text

    assert "LoadCredential=open\n" in text
    assert "LoadCredentialEncrypted=sealed\n" in text


def test_a_users_own_manager_gets_no_account_and_no_mounts():
    text = units([STUDENTS], replace(SERVER, account=None))["patronctl-lincoln-students@.service"].text

    assert "User=" not in text
    assert "ProtectSystem" not in text
    assert "NoNewPrivileges=true" in text


def test_a_path_that_would_write_its_own_line_into_a_unit_is_refused():
    with pytest.raises(ConfigurationError, match="can't stand in a systemd unit"):
        units([replace(STUDENTS, reads=(Path("/srv/a\nExecStart=/bin/evil"),))], SERVER)
    with pytest.raises(ConfigurationError, match="can't stand in a systemd unit"):
        units([replace(STUDENTS, file="jobs/a\nb.yaml")], SERVER)


def test_a_job_without_any_weekday_has_no_units():
    assert units([replace(STUDENTS, schedule=schedule())], SERVER) == {}


@pytest.mark.system
def test_systemd_finds_nothing_to_say_about_any_unit(tmp_path: Path):
    jobs = [
        STUDENTS,
        replace(STUDENTS, name="jittered", schedule=schedule("23:59", incremental=["sun"], jitter_minutes=45)),
        replace(STUDENTS, name="remote", network=True, credentials=("sftp-password",)),
        replace(STUDENTS, name="odd", title="100% of $HOME \\ \"x\" 'y'", writes=(Path("/srv/a b:c%d\\e"),), reads=(Path("/srv/'q' ;#"),)),
    ]
    made = units(jobs, replace(SERVER, command=("/bin/true",), account="daemon"))
    for unit in made.values():
        (tmp_path / unit.name).write_text(unit.text)

    verify = ["systemd-analyze", "verify", "--recursive-errors=yes", "--man=no", *made]
    done = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")
