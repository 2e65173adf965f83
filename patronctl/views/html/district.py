"""The pages of one district: those of its runs, the lists of its runs, and its own."""

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from patronctl import files
from patronctl.places import Places, private_folder
from patronctl.store import run_folder
from patronctl.views.entries import Reader, Values
from patronctl.views.html import rows
from patronctl.views.html.manager import FROM_DISTRICT, Overview, Place, cards_of, district_page, runs_page
from patronctl.views.html.rows import Row
from patronctl.views.html.run_page import INDEX, Earlier, by_job, mode_of, remove_pages, write, write_runs

NEWEST = 100
"""Runs on the district's own page. What is older stands on pages of its own."""
MOST_OF_A_MONTH = 500
"""Runs of a month from which on each day has a page."""
_LIST = re.compile(r"\.?(index|\d{4}-\d\d(-\d\d)?)\.html(\.\w+)?")


@dataclass(frozen=True)
class Shown:
    """A district whose runs are shown; `jobs` are the descriptions of its configured ones."""

    name: str
    title: str
    jobs: Mapping[str, str]


@dataclass(frozen=True)
class Built:
    """What was done, what the index says of the district, and its page as seen from another place."""

    made: Sequence[str]
    run_ids: Collection[str]
    overview: Overview
    front: Callable[[Place], str]


def build(folder: Path, places: Places, shown: Shown, values_of: Callable[[str], Values], memory: str, *, whole: bool) -> Built:
    """Bring a district's pages up to date. `memory` is the name under which the state remembers them; `whole` looks at every page."""
    kept = places.district(shown.name) / "sites" / memory
    before = rows.remembered(kept)
    folders = run_folder.folders(places, shown.name)
    known = {run_id: row for run_id, row in before.items() if not whole or _is_there(folder / "runs" / run_id / INDEX)}
    now, changed = rows.current(known, folders, values_of)
    new = [run for run in changed if run.record.outcome != "running"]
    if new:
        with Reader(places.runs(shown.name)) as reader:
            write_runs(folder / "runs", by_job(new), Earlier(folders), reader, values_of)
    _write_lists(folder / "districts" / shown.name, _lists(before.values()), _lists(now.values()), _title(shown, now.values()), whole=whole)
    front = _front(shown, list(now.values()))
    write(folder / "districts" / shown.name / INDEX, front(FROM_DISTRICT))
    for run_id in before.keys() - now.keys():
        remove_pages(folder / "runs" / run_id)
    private_folder(kept.parent)
    files.write_atomically(kept, rows.as_text(now.values()))
    return Built([run.folder.name for run in new], now.keys(), _overview(shown, list(now.values())), front)


def remove_lists(folder: Path) -> None:
    """Remove a district's lists; what isn't ours in the folder stays."""
    for name in filter(_LIST.fullmatch, files.names(folder)):
        files.remove(folder / name)
    files.remove_empty(folder)


def _is_there(page: Path) -> bool:
    return os.path.lexists(page) and stat.S_ISREG(page.lstat().st_mode)


def _lists(newest_first: Collection[Row]) -> dict[str, list[Row]]:
    """The lists of a district by the names of their pages: a month each, or a day of one with very many. None where all fit on its page."""
    if len(newest_first) <= NEWEST:
        return {}
    many = {month for month, count in Counter(row.started_at[:7] for row in newest_first).items() if count > MOST_OF_A_MONTH}
    lists: dict[str, list[Row]] = {}
    for row in newest_first:
        lists.setdefault(row.started_at[:10] if row.started_at[:7] in many else row.started_at[:7], []).append(row)
    return lists


def _write_lists(folder: Path, before: Mapping[str, list[Row]], now: Mapping[str, list[Row]], title: str, *, whole: bool) -> None:
    for made in (folder.parent, folder):
        files.make_folder(made, mode=mode_of(made.parent))
    for name, listed in now.items():
        page = folder / f"{name}.html"
        if listed != before.get(name) or (whole and not _is_there(page)):
            write(page, runs_page(title, name, listed))
    for name in before.keys() - now.keys():
        files.remove(folder / f"{name}.html")


def _front(shown: Shown, newest_first: Sequence[Row]) -> Callable[[Place], str]:
    cards = cards_of(shown.jobs, newest_first)
    title, older = _title(shown, newest_first), sorted(_lists(newest_first), reverse=True)
    return lambda place: district_page(title, cards, newest_first[:NEWEST], len(newest_first), older, place)


def _overview(shown: Shown, newest_first: Sequence[Row]) -> Overview:
    cards = cards_of(shown.jobs, newest_first)
    last = next((row for row in newest_first if not (row.dry_run or row.update == "repair")), None)
    return Overview(
        shown.name,
        _title(shown, newest_first),
        [card.job for card in cards],
        [card.job for card in cards if not card.is_well],
        len(newest_first),
        last.started_at if last else "",
        last.timezone if last else "UTC",
    )


def _title(shown: Shown, newest_first: Collection[Row]) -> str:
    """The configured title, else that of the newest run."""
    return shown.title or next((row.district_title for row in newest_first if row.district_title), shown.name)
