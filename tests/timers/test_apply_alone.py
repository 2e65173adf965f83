"""Two apply at once: one of them goes first, and the other says who that is."""

import subprocess
import sys
from pathlib import Path

import pytest

from patronctl.domain.errors import AlreadyRunningError
from patronctl.timers.apply_plan import alone

HOLDER = """
import sys
from patronctl.timers.apply_plan import alone
with alone(user=True, unit_dir=None):
    print("in", flush=True)
    sys.stdin.read()
"""


def test_a_second_apply_hears_who_is_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "in\n"
        who = rf"in use by an apply of \S+, process {first.pid}, since"
        with pytest.raises(AlreadyRunningError, match=who), alone(user=True, unit_dir=None):
            pass
        with alone(user=True, unit_dir=tmp_path):  # a folder of files is nobody's server
            pass
        first.communicate("")
    with alone(user=True, unit_dir=None):
        pass
