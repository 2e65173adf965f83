"""The rules of a real Koha 23.05.04, as 85 recorded exchanges show them (exchanges.jsonl). No network: the double serves this."""

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

LENGTHS = {"cardnumber": 32, "userid": 75, "statistics_1": 80, "statistics_2": 80, "gender": 1, "sms_number": 50, "lang": 25}
TEXTS = (
    "address",
    "address2",
    "altaddress_address",
    "altaddress_address2",
    "altaddress_city",
    "altaddress_country",
    "altaddress_email",
    "altaddress_notes",
    "altaddress_phone",
    "altaddress_postal_code",
    "altaddress_state",
    "altaddress_street_number",
    "altaddress_street_type",
    "altcontact_address",
    "altcontact_address2",
    "altcontact_city",
    "altcontact_country",
    "altcontact_firstname",
    "altcontact_phone",
    "altcontact_postal_code",
    "altcontact_state",
    "altcontact_surname",
    "city",
    "country",
    "email",
    "fax",
    "firstname",
    "gender",
    "initials",
    "middle_name",
    "mobile",
    "opac_notes",
    "other_name",
    "overdrive_auth_token",
    "phone",
    "postal_code",
    "pronouns",
    "relationship_type",
    "secondary_email",
    "secondary_phone",
    "sms_number",
    "sms_provider_id",
    "staff_notes",
    "state",
    "statistics_1",
    "statistics_2",
    "street_number",
    "street_type",
    "surname",
    "title",
    "cardnumber",
    "userid",
    "library_id",
    "category_id",
)
DATES = ("date_of_birth", "expiry_date", "date_enrolled", "date_renewed")
OTHERS = {
    "anonymized": False,
    "autorenew_checkouts": True,
    "check_previous_checkout": "inherit",
    "incorrect_address": False,
    "lang": "default",
    "last_seen": None,
    "login_attempts": 0,
    "patron_card_lost": False,
    "privacy": 1,
    "privacy_guarantor_checkouts": 0,
    "privacy_guarantor_fines": False,
    "restricted": False,
}
READ_ONLY = ("restricted", "anonymized")
REQUIRED = ("surname", "library_id", "category_id")
ATTRIBUTES = {"SIS_ID": {"unique": True}, "GRADE": {}, "HOMEROOM": {}}
SOMETHING_WRONG = {"error": "Something went wrong, check Koha logs for details.", "error_code": "internal_server_error"}


