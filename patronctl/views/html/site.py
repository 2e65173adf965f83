"""The Job Manager's folder. Any web server can serve it, or none.

index.html                        all districts, or the one district where there is only one
districts/<name>/index.html       its jobs and its newest runs
districts/<name>/2026-11.html     its runs of a month, or of a day where a month has very many
runs/<run_id>/                    the page of each run

Every file is replaced whole, the lists last: a reader never meets a link to a page that is not there yet. Others may be able to write
to this folder, so nothing in it is believed: what the pages were made of stands in the state, and only folders that are named like
ours and belong to us lose the files that we name ourselves.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict
from pathlib import Path

from patronctl import files, locks
from patronctl.domain.errors import PatronctlError
from patronctl.places import Places, private_folder
from patronctl.views.entries import Values
from patronctl.views.html import district
from patronctl.views.html.district import Shown, remove_lists
from patronctl.views.html.manager import Overview, Place, index_page
from patronctl.views.html.run_page import INDEX, remove_pages, write

_OURS = b'<meta name="generator" content="patronctl">'
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-.+-[0-9a-f]{4,5}")
_OBSOLETE = ("site.json", ".lock")
"""What earlier versions kept beside the pages."""


def build(
    folder: Path,
    places: Places,
    shown: Sequence[Shown],
    values_of: Callable[[str], Values],
    *,
    whole: bool = True,
    lock: Path | None = None,
) -> list[str]:
    """Bring the pages of some districts up to date; answers with the identifiers of the runs whose pages were written.

    `whole` says that these are all: what the folder has of others goes. `values_of` a job: shown or masked. The files are as open as the
    folder is. `lock` is a file of the state that keeps other districts out, which may share the folder.
    Raises PatronctlError where the folder holds somebody else's page, or a link lies where pages go.
    """
    files.make_folders(folder)
    with locks.one_at_a_time(lock) if lock else nullcontext():
        _refuse_other_pages(folder)
        memory = _memory(folder, places)
        built = [district.build(folder, places, each, values_of, memory.name, whole=whole) for each in shown]
        known = {**({} if whole else _remembered(memory)), **{each.overview.name: each.overview for each in built}}
        alone = built[0] if len(known) == len(built) == 1 else None
        write(folder / INDEX, alone.front(_from_index(alone.overview.name)) if alone else index_page([*known.values()]))
        private_folder(memory.parent)
        files.write_atomically(memory, json.dumps({name: asdict(overview) for name, overview in known.items()}))
        if whole:
            _remove_others(folder, known, {run_id for each in built for run_id in each.run_ids})
    return [run_id for each in built for run_id in each.made]


def is_known(folder: Path, places: Places) -> bool:
    """Whether this version has built the folder, so that one district can be brought up to date alone."""
    return bool(_remembered(_memory(folder, places))) and os.path.lexists(folder / INDEX)


def _from_index(name: str) -> Place:
    return Place("runs/", older=f"districts/{name}/")


def _memory(folder: Path, places: Places) -> Path:
    """Where the state keeps what the index says of each district."""
    return places.state / "sites" / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}.json"


def _remembered(memory: Path) -> dict[str, Overview]:
    try:
        return {name: Overview(**overview) for name, overview in json.loads(memory.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _refuse_other_pages(folder: Path) -> None:
    index = folder / INDEX
    if os.path.lexists(index) and not any(os.path.lexists(folder / name) for name in _OBSOLETE):
        with suppress(OSError), index.open("rb") as page:
            if _OURS in page.read(4096):
                return
        raise PatronctlError(f"{folder} holds an index.html that patronctl did not make", hint="name an empty folder")


def _remove_others(folder: Path, districts: Collection[str], runs: Collection[str]) -> None:
    """Pages of districts and runs that are gone, and what earlier versions left."""
    for name in _OBSOLETE:
        files.remove(folder / name)
    with suppress(FileNotFoundError):
        for name in files.own_folders(folder / "runs"):
            if name not in runs and _RUN_ID.fullmatch(name):
                remove_pages(folder / "runs" / name)
    with suppress(FileNotFoundError):
        for name in files.own_folders(folder / "districts"):
            if name not in districts:
                remove_lists(folder / "districts" / name)
