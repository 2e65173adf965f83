"""What each live target holds of one patron, and what it should."""

import json

from patronctl.config.district import District
from patronctl.domain.explanation import TargetField, TargetView
from patronctl.store.connection import Door
from patronctl.targets.koha import KohaTarget
from patronctl.update.delivery.projection import project


def at_targets(door: Door, district: District, patron_id: int) -> list[TargetView]:
    """From the confirmations in the store: no target is asked."""
    return [_view(door, target, patron_id) for target in district.targets if isinstance(target, KohaTarget)]


def _view(door: Door, target: KohaTarget, patron_id: int) -> TargetView:
    names = project(door, target)
    row = door.row("explain/target.sql", target=target.name, patron_id=patron_id)
    wanted, held = json.loads(row["wanted"] or "{}"), json.loads(row["held"] or "{}")
    fields = [
        TargetField(field=name, held=held.get(name), wanted=wanted.get(name), differs=_differs(wanted.get(name), held.get(name)))
        for name in names
        if wanted.get(name) is not None or held.get(name) is not None
    ]
    return TargetView(target=target.name, remote_id=row["remote_id"], confirmed_at=row["confirmed_at"], fields=fields)


def _differs(wanted: str | None, held: str | None) -> bool:
    """A field that is empty here stays as it is there."""
    return wanted is not None and wanted != held
