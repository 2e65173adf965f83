"""A target that takes a file: Destiny, or any system that imports one. Complete or not there at all."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from patronctl.domain.model import Model, Switch, Text
from patronctl.sources import Source
from patronctl.targets.koha import NAME
from patronctl.targets.settings import Deliver, DeliveryGuards

FormatName = Literal["destiny-csv", "destiny-xml", "koha-csv", "folio-json", "alma-xml", "csv"]
SITES_AND_TYPES = ("koha-csv", "folio-json", "alma-xml")
"""Formats in which sites and patron types are codes of the library system."""


class FileTarget(Model):
    """A file in a folder of this machine or of an SFTP server, written whole and then renamed."""

    needs_codes: ClassVar[tuple[str, ...]] = SITES_AND_TYPES

    name: NAME
    """What the target is called here and in `patronctl deliver DISTRICT TARGET`."""
    type: Literal["file"]
    format: FormatName
    """What is written: see docs/delivery.md."""
    to: Source
    """Where to: a directory or an SFTP server, with the file's name."""
    contents: Literal["everyone", "changes"] = "everyone"
    """everyone: all patrons, each time. changes: those who changed since the last file that was placed."""
    libraries: dict[Text, Text] = {}
    """Site: code there, for koha-csv, folio-json and alma-xml. A site that is not listed keeps its short name."""
    categories: dict[Text, Text] = {}
    """Patron type: code there. A type that is not listed keeps its name."""
    manifest: Switch = False
    """Place NAME.manifest.json beside the file: its name, its number of patrons and its SHA-256."""
    converter: Switch = True
    """With destiny-csv: place the converter file that reads it beside, as NAME.properties."""
    spreadsheet_safe: Switch = True
    """In CSV files, put an apostrophe before a cell that a spreadsheet would run as a formula."""
    batch: Annotated[int, Field(ge=1, le=20_000, strict=True)] = 20_000
    """Patrons in one part of alma-xml and folio-json. Alma takes 20,000 at most; FOLIO's import takes 100 to 250."""
    deliver: Deliver = "on_demand"
    """after_run: every real run of a job ends with a delivery. on_demand: only `patronctl deliver`."""
    guards: DeliveryGuards = DeliveryGuards.model_construct()
    """What one delivery may change at most."""

    @model_validator(mode="after")
    def _plain_name(self) -> Self:
        if any(mark in self.to.file for mark in "*?{"):
            raise ValueError("to.file is the name of one file; a pattern or a date can't be written")
        return self
