"""Apply the planned retirement, in the transaction of the load: the store then equals the snapshot that was judged."""

from datetime import datetime

from patronctl.config.district import District
from patronctl.store.connection import Door
from patronctl.store.schema import BY_RETIREMENT
from patronctl.update.retirement.policy import naive_utc


def apply(door: Door, district: District, run_id: str, as_of: datetime) -> None:
    """From `retirement` to the store: inactivate, delete, leave tombstones; let those go that are old enough."""
    moment = naive_utc(as_of)
    door.run("8_load/inactivate.sql", run_id=run_id, as_of=moment, by_retirement=BY_RETIREMENT)
    door.run("8_load/delete.sql", run_id=run_id, as_of=moment)
    door.run("8_load/purge.sql", as_of=moment, kept_days=district.tombstones_kept_days)
