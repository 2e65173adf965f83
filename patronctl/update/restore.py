"""Look after a district's store: read it to its last value, and put a good copy in its place."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from patronctl.domain.errors import PatronctlError, StoreError
from patronctl.domain.feed_profile import FeedProfile
from patronctl.domain.store_report import Restored, StoreFile, StoreReport
from patronctl.places import Places, privately, write_atomically
from patronctl.store import run_folder
from patronctl.store.copies import good_copy, is_emptied, snapshot
from patronctl.store.lock import district_lock
from patronctl.store.private_copy import private_copy
from patronctl.store.soundness import last_run, put_back, read_all

STATES = {"store_damaged": "damaged", "store_newer": "newer"}


def check_store(places: Places, district: str) -> StoreReport:
    """Read a copy of the store, and the copy of the last good run, to the last value. No run waits for it.

    Raises PatronctlError where the district has no store.
    """
    store = _known(places, district)
    with private_copy(places, "store", district) as folder:
        found = _examined(store, store if is_emptied(store) else snapshot(store, folder))
    copied = _examined(good_copy(store), good_copy(store))
    hint = ""
    if found.state == "damaged":
        way = f"`patronctl store restore {district}` puts it in the store's place."
        hint = f"The copy of {copied.written:%Y-%m-%d %H:%M} UTC is sound: {way}" if copied.state == "sound" else _no_copy()
    return StoreReport(district=district, store=found, good_copy=copied, hint=hint)


def restore_store(places: Places, district: str, *, source: Path | None = None, sure: bool = False, wait_minutes: int = 0) -> Restored:
    """Put the copy of the last good run, or another one, in the store's place. What lay there is set aside, not removed.

    Raises StoreError where there is no sound copy, and PatronctlError where the store is sound and nobody is sure.
    """
    store = _known(places, district)
    with privately(), district_lock(store.parent, district, "a restore", patience=wait_minutes * 60):
        copied = source or good_copy(store)
        if not copied.exists():
            raise StoreError(f"there is no copy of the patron store at {copied}", hint=_no_copy(), code="store_no_copy")
        if not sure and _examined(store, store).state == "sound":
            raise PatronctlError(
                "the patron store is sound; putting the copy in its place would lose what was loaded since",
                hint="Say --yes if you want that.",
                code="store_sound",
            )
        aside = put_back(copied, store)
        _forget_last_feeds(places, district)
        found = _examined(store, store)
    return Restored(district=district, store=found, set_aside=[str(path) for path in aside], runs_lost=_later(places, district, found))


def _known(places: Places, district: str) -> Path:
    store = places.store(district)
    if not store.parent.is_dir() or not (store.exists() or good_copy(store).exists()):
        raise PatronctlError(f"district {district} has no patron store in {places.state}", hint="Is --state the right one?")
    return store


def _examined(called: Path, store: Path) -> StoreFile:
    if not store.exists():
        return StoreFile(path=str(called), state="missing")
    facts = called.stat()
    about = StoreFile(path=str(called), state="sound", written=datetime.fromtimestamp(facts.st_mtime, UTC), bytes=facts.st_size)
    try:
        rows = read_all(store)
        return about.model_copy(update={"patrons": rows.get("patron", 0), "last_run": last_run(store)})
    except StoreError as error:
        return about.model_copy(update={"state": STATES.get(error.code, "unreadable"), "says": error.message})


def _later(places: Places, district: str, store: StoreFile) -> list[str]:
    """The runs that changed the store after the one that the copy knows as its last."""
    ids = [run.record.run_id for run in run_folder.of_district(places, district) if run.record.store_changed]
    return ids[: ids.index(store.last_run)] if store.last_run in ids else ids


def _forget_last_feeds(places: Places, district: str) -> None:
    """The next run has to load its feed, also one that was loaded already into the store that is gone."""
    for path in (places.district(district) / "feeds").glob("*.json"):
        try:
            feed = FeedProfile.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        write_atomically(path, feed.model_copy(update={"sha256": ""}).model_dump_json(indent=2) + "\n")


def _no_copy() -> str:
    return (
        "Give a copy from your backup with --from FILE. Without one, move store.duckdb away: the next full run adds everybody again, "
        "without history."
    )
