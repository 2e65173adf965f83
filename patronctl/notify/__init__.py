"""Who is told what happened. A new kind of channel is one file here and one line in `Channel`."""

from typing import Annotated

from pydantic import Field

from patronctl.notify.apprise_url import AppriseChannel
from patronctl.notify.email import EmailChannel
from patronctl.notify.ping import PingChannel
from patronctl.notify.webhook import WebhookChannel

Channel = Annotated[EmailChannel | WebhookChannel | PingChannel | AppriseChannel, Field(discriminator="type")]
