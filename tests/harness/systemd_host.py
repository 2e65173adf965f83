"""Throw-away hosts, each with a real systemd as PID 1, and patronctl installed where a unit's user can reach it.

    def test_lists_its_timers(installed_host: Host) -> None:
        installed_host.write("/srv/workspace/jobs/lincoln/district.yaml", "...")
        installed_host.run("/opt/patronctl/bin/patronctl", "apply", "--yes", "--workspace", "/srv/workspace")

`boot_host` starts as many as a test needs, about half a second each; `systemd_host.sh` beside this file does the
work. Hosts of several workers, and of several test runs at once, have names and addresses of their own.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

SCRIPT = Path(__file__).with_name("systemd_host.sh")
CHECKOUT = Path(__file__).parents[2]
PATRONCTL = "/opt/patronctl/bin/patronctl"
DEPENDENCIES = "/opt/dependencies"
WHEELS = "/opt/wheels"

BootHost = Callable[..., "Host"]


class Host:
    """One booted host. Commands run inside it as root, with a bare environment."""

    def __init__(self, base: Path, slot: int, *, ssh: bool = False, binds: Sequence[str] = ()) -> None:
        self.name = f"pt{slot}"
        self.ip = f"10.211.{slot}.2" if ssh else None
        self.directory = base / self.name
        """With ssh: ssh_config, id_ed25519 and known_hosts lie here."""
        self._environment = {**os.environ, "SDH_BASE": str(base), "SDH_BIND": " ".join(binds)}
        if self.ip:
            self._environment |= {"SDH_IP": self.ip, "SDH_SSH": "1"}
        self._script("start", timeout=120)

    def run(
        self, *command: str, stdin: str = "", check: bool = True, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; with `check`, a failure shows what the command said."""
        settings = [f"{name}={value}" for name, value in (env or {}).items()]
        done = subprocess.run(
            [SCRIPT, "exec", self.name, "env", *settings, *command],
            input=stdin,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} on {self.name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def write(self, path: str, text: str | bytes, *, mode: str = "644") -> None:
        """Write a file, with the folders above it."""
        content = text.encode() if isinstance(text, str) else text
        command = ["sh", "-c", 'mkdir -p "${1%/*}" && cat > "$1" && chmod "$2" "$1"', "write", path, mode]
        subprocess.run([SCRIPT, "exec", self.name, *command], input=content, env=self._environment, check=True, timeout=60)

    def read(self, path: str) -> str:
        """The text of a file."""
        return self.run("cat", path).stdout

    def reboot(self) -> None:
        """Restart it: files are kept, /run and /tmp are not."""
        self._script("reboot", timeout=120)

    def stop(self) -> None:
        """Shut it down and remove every trace."""
        self._script("kill", timeout=60)

    def _script(self, verb: str, *, timeout: int) -> None:
        done = subprocess.run(
            [SCRIPT, verb, self.name],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, f"{verb} {self.name}:\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="session")
def boot_host() -> Iterator[BootHost]:
    """Start a host: `boot_host(ssh=True, binds=["/from:/to:ro"])`; all are gone after the last test."""
    base = Path(tempfile.mkdtemp(prefix="sdh"))  # not under pytest's own folder: overlay and sun_path want short paths
    up: list[Host] = []
    held: list[IO[str]] = []

    def boot(*, ssh: bool = False, binds: Sequence[str] = ()) -> Host:
        slot, lock = _free_slot()
        held.append(lock)
        up.append(Host(base / "hosts", slot, ssh=ssh, binds=binds))
        return up[-1]

    try:
        yield boot
    finally:
        for host in up:
            host.stop()
        for lock in held:
            lock.close()
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Binds that bring patronctl, as an administrator would build it, to a host that `install` then finishes."""
    wheels = tmp_path_factory.mktemp("wheels")
    build_wheel(wheels)
    return [f"{sysconfig.get_path('purelib')}:{DEPENDENCIES}:ro", f"{wheels}:{WHEELS}:ro"]


@pytest.fixture(scope="session")
def installed_host(boot_host: BootHost, installation: list[str]) -> Host:
    """One host for the session, with /opt/patronctl/bin/patronctl. Leave it as you found it."""
    return install(boot_host(binds=installation))


def install(host: Host) -> Host:
    """Install patronctl from the wheel into /opt/patronctl; its dependencies are those of the tests, read-only."""
    host.run(str(_public_python()), "-m", "venv", "--without-pip", "/opt/patronctl")
    packages = host.run("/opt/patronctl/bin/python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    host.write(f"{packages}/dependencies.pth", f"{DEPENDENCIES}\n")
    install_wheel = f"/opt/patronctl/bin/python -m pip install --quiet --no-index --no-deps --no-compile --ignore-installed {WHEELS}/*.whl"
    host.run("sh", "-c", install_wheel)
    return host


def build_wheel(into: Path) -> Path:
    """Build the wheel of this checkout without asking any registry."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(into),
        ".",
    ]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True, timeout=120)
    (wheel,) = into.glob("*.whl")
    return wheel


def _public_python() -> Path:
    """A Python of the tests' own version that lies outside every private home, so that a unit's user can run it."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for folder in (Path("/usr/bin"), Path("/usr/local/bin"), Path(sys.base_prefix, "bin")):
        if (folder / name).exists() and folder.parts[1] not in {"root", "home"}:
            return folder / name
    raise AssertionError(f"no {name} outside of a private home; make the virtual environment with /usr/bin/python3")


def _free_slot() -> tuple[int, IO[str]]:
    """A number no other host of this machine has; it gives the name and the address."""
    folder = Path("/run/lock/patronctl-tests")
    folder.mkdir(parents=True, exist_ok=True)
    for slot in range(1, 250):
        lock = (folder / str(slot)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return slot, lock
    raise AssertionError("249 test hosts are up already")
