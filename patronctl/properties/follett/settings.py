"""The converter's settings: encoding, matching, rows to skip, the site of a file that names none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from patronctl.domain.encoding import normalized
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.reading import Findings


@dataclass
class Settings:
    """What the settings say, as properties; `site` is the site of records that name none."""

    data: dict[str, Any] = field(default_factory=dict)
    site: str | None = None


def read(entries: Mapping[str, Entry], findings: Findings) -> Settings:
    """The settings of a file."""
    said = Settings()
    _encoding(entries.get("CsvTextEncoding"), said, findings)
    _match_on(entries.get("MatchUsingDistrictID"), said, findings)
    _skip_rows(entries.get("InputRowsToSkip"), said, findings)
    if site := entries.get("SiteShortNameDefault"):
        said.site = site.value.plain.strip() or None
        if not said.site:
            findings.note(site, "no site is named")
    return said


def _encoding(entry: Entry | None, said: Settings, findings: Findings) -> None:
    if not entry or not entry.value.plain.strip():
        findings.whole("CsvTextEncoding is not said; utf-8 is taken", "add CsvTextEncoding=UTF-8, or the encoding that it is", "warning")
    elif known := normalized(entry.value.plain):
        said.data["encoding"] = known
    else:
        findings.error(
            entry.value, f"the encoding {entry.value.plain.strip()} is not known", "use UTF-8, windows-1252, MacRoman, ISO8859_1 or UTF-16"
        )


def _match_on(entry: Entry | None, said: Settings, findings: Findings) -> None:
    if not entry:
        findings.whole("MatchUsingDistrictID is not said", "add MatchUsingDistrictID=true, or false to match on barcode and site")
        return
    given = entry.value.plain.strip().lower()
    if given in ("true", "false"):
        said.data["match_on"] = "district_id" if given == "true" else "barcode_and_site"
    else:
        findings.error(
            entry.value, "MatchUsingDistrictID is neither true nor false", "write true to match on district ID, false for barcode"
        )


def _skip_rows(entry: Entry | None, said: Settings, findings: Findings) -> None:
    given = entry.value.plain.strip() if entry else ""
    if entry and given and not re.fullmatch(r"[0-9]{1,6}", given):
        findings.error(entry.value, "InputRowsToSkip is not a number", "write how many rows stand before the first record, such as 1")
    elif given:
        said.data["skip_rows"] = int(given)
