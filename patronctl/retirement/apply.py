"""Apply the planned retirement, in the transaction of the load: the store then equals the snapshot that was judged."""

from datetime import datetime

from patronctl.config.district import District
from patronctl.retirement.policy import naive_utc
from patronctl.store.door import Door


def apply(door: Door, district: District, run_id: str, as_of: datetime) -> None:
    """From `retirement` to the store: inactivate, delete, leave tombstones; let those go that are old enough."""
    moment = naive_utc(as_of)
    door.run("8_retire/inactivate.sql", run_id=run_id, as_of=moment)
    door.run("8_retire/delete.sql", run_id=run_id, as_of=moment)
    door.run("8_retire/purge.sql", as_of=moment, kept_days=district.tombstones_kept_days)
