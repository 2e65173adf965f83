"""The patron fields (docs/rules.md, part 2). Lengths, words, ranges and messages are data, not code."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["text", "key", "code", "date", "boolean", "year", "secret"]


class Plausible(NamedTuple):
    """What a value can be, both ends included: years from this one, a day as YYYY-MM-DD, or `today`. `never` is a day that means no end."""

    first: int | str
    last: int | str
    never: str | None = None

    def ends(self, today: date) -> tuple[str, str]:
        """The ends as text, to be compared with years or days of the same form."""
        return _end(self.first, today), _end(self.last, today)

    @property
    def is_past(self) -> bool:
        """Whether nothing after today can be; of a year of two digits the last century is then meant."""
        return self.last == "today"


def _end(end: int | str, today: date) -> str:
    return f"{today.year + end:04}" if isinstance(end, int) else today.isoformat() if end == "today" else end


class PatronField(NamedTuple):
    """One field of a patron.

    `limit` is in characters, None where the kind decides. `destiny` is the property name of Follett's converter.
    `key` fields are identifiers: never truncated, never cleared by a blank. `words` are what may be said, in small letters,
    and what it means. `invalid` is the message for a value that can't be read, or isn't plausible. `unique` is what only one
    patron can have. `by_hand` fields are identifiers that people and spreadsheets spoil, though their kind is text.
    """

    name: str
    destiny: str
    limit: int | None
    kind: Kind = "text"
    words: Mapping[str, str] = {}
    invalid: str | None = None
    plausible: Plausible | None = None
    unique: bool = False
    by_hand: bool = False

    @property
    def compared(self) -> Literal["exactly", "name", "login"]:
        """How two values are compared when the question is whether they say the same of a person (`sql/5_plan/likeness.sql`)."""
        return _COMPARED.get(self.name, "exactly")

    @property
    def sql_type(self) -> str:
        """The column's type in the patron store."""
        return {"date": "DATE", "boolean": "BOOLEAN"}.get(self.kind, "VARCHAR")

    @property
    def is_identifier(self) -> bool:
        """Whether the value is compared with others as it is, so that nothing invisible may be a part of it."""
        return self.kind not in ("text", "secret") or self.by_hand


STATUSES = {"a": "A", "active": "A", "i": "I", "inactive": "I", "r": "R", "restricted": "R"}
GENDERS = {"m": "M", "male": "M", "f": "F", "female": "F", "u": "U", "unknown": "U", "unspecified": "U"}
PERSONAS = {name: name for name in ("student", "faculty", "other")}
YES_OR_NO = {
    **dict.fromkeys(("t", "y", "true", "yes", "1"), "true"),
    **dict.fromkeys(("f", "n", "false", "no", "0"), "false"),
}
BORN = Plausible("1900-01-01", "today")
EXPIRES = Plausible("1970-01-01", "2199-12-31", never="9999-12-31")
GRADUATES = Plausible(-20, 20)


_COMPARED: dict[str, Literal["name", "login"]] = {
    **dict.fromkeys(("last_name", "first_name", "middle_name", "nickname"), "name"),
    **dict.fromkeys(("username", *(f"email_{n}" for n in range(1, 6))), "login"),
}


def _text(name: str, destiny: str, limit: int, kind: Kind = "text") -> PatronField:
    return PatronField(name, f"field_{destiny}", limit, kind)


def _email(number: int, destiny: str) -> PatronField:
    return _text(f"email_{number}", destiny, 200)._replace(by_hand=True)


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
    _text("barcode", "barcode", 14, "key")._replace(unique=True),
    _text("district_id", "districtID", 40, "key")._replace(unique=True),
    _text("last_name", "lastName", 42),
    _text("first_name", "firstName", 42),
    _text("middle_name", "middleName", 42),
    _text("nickname", "nickname", 30),
    _text("patron_type", "patronType", 30, "code"),
    _text("access_level", "accessLevel", 30, "code"),
    _text("resource_group", "resourceGroup", 30, "code"),
    PatronField("status", "field_status", 1, "code", STATUSES, "status_invalid"),
    PatronField("gender", "field_gender", 1, "code", GENDERS, "gender_invalid"),
    _text("homeroom", "homeroom", 90),
    _text("grade_level", "gradeLevel", 30)._replace(by_hand=True),
    PatronField("card_expires", "field_cardExpires", None, "date", invalid="card_expires_invalid", plausible=EXPIRES),
    PatronField(
        "acceptable_use_policy_on_file",
        "field_isAcceptableUsePolicyOnFile",
        None,
        "boolean",
        YES_OR_NO,
        "acceptable_use_policy_invalid",
    ),
    PatronField("is_teacher", "field_isTeacher", None, "boolean", YES_OR_NO, "is_teacher_invalid"),
    *(_text(f"user_defined_{n}", f"userDefined{n}", 30) for n in range(1, 6)),
    PatronField("graduation_year", "field_graduationYear", 4, "year", invalid="graduation_year_invalid", plausible=GRADUATES),
    PatronField("birth_date", "field_birthdate", None, "date", invalid="birth_date_invalid", plausible=BORN),
    _text("username", "username", 50)._replace(unique=True, by_hand=True),
    _text("password", "password", 50, "secret"),
    _email(1, "emailPrimary"),
    _email(2, "emailSecondary"),
    *(_email(n, f"email{n}") for n in range(3, 6)),
    *_address(1, "Primary"),
    *_address(2, "Secondary"),
    PatronField("persona", "field_persona", 30, "code", PERSONAS, "persona_invalid"),
)

ACTION = PatronField("action", "", 10, "code", {"update": "", "delete": "delete"}, "action_unknown")
"""What a record asks for, beside the patron's fields."""
BY_NAME: dict[str, PatronField] = {field.name: field for field in FIELDS}
OWN: frozenset[str] = frozenset(("last_name", "first_name", "birth_date", "barcode", "district_id", "username", "email_1"))
"""Fields in which one value never stands for most people."""
PERSON: tuple[str, ...] = ("last_name", "first_name", "birth_date")
"""What tells who somebody is where a key is shared."""
MAPPABLE: tuple[str, ...] = (*BY_NAME, ACTION.name)
"""What properties may map: the fields, and what the record asks for (update or delete)."""
