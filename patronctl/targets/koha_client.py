"""Koha's REST API as it was observed (23.05.04), behind the interface of every live target."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from patronctl.targets.base import ATTRIBUTE, Fields, Finding, Held, Standing, UnclearError, UnreachableError
from patronctl.targets.http import NOT_FOUND, answer
from patronctl.targets.koha import DATES, LIMITS
from patronctl.targets.koha_session import CREATED, NO_CONTENT, OK, KohaSession

PAGE = 500
LOOKUP = 200
"""Keys in one query: a front server may refuse a longer address."""
CIRCULATION = "extended_attributes,checkouts+count,account_balance"
ORDER = "me.patron_id"
"""Without the prefix, Koha 23.05 answers 500 as soon as attributes are embedded."""


class KohaClient(KohaSession):
    """Reading and writing patrons. Use it from several threads."""

    @property
    def unique(self) -> tuple[str, ...]:
        """Card number, user ID, and the match key where it is an attribute."""
        return tuple(dict.fromkeys(["cardnumber", "userid", self.target.key_field]))

    # --- reading

    def everyone(self) -> Iterator[list[Held]]:
        """All patrons that the account sees, ordered, page by page."""
        seen: set[str] = set()
        page = 0
        while True:
            page += 1
            response = self._get("/patrons", {"_page": str(page), "_per_page": str(PAGE), "_order_by": ORDER})
            found = [self._held(row) for row in _list(response)]
            new = [held for held in found if held.remote_id not in seen]
            seen.update(held.remote_id for held in new)
            if not new:  # past the end, or a server that shows the same page for ever
                break
            yield new
        self._all_there(len(seen), response)

    def by_ids(self, remote_ids: Sequence[str]) -> list[Held]:
        """Patrons by their number."""
        return self._query([{"me.patron_id": [int(one) for one in part]} for part in _parts(remote_ids)])

    def by_keys(self, keys: Sequence[str]) -> list[Held]:
        """Patrons by match key. Koha compares without case, accents and trailing blanks."""
        name = self.target.key_field
        if name.startswith(ATTRIBUTE):
            code = name.removeprefix(ATTRIBUTE)
            return self._query([{"extended_attributes.code": code, "extended_attributes.value": list(part)} for part in _parts(keys)])
        return self._query([{name: list(part)} for part in _parts(keys)])

    def standing(self, remote_id: str) -> Standing:
        """Loans, fines and holds; what can't be asked is unknown."""
        loans = self._get("/checkouts", {"patron_id": remote_id, "_per_page": "1"})
        account = self._get(f"/patrons/{remote_id}/account", {})
        holds = self._get(f"/patrons/{remote_id}/holds", {"_per_page": "1"})
        balance = answer(account).get("balance") if account.status_code == OK else None
        return Standing(_count(loans), None if balance is None else round(float(balance) * 100), _count(holds))

    def standings(self, remote_ids: Sequence[str]) -> dict[str, Standing]:
        """Loans and fines of many patrons, a page of patrons at a time."""
        found: dict[str, Standing] = {}
        for part in _parts(remote_ids):
            condition = json.dumps({"me.patron_id": [int(one) for one in part]})
            response = self._get("/patrons", {"q": condition, "_per_page": str(LOOKUP * 2), "_order_by": ORDER}, CIRCULATION)
            rows = _list(response)
            self._all_there(len(rows), response)
            found |= {str(row["patron_id"]): _standing(row) for row in rows}
        return found

    def check(self) -> Iterator[Finding]:
        """Sign in, count, and look for the libraries and attributes that the mapping names."""
        response = self._get("/patrons", {"_per_page": "1", "_order_by": ORDER})
        count = _total(response)
        yield Finding("sign in", response.status_code == OK, _seen(count, response))
        libraries = self._get("/libraries", {"_per_page": "-1"})
        known = {str(row.get("library_id")) for row in _list(libraries)}
        wanted = {*self.target.libraries.values(), *([self.target.default_library] if self.target.default_library else [])}
        missing = sorted(wanted - known)
        yield Finding(
            "libraries",
            not missing,
            f"{len(wanted)} mapped, {len(known)} there" if not missing else f"not there: {', '.join(missing)}",
            "Codes count with their case: compare with the server's list of libraries.",
        )

    # --- writing

    def create(self, fields: Mapping[str, str | None]) -> str:
        """POST. Attributes travel along: they are stored in one transaction with the patron."""
        own, attributes = _split(fields)
        body: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
        if attributes:
            body["extended_attributes"] = [{"type": code, "value": value} for code, value in attributes.items() if value is not None]
        # Ignored by versions that don't know it; newer ones greet every created patron by mail otherwise.
        headers = {"x-koha-override": "welcome_yes" if self.target.welcome_mail == "send" else "welcome_no"}
        response = self._send("POST", "/patrons", body, headers)
        if response.status_code != CREATED:
            raise self._refused(response)
        made = answer(response).get("patron_id") or response.headers.get("Location", "").rpartition("/")[2]
        if not str(made).isdigit():
            raise UnclearError
        return str(made)

    def update(self, held: Held, fields: Mapping[str, str | None]) -> None:
        """PUT merges: what isn't named stays. Attributes have a resource of their own, in every version."""
        own, attributes = _split(fields)
        if own:
            required = {"surname": held.fields.get("surname") or "", "library_id": held.library, "category_id": held.category}
            response = self._send("PUT", f"/patrons/{held.remote_id}", {**required, **own})
            if response.status_code != OK:
                raise self._refused(response)
        for code, value in attributes.items():
            self._attribute(held.remote_id, code, value)

    def delete(self, remote_id: str) -> None:
        """DELETE. One that is gone already counts as done."""
        response = self._send("DELETE", f"/patrons/{remote_id}", None)
        if response.status_code not in (NO_CONTENT, NOT_FOUND):
            raise self._refused(response)

    def _attribute(self, remote_id: str, code: str, value: str | None) -> None:
        path = f"/patrons/{remote_id}/extended_attributes"
        there = [row for row in _list(self._get(path, {"_per_page": "-1"})) if row.get("type") == code]
        if value is None:
            for row in there:
                self._expect(self._send("DELETE", f"{path}/{row['extended_attribute_id']}", None), NO_CONTENT, OK, NOT_FOUND)
        elif len(there) == 1:
            if there[0].get("value") != value:
                self._expect(self._send("PATCH", f"{path}/{there[0]['extended_attribute_id']}", {"value": value}), OK)
        elif not any(row.get("value") == value for row in there):
            self._expect(self._send("POST", path, {"type": code, "value": value}), CREATED)

    # --- answers

    def _query(self, conditions: list[dict[str, Any]]) -> list[Held]:
        found: dict[str, Held] = {}
        for condition in conditions:
            params = {"q": json.dumps(condition), "_per_page": str(LOOKUP * 2), "_order_by": ORDER}
            response = self._get("/patrons", params)
            rows = _list(response)
            self._all_there(len(rows), response)
            found |= {held.remote_id: held for held in map(self._held, rows)}
        return list(found.values())

    def _all_there(self, received: int, response: httpx.Response) -> None:
        total = _total(response)
        if total is None or received != total:
            raise UnreachableError(
                f"{self.target.name} announced {total if total is not None else 'no number of'} patrons and sent {received}",
                hint="Somebody may have changed patrons meanwhile: deliver again. Nothing was concluded from the part that came.",
                code="target_incomplete",
            )

    def _held(self, row: dict[str, Any]) -> Held:
        fields: Fields = {name: _text(row[name]) for name in LIMITS if name in row and name not in ("library_id", "category_id")}
        for attribute in row.get("extended_attributes") or ():
            fields[ATTRIBUTE + str(attribute.get("type"))] = _text(attribute.get("value"))
        category, library = str(row.get("category_id") or ""), str(row.get("library_id") or "")
        return Held(str(row["patron_id"]), category, library, {**fields, "category_id": category, "library_id": library})


