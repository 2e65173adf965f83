"""A session with one Koha: signing in, renewing a token, and requests whose rights are explained when they are missing."""

import base64
import threading
from typing import Any

import httpx

from patronctl.secrets import Secret
from patronctl.targets.base import TargetError
from patronctl.targets.http import FORBIDDEN, UNAUTHORIZED, Http, answer
from patronctl.targets.koha import KohaTarget
from patronctl.targets.koha_errors import refusal

EMBED = "extended_attributes"
OK, CREATED, NO_CONTENT = 200, 201, 204


class KohaSession:
    """Use it from several threads."""

    def __init__(self, target: KohaTarget, login: tuple[Secret, Secret], http: Http | None = None) -> None:
        limits = target.limits
        self.target = target
        self._login = login
        self._http = http or Http(
            target.url.rstrip("/") + "/api/v1",
            connections=limits.connections,
            per_second=limits.per_second,
            timeout=limits.timeout_seconds,
        )
        self._token: str | None = None
        self._worked = ""
        self._renewing = threading.Lock()

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _expect(self, response: httpx.Response, *good: int) -> None:
        if response.status_code not in good:
            raise self._refused(response)

    def _refused(self, response: httpx.Response) -> Exception:
        if response.status_code in (UNAUTHORIZED, FORBIDDEN):
            return _not_allowed(response)
        return refusal(response)

    def _get(self, path: str, params: dict[str, str], embed: str = EMBED) -> httpx.Response:
        token, signed = self._signed()
        embedding = {"x-koha-embed": embed} if path == "/patrons" else {}
        response = self._http.read(path, params=params, headers={**signed, **embedding})
        if self._renewed(token, response):
            return self._get(path, params, embed)
        if response.status_code in (UNAUTHORIZED, FORBIDDEN):
            raise _not_allowed(response)
        return response

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        token, signed = self._signed()
        response = self._http.write(method, path, body, {**signed, **(headers or {})})
        return self._send(method, path, body, headers) if self._renewed(token, response) else response

    def _signed(self) -> tuple[str, dict[str, str]]:
        who, secret = self._login
        if self.target.user is not None:
            pair = base64.b64encode(f"{self.target.user}:{secret.reveal()}".encode()).decode()
            return "", {"Authorization": f"Basic {pair}"}
        with self._renewing:
            self._token = self._token or self._sign_in(who, secret)
            return self._token, {"Authorization": f"Bearer {self._token}"}

    def _renewed(self, used: str, response: httpx.Response) -> bool:
        """After a 401, whether it is worth another try: the token had worked before, or another thread has a new one already."""
        with self._renewing:
            if response.status_code != UNAUTHORIZED:
                self._worked = used or self._worked
                return False
            if used and used == self._token == self._worked:
                self._token = None
                return True
            return bool(used) and used != self._token

    def _sign_in(self, who: Secret, secret: Secret) -> str:
        form = {"grant_type": "client_credentials", "client_id": who.reveal(), "client_secret": secret.reveal()}
        response = self._http.form("/oauth/token", form)
        if response.status_code != OK:
            raise TargetError(
                f"{self.target.name} refused the client credentials ({response.status_code})",
                hint="See the API key of the service account, and the preference RESTOAuth2ClientCredentials.",
                code="target_login",
            )
        token = answer(response).get("access_token")
        if not isinstance(token, str) or not token:
            raise TargetError(f"{self.target.name} gave no token", code="target_login")
        return token


def _not_allowed(response: httpx.Response) -> TargetError:
    try:
        needed = response.json().get("required_permissions")
    except (ValueError, AttributeError):
        needed = None
    rights = ", ".join(f"{module}: {right}" for module, right in needed.items()) if isinstance(needed, dict) else ""
    return TargetError(
        f"the target refused the account ({response.status_code})" + (f"; it needs the right {rights}" if rights else ""),
        hint="Give the service account the rights that docs/delivery.md lists, and see that its login is right.",
        code="target_not_allowed",
    )
