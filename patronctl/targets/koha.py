"""Koha, by its REST API: the settings, and which patron field goes where.

Field names, lengths and what the server does with a value were observed on Koha 23.05.04.
"""

from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from patronctl.domain.model import Model, Text
from patronctl.properties.model import Piece
from patronctl.secrets import SecretReference
from patronctl.targets.base import ATTRIBUTE
from patronctl.targets.settings import AttributeKey, Deliver, DeliveryGuards, Inactive, LeaveAlone, Limits

Address = Annotated[Text, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$", examples=["https://koha.example.org"])]
NAME = Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
LOOPBACK = ("http://127.", "http://localhost", "http://[::1]")


class KohaField(NamedTuple):
    """One field of Koha's patron: our column, and how many characters Koha stores (None: as many as there are)."""

    name: str
    column: str | None
    limit: int | None = None


SHIPPED: tuple[KohaField, ...] = (
    KohaField("cardnumber", "barcode", 32),
    KohaField("userid", "username", 75),
    KohaField("surname", "last_name"),
    KohaField("firstname", "first_name"),
    KohaField("middle_name", "middle_name"),
    KohaField("other_name", "nickname"),
    KohaField("date_of_birth", "birth_date"),
    KohaField("gender", "gender", 1),
    KohaField("email", "email_1"),
    KohaField("secondary_email", "email_2"),
    KohaField("phone", "address_1_phone_1"),
    KohaField("secondary_phone", "address_1_phone_2"),
    KohaField("address", "address_1_line_1"),
    KohaField("address2", "address_1_line_2"),
    KohaField("city", "address_1_city"),
    KohaField("state", "address_1_state"),
    KohaField("postal_code", "address_1_zip"),
    KohaField("expiry_date", "card_expires"),
)
# Not filled unless the district says with what.
OTHERS: tuple[KohaField, ...] = (
    KohaField("statistics_1", None, 80),
    KohaField("statistics_2", None, 80),
    KohaField("title", None),
    KohaField("initials", None),
    KohaField("pronouns", None),
    KohaField("mobile", None, 63),
    KohaField("sms_number", None, 50),
    KohaField("country", None),
    KohaField("staff_notes", None),
    KohaField("opac_notes", None),
    KohaField("lang", None, 25),
    KohaField("relationship_type", None, 100),
    KohaField("altcontact_firstname", None),
    KohaField("altcontact_surname", None),
    KohaField("altcontact_phone", None),
    KohaField("altcontact_address", None),
    KohaField("altcontact_city", None),
    KohaField("altcontact_state", None),
    KohaField("altcontact_postal_code", None, 25),
    KohaField("altaddress_email", None),
    KohaField("altaddress_phone", None),
    KohaField("altaddress_notes", None, 255),
)
LIMITS: dict[str, int | None] = {field.name: field.limit for field in (*SHIPPED, *OTHERS)} | {"library_id": 10, "category_id": 10}
DATES = ("date_of_birth", "expiry_date")
ATTRIBUTE_LIMIT = 255


class KohaTarget(Model):
    """A Koha library system, by its REST API."""

    needs_network: ClassVar[bool] = True
    """A service that delivers must be let into the network."""

    name: NAME
    """What the target is called here and in `patronctl deliver DISTRICT TARGET`."""
    type: Literal["koha"]
    url: Address
    """The address of the staff interface, without /api/v1."""
    client_id: SecretReference | None = None
    """OAuth2 client credentials; or give `user` and `password`."""
    client_secret: SecretReference | None = None
    """The secret of `client_id`."""
    user: Text | None = None
    """A user with a password, where the server takes basic authentication."""
    password: SecretReference | None = None
    """The password of `user`."""
    match_on: Literal["cardnumber", "userid"] | AttributeKey = "cardnumber"
    """The key by which a patron of ours is found there."""
    libraries: dict[Text, Text] = {}
    """Site: library code."""
    default_library: Text | None = None
    """The library of sites that are not listed."""
    categories: dict[Text, Text] = {}
    """Patron type: category code."""
    default_category: Text | None = None
    """The category of patron types that are not listed."""
    fields: dict[Text, Piece] = {}
    """Added to the shipped table, or taking the place of a row of it: a patron column, or the properties' own language."""
    attributes: dict[Text, Piece] = {}
    """Attribute code: a patron column, or the properties' own language."""
    keep_edits: list[Text] = []
    """Fields in which what library staff changed stays theirs. An attribute is written attribute:CODE."""
    leave_alone: LeaveAlone = LeaveAlone.model_construct()
    """Whom a delivery never writes and never deletes."""
    inactive: Inactive = Inactive.model_construct()
    """What an inactive patron looks like there."""
    delete: Literal["when_free", "never"] = "never"
    """What becomes of a patron whom the district deleted. when_free: deleted there too, if there are no loans, fines or holds."""
    welcome_mail: Literal["send", "none"] = "none"
    """Whether newer versions of Koha may send their welcome mail to created patrons."""
    deliver: Deliver = "on_demand"
    """after_run: every real run of a job ends with a delivery. on_demand: only `patronctl deliver`."""
    limits: Limits = Limits.model_construct()
    """How hard a delivery may press the server."""
    guards: DeliveryGuards = DeliveryGuards.model_construct()
    """What one delivery may change there at most."""

    @model_validator(mode="after")
    def _one_login(self) -> Self:
        token = self.client_id is not None and self.client_secret is not None
        basic = self.user is not None and self.password is not None
        given = [part for part in (self.client_id, self.client_secret, self.user, self.password) if part is not None]
        if token == basic or len(given) != 2:
            raise ValueError("give client_id and client_secret, or user and password")
        return self

    @model_validator(mode="after")
    def _secret_stays_secret(self) -> Self:
        if self.url.startswith("http://") and not self.url.startswith(LOOPBACK):
            raise ValueError("url must start with https://: the login and the patrons would cross the network in clear text")
        return self

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        known = LIMITS.keys() - {"library_id", "category_id"}
        for name in self.fields:
            if name not in known:
                raise ValueError(f"fields: Koha has no field {name} that can be written; see docs/delivery.md")
        managed = {*known, *(ATTRIBUTE + code for code in self.attributes)}
        for name in self.keep_edits:
            if name not in managed:
                raise ValueError(f"keep_edits: {name} is not delivered; an attribute is written attribute:CODE")
        return self

    @model_validator(mode="after")
    def _key_is_delivered(self) -> Self:
        if isinstance(self.match_on, AttributeKey) and self.match_on.attribute not in self.attributes:
            raise ValueError(f"match_on: the attribute {self.match_on.attribute} is not among `attributes`, so nobody would have it")
        return self

    @property
    def key_field(self) -> str:
        """The delivered field that is the match key."""
        return self.match_on if isinstance(self.match_on, str) else ATTRIBUTE + self.match_on.attribute
