"""What the conversion of a check says: of how many records each message is, and which of them make the job not ready."""

from collections.abc import Sequence
from datetime import date

from patronctl.config.district import District
from patronctl.domain.check_report import SaidByConversion
from patronctl.domain.errors import FeedError
from patronctl.domain.messages import MESSAGES
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.contents import look_at
from patronctl.store.connection import Door
from patronctl.update.recipe import SEPARATOR, UNIT

FEWEST = 3
"""Of fewer records than these nothing is said to hold for most."""
_NAMED = 8


def said(door: Door, records: int, district: District) -> list[SaidByConversion]:
    """Each message by code and field, the most frequent first. `records` is how many were converted."""
    codes = [code for site in district.sites for code in (site.short_name, *site.aliases)]
    return [
        SaidByConversion(
            code=row["code"],
            field=row["field"],
            records=row["records"],
            share=round(row["records"] / records, 4) if records else 0.0,
            hint=_hint(row["code"], [given for given in row["given"] if given], codes),
        )
        for row in door.rows("report/said.sql", separator=SEPARATOR, unit=UNIT)
    ]


def require_most_valid(found: Sequence[SaidByConversion], records: int) -> None:
    """Raises FeedError where most records would be skipped, or would lose the same field."""
    bad = [one for one in found if one.share > 0.5 and _is_bad(one.code)] if records >= FEWEST else []
    if bad:
        words = ", ".join(f"{one.field or one.code}: {one.records:,} of {records:,} records ({one.share:.0%}, {one.code})" for one in bad)
        hint = " ".join(one.hint for one in bad if one.hint)
        raise FeedError(f"not valid in most records: {words}", hint=hint, code="mostly_invalid")


def _is_bad(code: str) -> bool:
    return code.endswith("_invalid") or (code in MESSAGES and MESSAGES[code].severity == "E")


def _hint(code: str, given: Sequence[str], sites: Sequence[str]) -> str:
    """The date format that would fit, or the codes of sites that the district lacks. Neither names a person."""
    if code in ("birth_date_invalid", "card_expires_invalid"):
        contents = look_at(given, date.today())
        if contents.dates:
            return f'These values read as date: "{contents.dates[0]}".'
        return "These are days as a spreadsheet counts them: export them as dates." if "day number" in contents.kinds else ""
    if code == "site_unknown":
        named = ", ".join(given[:_NAMED]) + (f" and {len(given) - _NAMED} more" if len(given) > _NAMED else "")
        near = next((near for value in given[:_NAMED] if (near := did_you_mean(value, sites))), "")
        return f"The district has no site {named}. {near}".strip()
    return ""
