"""One HTTP request with a limit of time, that follows no redirection: a signed message goes where it was sent, or nowhere."""

import http.client
import urllib.error
import urllib.request
from typing import Any

from patronctl.notify.channel import SendError


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def send(url: str, body: bytes | None, headers: dict[str, str], timeout: float) -> None:
    """GET without a body, POST with one. Raises SendError; only a busy or failing server and a broken line are worth another try."""
    request = urllib.request.Request(url, data=body, headers={"User-Agent": "patronctl", **headers})
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=timeout) as response:
            response.read(1024)
    except urllib.error.HTTPError as error:
        error.close()
        raise SendError(f"the receiver answered {error.code}", again=error.code >= 500 or error.code == 429) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise SendError(f"the receiver can't be reached ({type(reason).__name__})", again=True) from None
