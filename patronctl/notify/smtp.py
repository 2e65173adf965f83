"""One mail to one server, with a limit of time, over a line that nobody else reads. Imported only when there is a mail to send."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import Path

from patronctl.notify.channel import Message, SendError
from patronctl.places import require_regular
from patronctl.secrets import Secret


@dataclass(frozen=True)
class Server:
    """A mail server. `security` is starttls, tls or none; `ca_file` None trusts what the machine trusts; `timeout` in seconds."""

    host: str
    port: int
    security: str
    ca_file: Path | None
    timeout: float

    def connect(self) -> smtplib.SMTP:
        """An open line, encrypted unless the security is none."""
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self._trust())
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        if self.security == "starttls":
            try:
                server.starttls(context=self._trust())
            except BaseException:
                server.close()
                raise
        return server

    def _trust(self) -> ssl.SSLContext:
        if self.ca_file:
            try:
                require_regular(self.ca_file)
            except OSError as error:
                raise SendError(f"the file {self.ca_file} of ca_file can't be read: {error.strerror}", again=False) from None
        return ssl.create_default_context(cafile=self.ca_file)


def send(server: Server, login: tuple[str, Secret] | None, letter: EmailMessage) -> None:
    """Send. Raises SendError; only what the server calls temporary and a broken line are worth another try."""
    try:
        with server.connect() as line:
            if login:
                _log_in(line, *login)
            line.send_message(letter)
    except smtplib.SMTPResponseException as error:
        raise SendError(f"the mail server answered {error.smtp_code}", again=400 <= error.smtp_code < 500) from None
    except ssl.SSLError:
        raise SendError("the mail server's certificate or TLS was not accepted", again=False) from None
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPRecipientsRefused) as error:
        raise SendError(f"the mail server does not take it ({type(error).__name__})", again=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(f"the mail server can't be reached ({type(error).__name__})", again=True) from None


def _log_in(line: smtplib.SMTP, user: str, password: Secret) -> None:
    try:
        line.login(user, password.reveal())
    except UnicodeEncodeError:
        raise SendError("user name and password of a mail server can only have ASCII characters; ask for others", again=False) from None


def mail(message: Message, sender: str, to: list[str]) -> EmailMessage:
    """The mail. Its Message-ID is the event's, so that a repetition after a crash shows once."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, ", ".join(to), message.subject
    letter["Date"] = format_datetime(localtime())
    letter["Message-ID"] = f"<{message.event.id}@patronctl.invalid>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body)
    return letter
