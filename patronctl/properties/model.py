"""The properties: from the columns of a feed to the fields of a patron (docs/rules.md, part 3)."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, GetJsonSchemaHandler, Tag, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from patronctl.domain import encoding
from patronctl.domain.fields import BY_NAME, MAPPABLE
from patronctl.domain.model import Model, Switch, Text


def _encoding(given: Any) -> Any:
    return encoding.normalized(given) or given if isinstance(given, str) else given


Encoding = Annotated[
    encoding.Encoding,
    BeforeValidator(_encoding),
    WithJsonSchema({"anyOf": [{"enum": list(encoding.ENCODINGS)}, {"type": "string", "pattern": encoding.pattern()}]}),
]
"""An encoding by any of its usual names, in our spelling afterwards."""
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

    short_form: ClassVar[str] = "a column"
    """What may stand in place of the section, in words."""

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
    """Take blanks off both ends, and an empty text for a blank."""
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
    """With pad_left: the character to pad with, such as "0"; a space where nothing is said."""
    case: Literal["lower", "upper", "title"] | None = None
    """Letters in lower, upper or title case."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The short form stands beside the section, for editors."""
        reference = handler(core)
        described = handler.resolve_ref_schema(reference)
        section = {key: described.pop(key) for key in list(described) if key not in ("title", "description")}
        described["anyOf"] = [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}, section]
        return reference

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
    def _companions(self) -> Self:
        if self.replace is not None and self.regex is None:
            raise ValueError("replace needs regex")
        if self.pad_with is not None and self.pad_left is None:
            raise ValueError("pad_with needs pad_left")
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
    """The header of the column, or its 1-based position."""
    matches: Text | None = None
    """A regular expression that is found somewhere in the value: '^TEST'."""
    equals: StrictStr | None = None
    """The value is exactly this."""
    in_: Annotated[list[StrictStr] | None, Field(alias="in", min_length=1)] = None
    """The value is one of these."""
    is_blank: Switch | None = None
    """The value is blank, or (false) is not."""

    @model_validator(mode="after")
    def _some_condition(self) -> Self:
        if all(condition is None for condition in (self.matches, self.equals, self.in_, self.is_blank)):
            raise ValueError("a rule needs at least one of matches, equals, in and is_blank")
        return self


def _listed_fields(described: dict[str, Any]) -> None:
    """Every patron field by name, so that an editor completes them."""
    mapping = described.pop("additionalProperties")
    described["properties"] = {name: {**mapping, "description": _about(name)} for name in MAPPABLE}
    described["additionalProperties"] = False


def _about(name: str) -> str:
    field = BY_NAME.get(name)
    if field is None:
        return "What the record asks for: update or delete."
    words = {"date": "A date", "boolean": "Yes or no: T F Y N true false 1 0", "year": "A year of four digits"}
    return words.get(field.kind, f"At most {field.limit} characters")


class Properties(Model):
    """One properties file, whichever form it was written in."""

    encoding: Encoding = "utf-8"
    """How the feed's bytes are read as text: utf-8, utf-16, latin-1, windows-1252 or macroman, by any usual name."""
    delimiter: Annotated[Text, Field(max_length=1, examples=[",", ";", "\t", "|"])] = ","
    """What stands between columns: one character. A tab is "\\t", in double quotes."""
    quote: Annotated[Text, Field(max_length=1)] = '"'
    """What stands around a value that holds a delimiter: one character."""
    header: Switch = True
    """The feed's first line names the columns. Without it, columns are given by position: 1, 2, 3."""
    skip_rows: Annotated[int, Field(ge=0, strict=True)] = 0
    """Lines before the header, or before the first record."""
    match_on: Literal["district_id", "barcode_and_site"]
    """What makes a record and a stored patron the same person."""
    fields: Annotated[dict[Text, FieldMapping], Field(min_length=1, json_schema_extra=_listed_fields)]
    """Patron field: where its value comes from. The short form is the column's header."""
    maps: dict[Text, Table] = {}
    """Tables by name, for `map:` of several fields."""
    skip_records: list[SkipRule] = []
    """Records that are left out before anything else: when any of the rules holds."""

    @model_validator(mode="after")
    def _different_signs(self) -> Self:
        if self.delimiter == self.quote or (not self.delimiter.isprintable() and self.delimiter != "\t") or self.quote.isspace():
            raise ValueError("delimiter and quote must be two different characters, and neither is a line break")
        return self
