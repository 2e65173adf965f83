"""List the patrons of a district: every field but the password."""

import shutil
import sys
from pathlib import Path
from typing import Literal

from patronctl import files
from patronctl.domain.errors import PatronctlError
from patronctl.places import Places, real
from patronctl.store.connection import open_store
from patronctl.store.private_copy import private_copy
from patronctl.store.schema import STORED

Form = Literal["csv", "json", "parquet"]


def list_patrons(places: Places, district: str, form: Form, out: Path | None) -> None:
    """Write the patrons to `out`, or to standard output.

    Raises PatronctlError where the district has no store, or Parquet would go to a terminal.
    """
    store = places.store(district)
    if not store.exists():
        raise PatronctlError(f"district {district} has no patrons yet", hint="run one of its jobs, or look at --state")
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise PatronctlError("Parquet is no text for a terminal", hint="give --out FILE")
    with private_copy(places, "patrons", district) as folder:
        made = folder / f"patrons.{form}"
        with open_store(store, read_only=True, reach=[made.parent]) as door:
            door.run(f"report/patrons_{form}.sql", path=str(made), fields=STORED)
        if out:
            files.copy_atomically(made, real(out.parent) / out.name)
        else:
            with made.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
