"""What every channel must do, with real receivers; then what is particular to each."""

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from patronctl.domain.run_record import Notification
from patronctl.notify import Channel
from patronctl.notify.channel import BaseChannel
from patronctl.notify.event import of_run
from patronctl.notify.tell import tell
from tests.notify.receivers import PASSWORD, HttpReceiver, Mailbox, http_receiver, mail_server
from tests.reports.fixtures import a_failed_record

# Apprise imports a module of the standard library that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

EVENT = of_run("failed", a_failed_record())


def a_channel(**settings: object) -> BaseChannel:
    return TypeAdapter(Channel).validate_python(settings)


def secret_file(folder: Path, name: str, value: str) -> dict[str, str]:
    (folder / name).write_text(value)
    (folder / name).chmod(0o600)
    return {"file": name}


@dataclass
class Line:
    """A channel that leads to a receiver: how many messages came, and how to make it refuse."""

    channel: BaseChannel
    receiver: HttpReceiver | Mailbox

    @property
    def arrived(self) -> int:
        return len(self.receiver.letters) if isinstance(self.receiver, Mailbox) else len(self.receiver.received)

    def refuse(self, *, for_good: bool) -> None:
        if isinstance(self.receiver, Mailbox):
            self.receiver.refusals.append("550 no" if for_good else "451 later")
        else:
            self.receiver.answers.append(404 if for_good else 503)


def _mail(folder: Path, mailbox: Mailbox, security: str) -> BaseChannel:
    return a_channel(
        type="email",
        to=["office@example.org"],
        sender="patronctl@example.org",
        server="localhost",
        port=mailbox.port,
        security=security,
        ca_file="cert.pem",
        username="patronctl",
        password=secret_file(folder, "mail", PASSWORD),
    )


@contextmanager
def starttls(folder: Path) -> Iterator[Line]:
    with mail_server(folder) as mailbox:
        yield Line(_mail(folder, mailbox, "starttls"), mailbox)


@contextmanager
def tls(folder: Path) -> Iterator[Line]:
    with mail_server(folder, tls=True) as mailbox:
        yield Line(_mail(folder, mailbox, "tls"), mailbox)


@contextmanager
def webhook(folder: Path) -> Iterator[Line]:
    with http_receiver() as receiver:
        yield Line(a_channel(type="webhook", url=receiver.url, secret=secret_file(folder, "key", "s3cret")), receiver)


@contextmanager
def ping(folder: Path) -> Iterator[Line]:
    with http_receiver() as receiver:
        yield Line(a_channel(type="ping", success=f"{receiver.url}/ok", fail=f"{receiver.url}/fail"), receiver)


@contextmanager
def apprise(folder: Path) -> Iterator[Line]:
    pytest.importorskip("apprise")
    with http_receiver() as receiver:
        url = receiver.url.replace("http://", "json://")
        yield Line(a_channel(type="apprise", url=secret_file(folder, "apprise", url)), receiver)


CHANNELS = [starttls, tls, webhook, ping, apprise]


@pytest.fixture(params=CHANNELS, ids=lambda kind: kind.__name__)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    with request.param(tmp_path) as line:
        yield line


def told(line: Line, folder: Path, *, before: list[Notification] = [], event: object = EVENT) -> list[Notification]:  # noqa: B006
    notes: list[Notification] = []
    tell([event], {"office": line.channel}, folder, told=before, noted=notes.append, pauses=(0, 0))
    return notes


def test_an_event_arrives_once_and_is_noted(line: Line, tmp_path: Path) -> None:
    notes = told(line, tmp_path)

    assert line.arrived == 1
    assert [(note.event, note.channel, bool(note.sent_at), note.error) for note in notes] == [("failed", "office", True, "")]


def test_what_was_told_is_not_told_again(line: Line, tmp_path: Path) -> None:
    assert told(line, tmp_path, before=told(line, tmp_path)) == []
    assert line.arrived == 1


def test_what_may_pass_is_tried_again(line: Line, tmp_path: Path) -> None:
    line.refuse(for_good=False)

    assert told(line, tmp_path)[0].sent_at


def test_what_does_not_pass_is_noted_without_a_secret(line: Line, tmp_path: Path) -> None:
    for _ in range(5):
        line.refuse(for_good=True)

    note = told(line, tmp_path)[0]

    assert note.sent_at is None
    assert note.error
    assert not [secret for secret in (PASSWORD, "s3cret", "127.0.0.1", "localhost") if secret in note.error]


def test_an_event_that_is_not_wanted_is_not_sent(line: Line, tmp_path: Path) -> None:
    silent = Line(line.channel.model_copy(update={"events": []}), line.receiver)

    assert told(silent, tmp_path) == []
    assert line.arrived == 0


