"""Who is told of what no run can tell of itself."""

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from patronctl.places import Places
from patronctl.watch.alarm import tell_trouble
from patronctl.watch.status import status
from tests.reports.fixtures import a_record, a_run


@pytest.fixture
def heard() -> Iterator[tuple[str, list[dict]]]:
    """The address of a web hook, and what it hears."""
    got: list[dict] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", got
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def places(tmp_path: Path, repository: Path, heard: tuple[str, list[dict]], monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("HOOK", "shared")
    shutil.copytree(repository / "jobs", tmp_path / "jobs")
    district = tmp_path / "jobs" / "lincoln" / "district.yaml"
    district.write_text(f"{district.read_text()}\nnotify:\n  hook: {{type: webhook, url: '{heard[0]}', secret: {{env: HOOK}}}}\n")
    return Places(tmp_path, tmp_path / "state")


def test_a_missed_run_is_told_once(places: Places, heard: tuple[str, list[dict]]):
    """The last run was eight days ago: every kind of update was due since."""
    a_run(places, a_record(started=datetime.now(UTC) - timedelta(days=8), notifications=[]))
    health = status(places)

    tell_trouble(places, health)
    tell_trouble(places, health)

    assert sorted(event["headline"].split()[1] for event in heard[1]) == ["full", "incremental"]
    assert {event["event"] for event in heard[1]} == {"missed"}


def test_a_run_that_crashed_before_it_could_tell_is_told(places: Places, heard: tuple[str, list[dict]]):
    a_run(places, a_record(started=datetime.now(UTC), outcome="running", finished=None, pid=2**22, process="gone"))

    tell_trouble(places, status(places))

    assert [event["event"] for event in heard[1]] == ["failed"]
