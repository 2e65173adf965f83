"""Secrets are planted wherever the configuration and the feed may have one, and searched in everything that comes out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

import patronctl
from tests.harness.sshd import SftpServer
from tests.sources.corpus.test_corpus import DISTRICT, JOB, PROPERTIES

pytestmark = pytest.mark.system

PATRON_PASSWORD, SKIPPED_PASSWORD, LITERAL = "Patr0n-pl4nted", "Sk1pped-pl4nted", "L1teral-pl4nted"
COMMANDS = (
    "validate",
    "validate --format json",
    "check students",
    "check students --show-values --format json",
    "run students --full --dry-run",
    "run students --full",
    "run students --full --format json",
    "runs",
    "runs show latest",
    "runs show latest --format json",
    "runs show latest --format markdown",
    "patrons district --format csv",
    "patrons district --format json",
    "plan --unit-dir units",
    "apply --yes --unit-dir units",
    "plan --unit-dir units --format json",
    "--help",
    "run --help",
    "check --help",
)


class Workspace:
    """A workspace whose feed lies on an SFTP server, and every output of every command that was run in it."""

    def __init__(self, root: Path, server: SftpServer) -> None:
        self.root, self.server = root, server
        self.folder = root / "jobs" / "district"
        self.folder.mkdir(parents=True)
        self.environment = {**os.environ, "SFTP_PASSWORD": server.password, "KEY_PASSPHRASE": server.passphrase}
        self.outputs: dict[str, str] = {}
        self.write("district", DISTRICT)
        self.write("students.properties", PROPERTIES | {"fields": {**PROPERTIES["fields"], "password": "pin", "username": "id"}})
        rows = [f"{number:06},Lee,Ann,101,{PATRON_PASSWORD}{number}" for number in range(30)]
        rows += [f"000077,Kim,Jo,999,{SKIPPED_PASSWORD}", f'000078,"Kim,Jo,101,{SKIPPED_PASSWORD}']
        server.put("outgoing/students.csv", ("id,last,first,school,pin\n" + "\n".join(rows) + "\n").encode())

    def write(self, name: str, content: object) -> None:
        YAML().dump(content, self.folder / f"{name}.yaml")

    def source(self, **how: object) -> None:
        known = {"type": "sftp", "host": self.server.host, "port": self.server.port, "username": self.server.user, "attempts": 1}
        place = {"folder": "outgoing", "file": "students.csv", "host_key": self.server.fingerprint}
        self.write("students", JOB | {"source": {**known, **place, **how}, "schedule": {"time": "02:30", "full": ["mon"]}})

    def run(self, command: str, **environment: str) -> int:
        places = {"PATRONCTL_WORKSPACE": str(self.root), "PATRONCTL_STATE": str(self.root / "state")}
        code = {"PYTHONPATH": str(Path(patronctl.__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-m", "patronctl", *command.split()],
            env={**self.environment, **places, **code, **environment},
            capture_output=True,
            text=True,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        self.outputs[f"{len(self.outputs)}: {command}"] = done.stdout + done.stderr
        return done.returncode

    def found(self, *secrets: str) -> list[str]:
        """Where a secret stands: in an output, in a file of the state, in a table of a store."""
        everything = [*self.outputs.items(), *self._files(), *self._tables()]
        return [f"{secret} in {place}" for place, text in everything for secret in secrets if secret in text]

    def _files(self) -> Iterator[tuple[str, str]]:
        for path in [*(self.root / "state").rglob("*"), *(self.root / "units").rglob("*")]:
            if path.is_file():
                yield str(path), path.read_bytes().decode("latin-1")

    def _tables(self) -> Iterator[tuple[str, str]]:
        with duckdb.connect() as connection:
            for path in (self.root / "state").rglob("*.parquet"):
                yield str(path), str(connection.execute("FROM read_parquet($path)", {"path": str(path)}).fetchall())
        for path in (self.root / "state").rglob("*.duckdb"):
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield f"{path}:{table}", str(connection.table(table).fetchall())


@pytest.fixture
def workspace(tmp_path: Path, sftp_server: SftpServer) -> Workspace:
    return Workspace(tmp_path, sftp_server)


def test_no_secret_is_in_any_output_or_file(workspace: Workspace) -> None:
    workspace.source(password={"env": "SFTP_PASSWORD"})

    for command in COMMANDS:
        assert workspace.run(command) in (0, 4), (command, list(workspace.outputs.values())[-1])

    assert workspace.found(workspace.server.password, PATRON_PASSWORD, SKIPPED_PASSWORD) == []


def test_no_secret_is_in_what_is_said_of_a_failure(workspace: Workspace) -> None:
    key = {"private_key": {"file": str(workspace.server.private_key_with_passphrase)}, "passphrase": {"env": "KEY_PASSPHRASE"}}
    wrong = "wr0ng-pl4nted"
    attempts = [({"password": {"env": "SFTP_PASSWORD"}}, {"SFTP_PASSWORD": wrong}), (key, {"KEY_PASSPHRASE": wrong}), (key, {})]

    for how, environment in attempts:
        workspace.source(**how)
        for command in ("run students --full", "check students"):
            workspace.run(command, **environment)

    assert workspace.found(wrong, workspace.server.passphrase, workspace.server.password, "PRIVATE KEY") == []


def test_a_literal_in_the_configuration_is_refused_without_being_repeated(workspace: Workspace) -> None:
    for how in (LITERAL, {"value": LITERAL}):
        workspace.source(password=how)
        for command in ("validate", "validate --format json", "run students"):
            assert workspace.run(command) == 2, list(workspace.outputs.values())[-1]

    assert "{credential: NAME}" in workspace.outputs["0: validate"]
    assert workspace.found(LITERAL) == []


def test_a_feed_that_is_refused_leaves_no_password_behind_and_those_who_are_told_learn_none(workspace: Workspace) -> None:
    workspace.source(password={"env": "SFTP_PASSWORD"})
    login = {"username": "reports", "password": {"env": "SMTP_PASSWORD"}}
    mail = {"type": "email", "to": ["a@example.org"], "sender": "b@example.org", "server": "127.0.0.1", "port": 9, **login}
    hook = {"type": "webhook", "url": {"env": "HOOK_URL"}, "secret": {"env": "HOOK_SECRET"}}
    workspace.write("district", DISTRICT | {"notify": {"mail": mail, "hook": hook}})
    told = {"SMTP_PASSWORD": "Smtp-pl4nted", "HOOK_URL": "https://127.0.0.1:9/Url-pl4nted", "HOOK_SECRET": "Hook-pl4nted"}
    feed = workspace.server.served / "outgoing/students.csv"
    workspace.server.put("outgoing/students.csv", feed.read_bytes() + f"000099,Lee,Ann,101,{PATRON_PASSWORD}".encode() + b"\xff\n")

    assert workspace.run("run students --full", **told) == 5
    assert workspace.run("runs show latest --format json") == 0

    assert "hook" in list(workspace.outputs.values())[-1]
    assert workspace.found(PATRON_PASSWORD, "Smtp-pl4nted", "Url-pl4nted", "Hook-pl4nted") == []