def test_a_missing_secret_is_noted_and_fails_nothing(tmp_path: Path) -> None:
    channel = a_channel(type="webhook", url="http://127.0.0.1:9", secret={"file": "nowhere"})

    notes: list[Notification] = []
    tell([EVENT], {"office": channel}, tmp_path, noted=notes.append, pauses=())

    assert "nowhere" in notes[0].error


def test_a_mail_is_encrypted_and_carries_the_events_identifier(tmp_path: Path) -> None:
    with starttls(tmp_path) as line:
        told(line, tmp_path)

        (letter,) = line.receiver.letters
        assert line.receiver.encrypted == [True]
        assert letter["Subject"] == "Failed: lincoln-students (lincoln)"
        assert letter["Message-ID"] == f"<{EVENT.id}@patronctl.invalid>"
        assert "There is no file students.csv" in letter.get_payload()
        assert "What to do: Was the export run?" in letter.get_payload()


def test_a_mail_server_with_another_certificate_gets_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with starttls(tmp_path) as line, mail_server(other):
        stranger = Line(line.channel.model_copy(update={"ca_file": "other/cert.pem"}), line.receiver)

        assert told(stranger, tmp_path)[0].error == "the mail server's certificate or TLS was not accepted"
        assert line.arrived == 0


def test_a_certificate_file_that_is_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pem")
    with starttls(tmp_path) as line:
        stranger = Line(line.channel.model_copy(update={"ca_file": "pipe.pem"}), line.receiver)

        assert told(stranger, tmp_path)[0].error == f"the file {tmp_path / 'pipe.pem'} of ca_file can't be read: it is not a regular file"


def test_a_webhook_is_signed_over_time_and_body(tmp_path: Path) -> None:
    with webhook(tmp_path) as line:
        told(line, tmp_path)

        (request,) = line.receiver.received
        signed = request.headers["X-Patronctl-Timestamp"].encode() + b"." + request.body
        assert request.headers["X-Patronctl-Signature"] == "sha256=" + hmac.new(b"s3cret", signed, sha256).hexdigest()
        assert request.headers["X-Patronctl-Event"] == json.loads(request.body)["id"] == EVENT.id


def test_a_webhook_follows_no_redirection(tmp_path: Path) -> None:
    with webhook(tmp_path) as line:
        line.receiver.answers.append(302)

        assert told(line, tmp_path)[0].error == "the receiver answered 302"
        assert [request.path for request in line.receiver.received] == ["/"]


def test_a_ping_goes_where_the_event_belongs(tmp_path: Path) -> None:
    with http_receiver() as receiver:
        channel = a_channel(type="ping", start=f"{receiver.url}/start", success=f"{receiver.url}/ok", fail=f"{receiver.url}/fail")
        for name in ("started", "succeeded", "failed", "blocked"):
            told(Line(channel, receiver), tmp_path, event=EVENT.model_copy(update={"event": name}))

        assert [request.path for request in receiver.received] == ["/start", "/ok", "/fail", "/fail"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"type": "email", "to": [], "sender": "a@b.org", "server": "mail"}, "at least 1 item"),
        ({"type": "email", "to": ["a@b.org"], "sender": "a@b.org", "server": "mail", "username": "x"}, "username and password go together"),
        (
            {
                "type": "email",
                "to": ["a@b.org"],
                "sender": "a@b.org",
                "server": "m",
                "username": "x",
                "password": {"env": "P"},
                "security": "none",
            },
            "never sent without TLS",
        ),
        ({"type": "webhook", "url": "file:///etc/passwd", "secret": {"env": "S"}}, "pattern"),
        ({"type": "webhook", "url": "https://example.org"}, "Field required"),
        ({"type": "apprise", "url": "slack://token"}, "never stands in the configuration"),
    ],
)
def test_bad_settings_are_refused(settings: dict, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        a_channel(**settings)


def test_a_mail_password_that_the_protocol_can_not_carry_is_said_and_not_shown(tmp_path: Path) -> None:
    with starttls(tmp_path) as line:
        (tmp_path / "mail").write_text("pässwörd")

        (note,) = told(line, tmp_path)
        assert "ASCII" in note.error
        assert "pässwörd" not in note.error


@pytest.mark.parametrize("url", ["http://[::1/", "https://example.org:99999/x", "https://example.org:x/", "http://:80/", "http://[zz]/"])
def test_an_address_that_is_not_complete_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="no complete address"):
        a_channel(type="webhook", url=url, secret={"env": "HOOK"})
