"""The patron fields (docs/rules.md, part 2). Lengths are data, not code."""

from typing import Literal, NamedTuple

Kind = Literal["text", "key", "code", "date", "boolean", "year", "secret"]


class PatronField(NamedTuple):
    """One field of a patron.

    `limit` is in characters, None where the kind decides. `destiny` is the property name of Follett's converter.
    `key` fields are identifiers: never truncated, never cleared by a blank.
    """

    name: str
    destiny: str
    limit: int | None
    kind: Kind = "text"

    @property
    def compared(self) -> Literal["exactly", "name", "login"]:
        """How two values are compared when the question is whether they say the same of a person (`sql/5_plan/likeness.sql`)."""
        return _COMPARED.get(self.name, "exactly")

    @property
    def sql_type(self) -> str:
        """The column's type in the patron store."""
        return {"date": "DATE", "boolean": "BOOLEAN"}.get(self.kind, "VARCHAR")


_COMPARED: dict[str, Literal["name", "login"]] = {
    **dict.fromkeys(("last_name", "first_name", "middle_name", "nickname"), "name"),
    **dict.fromkeys(("username", *(f"email_{n}" for n in range(1, 6))), "login"),
}


def _text(name: str, destiny: str, limit: int, kind: Kind = "text") -> PatronField:
    return PatronField(name, f"field_{destiny}", limit, kind)


def _address(number: int, destiny: str) -> list[PatronField]:
    parts = {
        "line_1": "Line1",
        "line_2": "Line2",
        "city": "City",
        "state": "State",
        "zip": "ZipCode",
        "phone_1": "PhoneNumberPrimary",
        "phone_2": "PhoneNumberSecondary",
    }
    return [_text(f"address_{number}_{ours}", f"address{destiny}{theirs}", 90) for ours, theirs in parts.items()]


FIELDS: tuple[PatronField, ...] = (
    _text("site", "siteShortName", 10, "code"),
    _text("barcode", "barcode", 14, "key"),
    _text("district_id", "districtID", 40, "key"),
    _text("last_name", "lastName", 42),
    _text("first_name", "firstName", 42),
    _text("middle_name", "middleName", 42),
    _text("nickname", "nickname", 30),
    _text("patron_type", "patronType", 30, "code"),
    _text("access_level", "accessLevel", 30, "code"),
    _text("resource_group", "resourceGroup", 30, "code"),
    _text("status", "status", 1, "code"),
    _text("gender", "gender", 1, "code"),
    _text("homeroom", "homeroom", 90),
    _text("grade_level", "gradeLevel", 30),
    PatronField("card_expires", "field_cardExpires", None, "date"),
    PatronField("acceptable_use_policy_on_file", "field_isAcceptableUsePolicyOnFile", None, "boolean"),
    PatronField("is_teacher", "field_isTeacher", None, "boolean"),
    *(_text(f"user_defined_{n}", f"userDefined{n}", 30) for n in range(1, 6)),
    PatronField("graduation_year", "field_graduationYear", 4, "year"),
    PatronField("birth_date", "field_birthdate", None, "date"),
    _text("username", "username", 50),
    _text("password", "password", 50, "secret"),
    _text("email_1", "emailPrimary", 200),
    _text("email_2", "emailSecondary", 200),
    *(_text(f"email_{n}", f"email{n}", 200) for n in range(3, 6)),
    *_address(1, "Primary"),
    *_address(2, "Secondary"),
    _text("persona", "persona", 30, "code"),
)

BY_NAME: dict[str, PatronField] = {field.name: field for field in FIELDS}
OWN: frozenset[str] = frozenset(("last_name", "first_name", "birth_date", "barcode", "district_id", "username", "email_1"))
"""Fields in which one value never stands for most people."""
PERSON: tuple[str, ...] = ("last_name", "first_name", "birth_date")
"""What tells who somebody is where a key is shared."""
MAPPABLE: tuple[str, ...] = (*BY_NAME, "action")
"""What properties may map: the fields, and what the record asks for (update or delete)."""
