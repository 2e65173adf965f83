"""The properties: from the columns of a feed to the fields of a patron (specification, part 3)."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from patronctl.domain.model import Model, Switch, Text

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252", "macroman"]
StrictStr = Annotated[str, Field(strict=True)]
Position = Annotated[int, Field(ge=1, strict=True)]
Column = Text | Position


class FieldMapping(Model):
    """How one field gets its value. Exactly one of column, value, template and sql.

    Order: column or template or value or sql, then trim, if_empty, regex, date, map, pad, case.
    """

    column: Column | None = None
    """The header of a column; a number is a 1-based position, for feeds with `header: false`."""
    value: StrictStr | None = None
    """A constant."""
    template: Text | None = None
    """Text with {Column}, {Column:4} the first four characters, {Column:-2} the last two, {Column:3-5}; {{ is a brace."""
    sql: Text | None = None
    """A scalar expression over the record's columns."""
    trim: Switch = True
    if_empty: Column | None = None
    """The column to take when this one is blank."""
    regex: Text | None = None
    """The first group, or the whole match; no match is blank."""
    date: Text | list[Text] | None = None
    """One or several formats, tried in order."""
    map: Text | dict[Text, StrictStr] | None = None
    """A table, inline or the name of one in `maps`. `default` is for values that are not listed."""
    pad_left: Annotated[int, Field(ge=1, le=200, strict=True)] | None = None
    """Pad on the left to this length; a longer value stays."""
    pad_with: Annotated[Text, Field(max_length=1)] | None = None
    case: Literal["lower", "upper", "title"] | None = None
    when_blank: Literal["keep", "clear", "default"] | None = None
    """What a blank means: keep the stored value, clear it, or default it. Left out: keep, or what part 5 says of the field."""
    default: Text | None = None
    """With `when_blank: default`: the value, for fields that have no default of their own."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str | int) else given

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [name for name in ("column", "value", "template", "sql") if getattr(self, name) is not None]
        if len(origins) != 1:
            raise ValueError("give exactly one of column, value, template and sql")
        return self


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
    maps: dict[Text, dict[Text, StrictStr]] = {}
    skip_records: list[SkipRule] = []
