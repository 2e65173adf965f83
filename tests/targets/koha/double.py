"""A double of Koha over HTTP: the rules of the recorded one, with troubles on demand and every request counted."""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.targets.koha.rules import SOMETHING_WRONG, Answer, Koha, collated, invalid

PARAMETERS = ("q", "_page", "_per_page", "_order_by", "_match", "cardnumber", "userid", "surname", "patron_id")
NOT_FOUND = {"errors": [{"message": "Not Found.", "path": "/"}], "status": 404}
DEFAULT_PAGE = 20


@dataclass
class Trouble:
    """What goes wrong with one request. `cut`: it is done, and the answer never arrives. `status`: it is not done."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    cut: bool = False


@dataclass
class Double:
    """A running double. `trouble` is asked before each request with its number, method and path."""

    koha: Koha = field(default_factory=Koha)
    secrets: dict[str, str] = field(default_factory=lambda: {"svc": "svc-secret", "limited": "limited-secret"})
    passwords: dict[str, str] = field(default_factory=lambda: {"svc": "svc-password"})
    tokens: dict[str, str] = field(default_factory=dict)
    trouble: Callable[[int, str, str], Trouble | None] = lambda _number, _method, _path: None
    delay: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    log: list[tuple[str, str]] = field(default_factory=list)
    number: int = 0
    busy: int = 0
    busiest: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    url: str = ""

    @property
    def writes(self) -> int:
        """Requests that could change a patron."""
        return sum(self.requests[method] for method in ("POST", "PUT", "PATCH", "DELETE"))

    def reset(self) -> None:
        self.requests.clear()
        self.log.clear()

    def patron(self, cardnumber: str) -> dict[str, Any]:
        (found,) = [patron for patron in self.koha.patrons.values() if patron["cardnumber"] == cardnumber]
        return found

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def handle(self, method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: bytes) -> Answer:
        try:
            if path == "/oauth/token":
                return self._token(body)
            if path in ("/", ""):
                return Answer(200, {"swagger": "2.0", "paths": {}})
            account = self._account(headers)
            with self.lock:
                return self._routed(method, path, {key: values[-1] for key, values in query.items()}, headers, body, account)
        except Answer as answer:
            return answer

    # --- who asks

    def _token(self, body: bytes) -> Answer:
        form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        if form.get("grant_type") != "client_credentials":
            return Answer(400, {"error": "Unimplemented grant type"})
        if self.secrets.get(form.get("client_id", "")) != form.get("client_secret"):
            return Answer(403, {"error": "access_denied"})
        token = f"token-{len(self.tokens)}-{time.monotonic_ns()}"
        self.tokens[token] = form["client_id"]
        return Answer(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _account(self, headers: dict[str, str]) -> str:
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            user, _, password = base64.b64decode(value).decode().partition(":")
            if self.passwords.get(user) != password:
                raise Answer(403, {"error": "Invalid password", "required_permissions": None})
            return "svc"
        if kind != "Bearer" or value not in self.tokens:
            raise Answer(401, {"error": "Authentication failure."})
        return self.tokens[value]

    def _needs(self, account: str, right: str) -> None:
        if account == "limited":
            raise Answer(
                403, {"error": "Authorization failure. Missing required permission(s).", "required_permissions": {"borrowers": right}}
            )

    # --- what is asked

    def _routed(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes, account: str) -> Answer:
        parts = path.strip("/").split("/")
        if parts[0] == "libraries" and method == "GET":
            return _page([{"library_id": code, "name": code} for code in self.koha.libraries], query, len(self.koha.libraries))
        if parts[0] == "checkouts" and method == "GET":
            loans = self.koha.loans.get(int(query["patron_id"]), 0)
            return _page([{"checkout_id": n, "patron_id": int(query["patron_id"])} for n in range(loans)], query, loans)
        if parts[0] != "patrons":
            return Answer(404, NOT_FOUND)
        if len(parts) == 1:
            return self._list(query, headers, account) if method == "GET" else self._create(_object(body), account)
        return self._one(method, int(parts[1]), parts[2:], headers, body, account)

    def _list(self, query: dict[str, str], headers: dict[str, str], account: str) -> Answer:
        if unknown := [key for key in query if key not in PARAMETERS]:
            raise Answer(400, [{"message": "Malformed query string", "path": f"/query/{unknown[0]}"}])
        embed = headers.get("x-koha-embed", "")
        order = query.get("_order_by", "")
        if order.lstrip("+-") == "patron_id" and "extended_attributes" in embed:
            raise Answer(500, SOMETHING_WRONG, **_totals(len(self.koha.patrons), len(self.koha.patrons)))
        visible = [patron for patron in self.koha.patrons.values() if self._visible(patron, account)]
        found = [patron for patron in visible if self._matches(patron, query.get("q"), embed)]
        if order:
            found.sort(key=lambda patron: patron["patron_id"], reverse=order.startswith("-"))
        else:
            found.reverse()  # no order is promised without one
        rows = [self._shown(patron, embed) for patron in found]
        return _page(rows, query, len(visible))

    def _visible(self, patron: dict[str, Any], account: str) -> bool:
        return account != "limited" or patron["library_id"] == "CPL"

    def _matches(self, patron: dict[str, Any], q: str | None, embed: str) -> bool:
        if not q:
            return True
        try:
            wanted = json.loads(q)
        except ValueError:
            raise Answer(500, SOMETHING_WRONG) from None
        if any(key.startswith("extended_attributes.") for key in wanted):
            if "extended_attributes" not in embed:
                raise Answer(500, SOMETHING_WRONG)
            code = wanted.pop("extended_attributes.code")
            values = {collated(value) for value in _many(wanted.pop("extended_attributes.value"))}
            rows = self.koha.attributes_of(patron["patron_id"])
            if not any(row["type"] == code and collated(row["value"]) in values for row in rows):
                return False
        for name, value in wanted.items():
            if name == "patron_id" and "extended_attributes" in embed:
                raise Answer(500, SOMETHING_WRONG)
            key = name.removeprefix("me.")
            if key not in patron:
                raise Answer(500, SOMETHING_WRONG)
            if patron[key] is None or collated(patron[key]) not in {collated(one) for one in _many(value)}:
                return False
        return True

    def _shown(self, patron: dict[str, Any], embed: str) -> dict[str, Any]:
        number = patron["patron_id"]
        extra: dict[str, Any] = {}
        if "extended_attributes" in embed:
            extra["extended_attributes"] = self.koha.attributes_of(number)
        if "checkouts+count" in embed:
            extra["checkouts_count"] = self.koha.loans.get(number, 0)
        if "account_balance" in embed:
            extra["account_balance"] = self.koha.debts.get(number, 0)
        return {**patron, **extra}

    def _create(self, body: Any, account: str) -> Answer:
        self._needs(account, "edit_borrowers") if account == "nobody" else None
        number, made = self.koha.create(body)
        return Answer(201, made, Location=f"/api/v1/patrons/{number}")

    def _one(self, method: str, number: int, rest: list[str], headers: dict[str, str], body: bytes, account: str) -> Answer:
        patron = self.koha.patrons.get(number)
        if method == "GET" and (patron is None or not self._visible(patron, account)):
            return Answer(404, {"error": "Patron not found."})
        if not rest:
            return self._patron(method, number, headers, body, account)
        if rest[0] == "account":
            return self._account_of(method, number, rest, body)
        if rest[0] == "holds":
            return Answer(200, [{"hold_id": n} for n in range(self.koha.holds.get(number, 0))])
        if rest[0] == "password":
            return self._password(_json(body))
        if rest[0] == "extended_attributes":
            return self._attributes(method, number, rest[1:], body)
        return Answer(404, NOT_FOUND)

    def _patron(self, method: str, number: int, headers: dict[str, str], body: bytes, account: str) -> Answer:
        if method == "GET":
            return Answer(200, self._shown(self.koha.patrons[number], headers.get("x-koha-embed", "")))
        if method == "PUT":
            self._needs(account, "1")
            return Answer(200, self.koha.update(number, _json(body)))
        if method == "DELETE":
            self._needs(account, "delete_borrowers")
            self.koha.delete(number)
            return Answer(204)
        return Answer(404, NOT_FOUND)

    def _account_of(self, method: str, number: int, rest: list[str], body: bytes) -> Answer:
        if method == "POST" and rest[1:] == ["debits"]:
            amount = _json(body)["amount"]
            self.koha.debts[number] = self.koha.debts.get(number, 0) + amount
            return Answer(201, {"amount": amount, "patron_id": number}, Location=f"/api/v1/patrons/{number}/account/debits/2")
        return Answer(200, {"balance": self.koha.debts.get(number, 0)})

    def _password(self, body: dict[str, str]) -> Answer:
        if len(body["password"]) < 8:
            return Answer(400, {"error": f"Password length ({len(body['password'])}) is shorter than required (8)"})
        return Answer(200, "")

    def _attributes(self, method: str, number: int, rest: list[str], body: bytes) -> Answer:
        if method == "GET":
            rows = self.koha.attributes_of(number)
            return Answer(200, rows, **_totals(len(rows), len(rows)))
        if method == "POST":
            made = self.koha.add_attribute(number, _json(body))
            return Answer(201, made, Location=f"/api/v1/patrons/{number}/extended_attributes/{made['extended_attribute_id']}")
        if method == "PUT":
            return Answer(200, self.koha.replace_attributes(number, _json(body)))
        if method == "PATCH":
            return Answer(200, self.koha.change_attribute(number, int(rest[0]), _json(body)))
        self.koha.attributes.pop(int(rest[0]), None)
        return Answer(204)


def _json(body: bytes) -> Any:
    try:
        given = json.loads(body)
    except ValueError:
        raise invalid("Expected object - got string.", "/body") from None
    return given


def _object(body: bytes) -> dict[str, Any]:
    given = _json(body)
    if not isinstance(given, dict):
        raise invalid("Expected object - got array.", "/body")
    return given


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _page(rows: list[Any], query: dict[str, str], base: int) -> Answer:
    size, page = int(query.get("_per_page", DEFAULT_PAGE)), int(query.get("_page", 1))
    if size == 0:
        raise Answer(500, SOMETHING_WRONG)
    shown = rows if size < 0 else rows[(page - 1) * size : page * size]
    last = 1 if size < 0 else -(-len(rows) // size)
    link = f'<http://koha.example/api/v1/patrons?{urlencode({"_page": last, "_per_page": size})}>; rel="last"'
    return Answer(200, shown, Link=link, **_totals(len(rows), base))


def _totals(found: int, base: int) -> dict[str, str]:
    return {"X-Total-Count": str(found), "X-Base-Total-Count": str(base)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    double: Double

    def _serve(self) -> None:
        double = self.double
        split = urlsplit(self.path)
        path = split.path.removeprefix("/api/v1")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with double.lock:
            double.number += 1
            number = double.number
            double.busy += 1
            double.busiest = max(double.busiest, double.busy)
        try:
            trouble = double.trouble(number, self.command, path)
            if double.delay:
                time.sleep(double.delay)
            if trouble and trouble.status:
                self._answer(Answer(trouble.status, trouble.body or SOMETHING_WRONG, **trouble.headers))
                return
            with double.lock:
                if path != "/oauth/token":
                    double.requests[self.command] += 1
                    double.log.append((self.command, path))
            headers = {key.lower(): value for key, value in self.headers.items()}
            answer = double.handle(self.command, path, parse_qs(split.query, keep_blank_values=True), headers, body)
            if trouble and trouble.cut:
                self.close_connection = True
                self.connection.close()
                return
            self._answer(answer)
        finally:
            with double.lock:
                double.busy -= 1

    def _answer(self, answer: Answer) -> None:
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def running(double: Double | None = None) -> Iterator[Double]:
    """Serve a double on a free port of the loopback."""
    double = double or Double()
    handler = type("Handler", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
