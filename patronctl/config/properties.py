"""The properties: from the columns of a feed to the fields of a patron (specification, part 3)."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from patronctl.domain.model import Model, Switch, Text

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252", "macroman"]
StrictStr = Annotated[str, Field(strict=True)]
Position = Annotated[int, Field(ge=1, strict=True)]
Column = Text | Position
ORIGINS = ("column", "value", "template", "sql", "parts", "choose")


def _form(given: Any) -> str:
    return "piece" if isinstance(given, dict | Piece) else "short"


class Piece(Model):
    """A value made from a record. Exactly one of column, value, template, sql, parts and choose.

    Order: column or template or value or sql or parts or choose, then trim, if_empty, regex, date, map, pad, case.
    """

    column: Column | None = None
    """The header of a column; a number is a 1-based position, for feeds with `header: false`."""
    value: StrictStr | None = None
    """A constant."""
    template: Text | None = None
    """Text with {Column}, {Column:4} the first four characters, {Column:-2} the last two, {Column:3-5}; {{ is a brace."""
    sql: Text | None = None
    """A scalar expression over the record's columns."""
    parts: "Annotated[list[Piece], Field(min_length=1)] | None" = None
    """Pieces put one after the other, each with its own order. Blank when every piece but the constants is blank."""
    choose: "Choice | None" = None
    """One value or another, as a third is blank or not."""
    trim: Switch = True
    if_empty: "Alternative | list[Alternative] | None" = None
    """What to take when this one is blank: a column, a piece, or several of them, tried in order."""
    regex: Text | None = None
    """The first group, or the whole match; no match is blank."""
    replace: Text | None = None
    """With regex: what to make of a match, a template whose columns are the groups: "{1}-{2}"; {0} is the whole match."""
    date: Text | list[Text] | None = None
    """One or several formats, tried in order."""
    map: "Text | Table | None" = None
    """A table, inline or the name of one in `maps`. `default` is for values that are not listed."""
    pad_left: Annotated[int, Field(ge=1, le=200, strict=True)] | None = None
    """Pad on the left to this length; a longer value stays."""
    pad_with: Annotated[Text, Field(max_length=1)] | None = None
    case: Literal["lower", "upper", "title"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str | int) else given

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(getattr(self, name) is not None for name in ORIGINS) != 1:
            raise ValueError(f"give exactly one of {', '.join(ORIGINS[:-1])} and {ORIGINS[-1]}")
        return self

    @model_validator(mode="after")
    def _replace_needs_regex(self) -> Self:
        if self.replace is not None and self.regex is None:
            raise ValueError("replace needs regex")
        return self


class Choice(Model):
    """Two values, and which one is taken."""

    if_blank: Piece
    """The value that decides."""
    take: Piece
    """The result when it is blank."""
    otherwise: Piece
    """The result when it is not."""


Alternative = Annotated[Annotated[Column, Tag("short")] | Annotated[Piece, Tag("piece")], Discriminator(_form)]
Replacement = Annotated[Annotated[StrictStr, Tag("short")] | Annotated[Piece, Tag("piece")], Discriminator(_form)]
"""Text, which is a template; or a piece."""
Table = dict[StrictStr, Replacement]
"""A value as it comes: what it becomes. "" is the blank; `default` is for values that are not listed."""


class FieldMapping(Piece):
    """How one field gets its value."""

    when_blank: Literal["keep", "clear", "default"] | None = None
    """What a blank means: keep the stored value, clear it, or default it. Left out: keep, or what part 5 says of the field."""
    default: Text | None = None
    """With `when_blank: default`: the value, for fields that have no default of their own."""


class SkipRule(Model):
    """Skip a record when all the conditions of one rule hold."""

    column: Column
    matches: Text | None = None
    equals: StrictStr | None = None
    in_: Annotated[list[StrictStr] | None, Field(alias="in")] = None
    is_blank: Switch | None = None


class Properties(Model):
    """One properties file, whichever form it was written in."""

    encoding: Encoding = "utf-8"
    delimiter: Annotated[Text, Field(max_length=1)] = ","
    quote: Annotated[Text, Field(max_length=1)] = '"'
    header: Switch = True
    skip_rows: Annotated[int, Field(ge=0, strict=True)] = 0
    """Lines before the header, or before the first record."""
    match_on: Literal["district_id", "barcode_and_site"]
    fields: Annotated[dict[Text, FieldMapping], Field(min_length=1)]
    maps: dict[Text, Table] = {}
    skip_records: list[SkipRule] = []


Piece.model_rebuild()
FieldMapping.model_rebuild()
