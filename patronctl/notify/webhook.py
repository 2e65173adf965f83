"""Tell a program: the event as JSON, signed."""

import hashlib
import hmac
import time
from pathlib import Path
from typing import Literal

from patronctl.notify.channel import BaseChannel, Message, Target, address
from patronctl.secrets import SecretReference


class WebhookChannel(BaseChannel):
    """A POST of the event as JSON.

    X-Patronctl-Signature is `sha256=` and the HMAC-SHA256 of the timestamp, a dot and the body; X-Patronctl-Timestamp is in
    seconds; X-Patronctl-Event is the event's identifier, the same for a repetition.
    """

    type: Literal["webhook"]
    url: Target
    """The address, or where it lies if it is a secret."""
    secret: SecretReference
    """What both sides sign with."""

    def send(self, message: Message, beside: Path, timeout: float) -> None:
        """See BaseChannel."""
        from patronctl.notify import http

        body = message.event.model_dump_json().encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Patronctl-Event": message.event.id,
            "X-Patronctl-Timestamp": timestamp,
            "X-Patronctl-Signature": signature(self.secret.resolve(beside).reveal(), timestamp, body),
        }
        http.send(address(self.url, beside), body, headers, timeout)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """How a message is signed; a receiver computes the same and compares."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
