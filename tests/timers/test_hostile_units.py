"""Whatever stands in the configuration and on the server, a unit holds the lines that we wrote, as systemd itself reads them."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from pydantic import ValidationError

from patronctl.domain.errors import ConfigurationError
from patronctl.secrets import SecretReference
from patronctl.timers import escape
from patronctl.timers.desired import units
from tests.harness.systemd_host import BootHost
from tests.timers.examples import SERVER, STUDENTS

NASTY = [
    "a\nExecStartPre=/bin/touch /pwned", "a\r\n[Service]", "x:/etc/shadow", "%n %i 100% %%", "$HOME ${PATH} $$", "back\\slash \\x0a \\",
    "'quoted' \"twice\"", "; rm # comment", "-minus", "+plus", "!bang", "@at", "@", "a\0b", "\x1b[31m", "\u2028ExecStartPre=/bin/false",
    "\x85x", "é ü 日本 \u202e", " ", "  blank  ", "a,b=c", "..", "\ud800",
]  # fmt: skip
MANAGER = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
CREDENTIALS = ("LoadCredential", "LoadCredentialEncrypted")
hostile = st.one_of(st.sampled_from(NASTY), st.text(max_size=30)).filter(bool)
folders = hostile.map(lambda text: Path("/srv") / text.replace("/", "_"))


@settings(max_examples=300, deadline=None)
@given(title=hostile, file=hostile, reads=folders, writes=folders, workspace=folders, state=folders, credential=hostile, program=folders)
def test_hostile_values_are_refused_or_add_no_line(
    title: str, file: str, reads: Path, writes: Path, workspace: Path, state: Path, credential: str, program: Path
) -> None:
    usual = units(
        [replace(STUDENTS, reads=(Path("/srv/q"),), writes=(Path("/srv/w"),), credentials=("c",))], replace(SERVER, state=Path("/q"))
    )
    job = replace(STUDENTS, title=title, file=file, reads=(reads,), writes=(writes,), credentials=(credential,))
    try:
        made = units([job], replace(SERVER, workspace=workspace, state=state, command=(str(program), title)))
    except ConfigurationError:
        return
    for name, unit in made.items():
        assert keys(unit.text) == keys(usual[name].text)


def keys(text: str) -> set[str]:
    """The settings that systemd sees; as a set, because folders within each other are bound once."""
    return {line.partition("=")[0] for line in text.splitlines() if not line.startswith("#")} - {"BindReadOnlyPaths"}


@pytest.mark.parametrize("name", [nasty for nasty in NASTY if nasty not in ("a,b=c",)] + ["a b", "a/b", "a\n", "a=b", "", ".", "x" * 256])
@pytest.mark.parametrize("kind", ["credential", "env"])
def test_a_credential_and_a_variable_have_plain_names(kind: str, name: str) -> None:
    with pytest.raises(ValidationError):
        SecretReference.model_validate({kind: name})


def test_a_template_that_prints_a_bare_value_fails() -> None:
    with pytest.raises(TypeError, match="no function of timers/escape"):
        Environment(finalize=escape.only_escaped).from_string("Description={{ title }}").render(title="x")


@pytest.mark.system
def test_systemd_reads_back_what_was_meant(boot_host: BootHost) -> None:
    """Every field that can reach a unit holds something nasty, and systemd's own parser says what it understood."""
    host = boot_host()
    title = "100% of $HOME \\ \"x\" 'y' ;#  \x1b[31m é\nExecStartPre=/bin/touch /pwned"
    reads, writes, state = Path("/srv/in 'q' ;#%n$x"), Path('/srv/a b:c%d\\e"f'), Path("/srv/state %i:x")
    workspace, program = Path("/srv/work $H 100%h \\x"), "/srv/pro gram%n$x"
    job = replace(STUDENTS, title=title, reads=(reads,), writes=(writes,), credentials=("chat", "a@b.c"), network=True)
    server = replace(SERVER, workspace=workspace, state=state, command=(program, "-m", "a b;%i"), account="daemon")
    for unit in units([job], replace(server, encrypted_credentials=frozenset({"a@b.c"}))).values():
        host.write(f"/etc/systemd/system/{unit.name}", unit.text)
    host.run("systemctl", "daemon-reload")

    def shown(unit: str, name: str) -> str:
        return host.run("systemctl", "show", "--value", f"--property={name}", unit).stdout.strip()

    service, failed = "patronctl-lincoln-students@full.service", "patronctl-lincoln-students-failed.service"
    for unit in (service, failed):
        assert "100% of $HOME \\ \"x\" 'y' ;# [31m é ExecStartPre=/bin/touch /pwned" in shown(unit, "Description")
        assert shown(unit, "ExecStartPre") == ""
        assert shown(unit, "BindPaths").replace(":rbind", "").count("/srv/") in (2, 4)
        assert str(writes) in shown(unit, "BindPaths").replace("\\:", ":").replace("\\\\", "\\")
        assert str(reads) in shown(unit, "BindReadOnlyPaths")
        assert shown(unit, "User") == "daemon"
        where = host.run("busctl", "call", *MANAGER, "LoadUnit", "s", unit).stdout.split()[1].strip('"')
        bus = [
            host.run("busctl", "get-property", MANAGER[0], where, "org.freedesktop.systemd1.Service", name).stdout for name in CREDENTIALS
        ]
        assert bus == ['a(ss) 1 "chat" "chat"\n', 'a(ss) 1 "a@b.c" "a@b.c"\n']
        assert f"PATRONCTL_WORKSPACE={workspace}".replace("\\", "\\\\") in shown(unit, "Environment").replace("\\$", "$")
    command = shown(service, "ExecStart")
    assert f"path={program} " in command
    assert "argv[]=" in command
    assert "a b;%i run lincoln-students --full --wait 120" in command
    assert (shown(service, "MemoryMax"), shown(service, "TimeoutStartUSec")) == (str(5 << 30), "4h")
