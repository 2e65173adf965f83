"""What systemd knows of a service that failed, and the last that it said."""

import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from patronctl.domain.errors import PatronctlError
from patronctl.domain.health import BrokenService
from patronctl.timers.systemctl import Systemctl

_LONGEST = 300
_LINES = 20
_PROPERTIES = ("ActiveState", "Result", "InvocationID", "ExecMainStartTimestampMonotonic", "InactiveEnterTimestampMonotonic")


def failed(services: Sequence[str], *, user: bool) -> dict[str, BrokenService]:
    """The services that are failed now, by name; none where no systemd answers."""
    try:
        found = Systemctl(user=user).show(services, _PROPERTIES)
    except PatronctlError:
        return {}
    return {name: _broken(name, facts, user=user) for name, facts in found.items() if facts.get("ActiveState") == "failed"}


def _broken(name: str, facts: dict[str, str], *, user: bool) -> BrokenService:
    # Older versions of systemctl print moments in no other form that a program can read.
    since_boot = int(facts.get("ExecMainStartTimestampMonotonic") or 0) or int(facts.get("InactiveEnterTimestampMonotonic") or 0)
    started = datetime.now(UTC) - timedelta(seconds=time.clock_gettime(time.CLOCK_MONOTONIC) - since_boot / 1e6)
    return BrokenService(name, started, facts.get("Result", ""), _last_words(name, facts.get("InvocationID", ""), user=user))


def _last_words(service: str, invocation: str, *, user: bool) -> str:
    """The last error that the service itself wrote, else its last line, else what systemd said of it. Blank where we may not read it."""
    unit = "_SYSTEMD_USER_UNIT" if user else "_SYSTEMD_UNIT"
    own = _lines(f"{unit}={service}", *([f"_SYSTEMD_INVOCATION_ID={invocation}"] if invocation else []))
    errors = [line.removeprefix("error: ") for line in own if line.startswith("error: ")]
    lines = errors or own or _lines("--user-unit" if user else "--unit", service)
    return "".join(letter if letter.isprintable() else " " for letter in lines[-1])[:_LONGEST] if lines else ""


def _lines(*matches: str) -> list[str]:
    command = ["journalctl", "--no-pager", "--quiet", "--output=cat", f"--lines={_LINES}", *matches]
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
