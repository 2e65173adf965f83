"""Destiny's patron XML: the elements, in the order of its table of fields. No schema is public; names come from one public template
and from a vendor's columns. How a deletion is written is not known, so none is."""

DATES = ("birth_date", "card_expires")
_ADDRESS = {
    "line_1": "Line1",
    "line_2": "Line2",
    "city": "City",
    "state": "State",
    "zip": "ZipCode",
    "phone_1": "PhoneNumberPrimary",
    "phone_2": "PhoneNumberSecondary",
}
ELEMENTS: tuple[tuple[str, str], ...] = (
    ("site", "SiteShortName"),
    ("barcode", "Barcode"),
    ("district_id", "DistrictID"),
    ("last_name", "LastName"),
    ("first_name", "FirstName"),
    ("middle_name", "MiddleName"),
    ("nickname", "Nickname"),
    ("patron_type", "PatronType"),
    ("access_level", "AccessLevel"),
    ("status", "Status"),
    ("gender", "Gender"),
    ("homeroom", "Homeroom"),
    ("grade_level", "GradeLevel"),
    ("card_expires", "CardExpires"),
    ("graduation_year", "GraduationYear"),
    ("birth_date", "BirthDate"),
    ("username", "UserName"),
    ("email_1", "EmailPrimary"),
    ("email_2", "EmailSecondary"),
    *((f"address_1_{ours}", f"AddressPrimary{theirs}") for ours, theirs in _ADDRESS.items()),
    *((f"address_2_{ours}", f"AddressSecondary{theirs}") for ours, theirs in _ADDRESS.items()),
)
