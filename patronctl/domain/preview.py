"""What a preview shows. Values are masked unless they were asked for; a password's value is in none of these."""

from patronctl.domain.model import Output

FORMAT_VERSION = 1


class Cell(Output):
    """One field of one record."""

    field: str
    given: dict[str, str]
    """The columns that the mapping takes, and what the feed has in them."""
    becomes: str | None
    """What goes on to the patron store; none where the stored value is kept."""
    change: str = ""
    """What the checks did to the mapping's value: cut, replaced, cleared."""


class Said(Output):
    """One message of a record."""

    code: str
    severity: str
    field: str | None
    text: str


class Row(Output):
    """One record of the feed."""

    line: int | None
    left_out: bool
    cells: list[Cell]
    messages: list[Said]


class FieldCount(Output):
    """One field over the whole feed."""

    field: str
    blank: int
    cut: int
    """Records whose value is longer than the field."""


class MapUse(Output):
    """One use of a map over the whole feed."""

    place: str
    never: list[str]
    """Entries that no record has."""
    unlisted_values: int
    unlisted_records: int


class Preview(Output):
    """What the properties of a job make of its feed."""

    format_version: int = FORMAT_VERSION
    job: str
    feed: str
    records: int
    left_out: int
    unreadable: int
    rows: list[Row]
    fields: list[FieldCount]
    maps: list[MapUse]
    messages: dict[str, int]
    notes: list[str]
