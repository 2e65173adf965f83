"""List the patrons of a district: every field but the password."""

import shutil
import sys
from pathlib import Path
from typing import Literal

from patronctl import files
from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.domain.spelling import did_you_mean
from patronctl.places import Places, real
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import reading
from patronctl.store.schema import STORED

Form = Literal["csv", "json", "parquet"]


def list_patrons(places: Places, district: str, form: Form, out: Path | None) -> None:
    """Write the patrons to `out`, or to standard output.

    Raises ConfigurationError for an unknown district, PatronctlError where it has no store, or Parquet would go to a terminal.
    """
    store = places.store(district)
    if not store.exists():
        _refuse_unknown(places, district)
        raise PatronctlError(f"district {district} has no patrons yet", hint="run one of its jobs, or look at --state")
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise PatronctlError("Parquet is no text for a terminal", hint="give --out FILE")
    with private_copy(places, "patrons", district) as folder:
        made = folder / f"patrons.{form}"
        with reading(store, folder, reach=[folder]) as door:
            door.run(f"report/patrons_{form}.sql", path=str(made), fields=STORED)
        if out:
            files.copy_atomically(made, real(out.parent) / out.name)
        else:
            with made.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)


def _refuse_unknown(places: Places, district: str) -> None:
    folders = [folder for parent in (places.jobs, places.state / "districts") if parent.is_dir() for folder in parent.iterdir()]
    known = sorted({folder.name for folder in folders if folder.is_dir() and not folder.name.startswith(".")})
    if district not in known:
        raise ConfigurationError(f"There is no district {district}", hint=did_you_mean(district, known, "There are"))
