"""The folders that deliveries leave behind, `<state>/districts/<district>/deliveries/<delivery_id>/`: read the newest."""

from collections.abc import Iterator

from pydantic import ValidationError

from patronctl.domain.delivery import DeliveryRecord
from patronctl.places import Places


def newest_first(places: Places, district: str, target: str) -> Iterator[DeliveryRecord]:
    """The real deliveries to a target that have ended, the newest first. What can't be read is passed over."""
    folder = places.district(district) / "deliveries"
    if not folder.is_dir():
        return
    names = sorted((child.name for child in folder.iterdir() if f"Z-{target}-" in child.name), reverse=True)
    for name in names:
        try:
            record = DeliveryRecord.model_validate_json((folder / name / "delivery.json").read_bytes())
        except (OSError, ValidationError):
            continue
        if record.target == target and not record.dry_run and record.outcome != "running":
            yield record