class Answer(Exception):  # noqa: N818
    """An answer that ends the request."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers


def collated(value: Any) -> str:
    """As utf8mb4_unicode_ci compares: without case, accents and trailing blanks."""
    decomposed = unicodedata.normalize("NFD", str(value).rstrip().casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def invalid(message: str, path: str) -> Answer:
    return Answer(400, {"errors": [{"message": message, "path": path}], "status": 400})


@dataclass
class Koha:
    """What the library system stores, and what it does with a request that changes it."""

    libraries: list[str] = field(default_factory=lambda: ["CPL", "HS", "MPL"])
    categories: list[str] = field(default_factory=lambda: ["ST", "T", "S", "LEFT"])
    patrons: dict[int, dict[str, Any]] = field(default_factory=dict)
    attributes: dict[int, dict[str, Any]] = field(default_factory=dict)
    loans: dict[int, int] = field(default_factory=dict)
    debts: dict[int, float] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)
    guarantors: set[int] = field(default_factory=set)
    index: dict[str, dict[str, int]] = field(default_factory=lambda: {"cardnumber": {}, "userid": {}})
    last_patron: int = 9
    last_attribute: int = 6

    def __post_init__(self) -> None:
        for number, userid in ((2, "svc"), (3, "lim")):
            self._store(
                {"surname": userid, "userid": userid, "cardnumber": f"SVC-{userid}", "library_id": "CPL", "category_id": "S"}, number
            )

    def create(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.last_patron += 1  # a failed insert uses a number up as well
        number = self.last_patron
        given = dict(body)
        attributes = given.pop("extended_attributes", [])
        self._check(given, number)
        self._check_attributes(attributes, number)
        self._store(given, number)
        for attribute in attributes:
            self._add_attribute(number, attribute)
        answered = {key: value.strip() if isinstance(value, str) else value for key, value in given.items()}
        return number, {
            **{key: OTHERS[key] for key in OTHERS if key in ("anonymized", "privacy", "restricted")},
            **answered,
            "patron_id": number,
        }

    def update(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        if "extended_attributes" in body:
            raise Answer(500, SOMETHING_WRONG)
        if read_only := [key for key in READ_ONLY if key in body]:
            raise invalid("Read-only.", f"/body/{read_only[0]}")
        self._check(body, number)
        if number not in self.patrons:
            raise Answer(404, {"error": "Patron not found"})
        merged = {**self.patrons[number], **body}
        if not merged.get("userid") and "userid" in body:
            merged["userid"] = None
        self._store(merged, number)
        return self.patrons[number]

    def delete(self, number: int) -> None:
        if number not in self.patrons:
            raise Answer(404, {"error": "Patron not found"})
        if self.loans.get(number):
            raise Answer(409, {"error": "Pending checkouts prevent deletion", "error_code": "has_checkouts"})
        if self.debts.get(number):
            raise Answer(409, {"error": "Pending debts prevent deletion", "error_code": "has_debt"})
        if number in self.guarantors:
            raise Answer(409, {"error": "Patron is a guarantor and it prevents deletion", "error_code": "has_guarantees"})
        self._unindex(number)
        del self.patrons[number]
        self.attributes = {key: value for key, value in self.attributes.items() if value["patron_id"] != number}

    def attributes_of(self, number: int) -> list[dict[str, Any]]:
        rows = [(row["type"], key, row) for key, row in self.attributes.items() if row["patron_id"] == number]
        return [
            {"extended_attribute_id": key, "type": row["type"], "value": row["value"]} for _, key, row in sorted(rows, key=lambda r: r[:2])
        ]

    def add_attribute(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        self._check_attributes([body], number, conflict=409, existing=self.attributes_of(number))
        return self._add_attribute(number, body)

    def change_attribute(self, number: int, key: int, body: dict[str, Any]) -> dict[str, Any]:
        row = self.attributes.get(key)
        if row is None or row["patron_id"] != number:
            raise Answer(404, {"error": "Attribute not found"})
        self._unique(row["type"], body["value"], number, 409)
        row["value"] = str(body["value"])[:255]
        return {"extended_attribute_id": key, "type": row["type"], "value": row["value"]}

    def replace_attributes(self, number: int, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self._check_attributes(body, number, conflict=409)
        self.attributes = {key: row for key, row in self.attributes.items() if row["patron_id"] != number}
        return [self._add_attribute(number, row) for row in body]

    # --- what the server checks

    def _check(self, body: dict[str, Any], number: int) -> None:
        unknown = [key for key in body if key not in {*TEXTS, *DATES, *OTHERS, "patron_id", "updated_on"}]
        if unknown:
            raise invalid(f"Properties not allowed: {', '.join(unknown)}.", "/body")
        for key in REQUIRED:
            if key not in body:
                raise invalid("Missing property.", f"/body/{key}")
        for key in DATES:
            if body.get(key) is not None:
                _date(str(body[key]), key)
        if number not in self.patrons and number != self.last_patron:
            return
        self._taken(body, number)
        for key, known in (("library_id", self.libraries), ("category_id", self.categories)):
            if collated(body[key]) not in {collated(one) for one in known}:
                raise Answer(400, {"error": f"Given {key} does not exist"})

    def _taken(self, body: dict[str, Any], number: int) -> None:
        userid = str(body.get("userid") or "").strip()[:75]
        if userid and self.index["userid"].get(collated(userid), number) != number:
            raise Answer(400, {"error": f"Problem with {body['userid']}"})
        card = body.get("cardnumber")
        if card is not None and self.index["cardnumber"].get(collated(str(card).strip()[:32]), number) != number:
            raise Answer(409, {"error": "Duplicate ID", "conflict": "cardnumber"})

    def _check_attributes(
        self, given: list[dict[str, Any]], number: int, *, conflict: int = 400, existing: list[dict[str, Any]] | None = None
    ) -> None:
        seen = [row["type"] for row in existing or ()]
        for attribute in given:
            code, value = attribute["type"], attribute["value"]
            if code not in ATTRIBUTES:
                raise Answer(400, {"error": f"Tried to use an invalid attribute type. type={code}"})
            if code in seen:
                raise Answer(conflict, {"error": f"Tried to add more than one non-repeatable attributes. type={code} value={value}"})
            seen.append(code)
            self._unique(code, value, number, conflict)

    def _unique(self, code: str, value: str, number: int, status: int) -> None:
        if not ATTRIBUTES[code].get("unique"):
            return
        for row in self.attributes.values():
            if row["type"] == code and row["patron_id"] != number and collated(row["value"]) == collated(value):
                raise Answer(status, {"error": f"Your action breaks a unique constraint on the attribute. type={code} value={value}"})

    def _add_attribute(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        self.last_attribute += 1
        self.attributes[self.last_attribute] = {"patron_id": number, "type": body["type"], "value": str(body["value"])[:255]}
        return {"extended_attribute_id": self.last_attribute, "type": body["type"], "value": str(body["value"])[:255]}

    def _store(self, body: dict[str, Any], number: int) -> None:
        self._unindex(number)
        self.patrons[number] = self._stored(body, number)
        for key, known in self.index.items():
            if self.patrons[number][key] is not None:
                known[collated(self.patrons[number][key])] = number

    def _unindex(self, number: int) -> None:
        for key, known in self.index.items():
            value = self.patrons.get(number, {}).get(key)
            if value is not None and known.get(collated(value)) == number:
                del known[collated(value)]

    def _stored(self, body: dict[str, Any], number: int) -> dict[str, Any]:
        stored: dict[str, Any] = {**dict.fromkeys([*TEXTS, *DATES]), **OTHERS}
        for key, value in body.items():
            stored[key] = value.strip()[: LENGTHS.get(key)] if isinstance(value, str) and key in TEXTS else value
        if not stored["userid"]:
            stored["userid"] = self._invented(stored)
        if "expiry_date" not in body:
            stored["expiry_date"] = _in_months(99)
        today = datetime.now(UTC)
        stored["date_enrolled"] = stored["date_enrolled"] or today.date().isoformat()
        return {**stored, "patron_id": number, "updated_on": today.strftime("%Y-%m-%dT%H:%M:%S+00:00")}

    def _invented(self, stored: dict[str, Any]) -> str:
        base = f"{stored['firstname'] or ''}.{stored['surname'] or ''}".strip(".").lower().replace(" ", "")
        names = (base, *(f"{base}{n}" for n in range(1, 10_000)))
        return next(name for name in names if collated(name) not in self.index["userid"])


def _date(value: str, key: str) -> None:
    parts = value.split("-")
    if len(value) != 10 or len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise invalid("Does not match date format.", f"/body/{key}")
    try:
        date.fromisoformat(value)
    except ValueError:
        raise invalid("Day out of range.", f"/body/{key}") from None


def _in_months(months: int) -> str:
    today = date.today()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, 28)).isoformat()