def _split(fields: Mapping[str, str | None]) -> tuple[Fields, Fields]:
    own = {name: value for name, value in fields.items() if not name.startswith(ATTRIBUTE)}
    own = {name: (None if value == "" and name in DATES else value) for name, value in own.items()}
    attributes = {name.removeprefix(ATTRIBUTE): value for name, value in fields.items() if name.startswith(ATTRIBUTE)}
    return own, attributes


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), LOOKUP):
        yield values[start : start + LOOKUP]


def _list(response: httpx.Response) -> list[dict[str, Any]]:
    rows = answer(response) if response.status_code == OK else None
    if not isinstance(rows, list):
        raise UnreachableError(f"the target answered {response.status_code} instead of a list", code="target_answer")
    return rows


def _total(response: httpx.Response) -> int | None:
    given = response.headers.get("X-Total-Count", "")
    return int(given) if response.status_code == OK and given.isdigit() else None


def _count(response: httpx.Response) -> int | None:
    if response.status_code != OK:
        return None
    total = _total(response)
    return len(_list(response)) if total is None else total


def _standing(row: dict[str, Any]) -> Standing:
    loans, balance = row.get("checkouts_count"), row.get("account_balance")
    return Standing(int(loans) if loans is not None else None, round(float(balance) * 100) if balance is not None else None)


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _seen(count: int | None, response: httpx.Response) -> str:
    return f"the server answered {response.status_code}" if count is None else f"{count:,} patrons can be seen"
