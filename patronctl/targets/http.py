"""HTTP to a target: one origin, a limit of time and rate, and words of ours for what goes wrong.

Nothing that a target answers is repeated: its errors echo personal data.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from patronctl import __version__
from patronctl.targets.base import TargetError, UnclearError, UnreachableError

TRIES = 4
LONGEST_WAIT = 60.0
TRANSIENT = (408, 425, 500, 502, 503, 504)
TOO_MANY = 429
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Pace:
    """At most so many requests a second, over all threads."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._gap, self._next, self._lock = 1 / per_second, 0.0, threading.Lock()
        self._clock, self._sleep = clock, sleep

    def wait(self) -> None:
        """Wait for this thread's turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        self._sleep(max(0.0, turn - now))

    def pause(self, seconds: float) -> None:
        """Let nobody send for a while: the server asked for it."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


class BusyError(UnreachableError):
    """The server asked to wait. `after` in seconds; nothing was done."""

    def __init__(self, after: float) -> None:
        super().__init__("the server asked to wait", code="target_busy")
        self.after = after


class Http:
    """Requests to one origin. Follows no redirection and no link. Safe to use from several threads."""

    def __init__(
        self, base: str, *, connections: int, per_second: int, timeout: float, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = httpx.Client(
            base_url=base,
            follow_redirects=False,
            timeout=timeout,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"User-Agent": f"patronctl/{__version__}", "Accept": "application/json"},
            trust_env=False,
        )
        self.pace = Pace(per_second)
        self._sleep = sleep

    def read(self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """GET, tried again while the failure is a passing one. Raises UnreachableError."""
        for attempt in self._again((UnreachableError,)):
            with attempt:
                return self._passing(self._once("GET", path, params=params, headers=headers))
        raise AssertionError("unreachable")

    def write(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One write, tried again only where it certainly didn't happen. Raises UnclearError where it may have."""
        for attempt in self._again((BusyError,)):
            with attempt:
                try:
                    response = self._once(method, path, json=body, headers=headers)
                except UnreachableError as error:
                    if isinstance(error, BusyError) or isinstance(
                        error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
                    ):
                        raise
                    raise UnclearError from None
                if response.status_code in TRANSIENT:
                    raise UnclearError
                return response
        raise AssertionError("unreachable")

    def form(self, path: str, values: Mapping[str, str]) -> httpx.Response:
        """POST a form: for a token. Tried again like a read, since it changes nothing."""
        for attempt in self._again((UnreachableError,)):
            with attempt:
                return self._passing(self._once("POST", path, data=dict(values)))
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _once(self, method: str, path: str, **rest: Any) -> httpx.Response:
        self.pace.wait()
        try:
            response = self._client.request(method, path, **{key: value for key, value in rest.items() if value is not None})
        except httpx.InvalidURL:
            raise TargetError("the target's address is not a usable URL", code="target_address") from None
        except httpx.TransportError as error:
            raise UnreachableError(_why(error), code="target_unreachable") from error
        if response.is_redirect:
            raise TargetError(
                "the target sent the request elsewhere; patronctl follows no redirection",
                hint="Give the address that the server answers at itself, usually with https://.",
                code="target_redirect",
            )
        if response.status_code == TOO_MANY:
            after = retry_after(response)
            self.pace.pause(after)
            raise BusyError(after)
        return response

    def _passing(self, response: httpx.Response) -> httpx.Response:
        if response.status_code in TRANSIENT:
            raise UnreachableError(f"the target answered {response.status_code}", code="target_unreachable")
        return response

    def _again(self, kinds: tuple[type[BaseException], ...]) -> Retrying:
        return Retrying(stop=stop_after_attempt(TRIES), retry=retry_if_exception_type(kinds), wait=_wait, sleep=self._sleep, reraise=True)


def retry_after(response: httpx.Response) -> float:
    """Seconds that the server asked to wait; one where it gave no number."""
    given = response.headers.get("Retry-After", "")
    return min(float(given), LONGEST_WAIT) if given.isdigit() else 1.0


def answer(response: httpx.Response) -> Any:
    """The JSON of an answer. Raises TargetError where it is none: a login page of a proxy, say."""
    try:
        return response.json()
    except ValueError:
        raise TargetError(
            f"the target answered {response.status_code} with something that is not JSON",
            hint="See whether the address is the library system's own, and not that of a proxy or a login page.",
            code="target_not_json",
        ) from None


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, BusyError):
        return error.after
    return min(0.5 * 2.0 ** (state.attempt_number - 1), LONGEST_WAIT)


def _why(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the target did not answer in time"
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE" in str(error).upper():
        return "the target's certificate could not be verified"
    if isinstance(error, httpx.ConnectError):
        return "no connection to the target"
    return "the connection to the target broke"
