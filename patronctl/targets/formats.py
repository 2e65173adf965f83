"""The file formats: one SQL text each, and what stands around the patrons. A new format is one SQL file and one line here."""

from dataclasses import dataclass

from patronctl.domain.fields import FIELDS

DESTINY_DATE = "%m/%d/%Y"
DESTINY = tuple(field for field in FIELDS if field.kind != "secret" and field.name != "persona")
"""The columns of destiny-csv and csv: the order of the table of fields."""


@dataclass(frozen=True)
class Format:
    """How patrons become a file. `sql` answers one row a patron or writes the CSV itself; `parts`: may be several files in a zip."""

    sql: str
    before: str = ""
    after: str = ""
    between: str = "\n"
    parts: bool = False
    csv: bool = False


FORMATS: dict[str, Format] = {
    "csv": Format("10_deliver/csv.sql", csv=True),
    "destiny-csv": Format("10_deliver/destiny_csv.sql", csv=True),
    "koha-csv": Format("10_deliver/koha_csv.sql", csv=True),
    "destiny-xml": Format(
        "10_deliver/destiny_xml.sql",
        before='<?xml version="1.0" encoding="UTF-8"?>\n<FSC-Destiny-PatronImport version="1">\n',
        after="\n</FSC-Destiny-PatronImport>\n",
    ),
    "alma-xml": Format(
        "10_deliver/alma_xml.sql", before='<?xml version="1.0" encoding="UTF-8"?>\n<users>\n', after="\n</users>\n", parts=True
    ),
    "folio-json": Format("10_deliver/folio_json.sql", between=",\n", parts=True),
}


def converter() -> str:
    """The converter file that reads destiny-csv: every column by its position, dates as Destiny writes them."""
    lines = ["# Reads the file that patronctl writes.", "CsvTextEncoding=UTF-8", "MatchUsingDistrictID=true", "InputRowsToSkip=1"]
    for number, field in enumerate(DESTINY, start=1):
        date = ',DATE("MM/DD/YYYY")' if field.kind == "date" else ""
        lines.append(f"{field.destiny}={{{number}{date},omit}}")
    return "\n".join(lines) + "\n"
