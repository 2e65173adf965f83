"""Koha's refusals of one patron, as message codes. Its own words echo personal data, so they are read and not repeated."""

import re
from typing import Any

import httpx

from patronctl.targets.base import RefusedError

CONFLICT = 409
KEPT = {
    "has_checkouts": "items are checked out",
    "has_debt": "the patron owes money",
    "has_guarantees": "the patron is the guarantor of somebody",
    "is_anonymous_patron": "this is the library's anonymous patron",
    "is_protected": "the library protects this patron",
}


def refusal(response: httpx.Response) -> RefusedError:
    """Why one patron was refused."""
    body = _body(response)
    error, code = str(body.get("error", "")), str(body.get("error_code", ""))
    if code in KEPT:
        return RefusedError("target_keeps_patron", KEPT[code])
    if response.status_code == CONFLICT and body.get("conflict"):
        return _in_use(str(body["conflict"]))
    if error.startswith("Problem with ") or body.get("conflict") == "userid":
        return _in_use("userid")
    if found := re.search(r"Given (library_id|category_id) does not exist", error):
        return RefusedError("target_code_unknown", f"the library system has no such {found[1]}", field=found[1])
    if "attribute" in error or "attribute" in code:
        return _attribute(error, code)
    return _invalid(response, body)


def _in_use(field: str) -> RefusedError:
    known = {"cardnumber": "target_card_in_use", "userid": "target_userid_in_use"}
    return RefusedError(known.get(field, "target_value_in_use"), f"another patron there has this {field}", field=field)


def _attribute(error: str, code: str) -> RefusedError:
    if "unique" in error or code == "attribute_not_unique":
        found = re.search(r"type=(\w+)", error)
        return RefusedError(
            "target_value_in_use", "another patron there has this attribute", field=f"attribute:{found[1]}" if found else None
        )
    if "invalid attribute type" in error or code == "invalid_attribute_type":
        return RefusedError("target_code_unknown", "the library system has no such attribute type")
    return RefusedError("target_refused", "the library system refused an attribute")


def _invalid(response: httpx.Response, body: dict[str, Any]) -> RefusedError:
    paths = [str(part.get("path", "")) for part in body.get("errors") or () if isinstance(part, dict)]
    named = [path.rpartition("/")[2] for path in paths if path.startswith("/body/")]
    where = f" ({', '.join(named)})" if named else ""
    return RefusedError(
        "target_refused", f"the library system refused the patron with {response.status_code}{where}", field=named[0] if named else None
    )


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
