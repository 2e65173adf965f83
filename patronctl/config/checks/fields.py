"""The patron fields that properties map: they exist, the match key is among them, and a blank has an outcome."""

from collections.abc import Iterator

from patronctl.config.folder import DistrictFolder
from patronctl.documents.located import Located
from patronctl.domain.fields import BY_NAME, MAPPABLE
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.model import Properties

WITH_DEFAULT = ("patron_type", "access_level", "resource_group", "status", "gender")
NEVER_CLEARED = ("site", "barcode", "district_id", "last_name", "status")
KEYS = {"district_id": ("district_id",), "barcode_and_site": ("barcode", "site")}
AUTOASSIGN = "autoassign"


def known(properties: Located[Properties]) -> Iterator[Problem]:
    """Every mapped field is a patron field."""
    for name in properties.model.fields:
        if name not in MAPPABLE:
            hint = did_you_mean(name, MAPPABLE, "") or "The fields are listed in docs/properties.md."
            yield properties.document.problem(("fields", name), f"there is no patron field {name}", hint, at_key=True)


def match_key_mapped(properties: Located[Properties]) -> Iterator[Problem]:
    """Records can be matched, and lead to a site."""
    match_on = properties.model.match_on
    for key in KEYS[match_on]:
        if key not in properties.model.fields:
            yield properties.document.problem(("match_on",), f"match_on: {match_on} needs the field {key}", f"Map {key} in `fields`.")
    if "site" not in properties.model.fields and "site" not in KEYS[match_on]:
        hint = "Map it to a column, or for a one-school file to a constant: site: {value: LHS}."
        yield properties.document.problem(("fields",), "the field site is not mapped", hint, at_key=True)


def needed_to_add(properties: Located[Properties]) -> Iterator[Problem]:
    """Without a last name or a barcode nobody can be added."""
    for name in ("last_name", "barcode"):
        if name not in properties.model.fields and name not in KEYS[properties.model.match_on]:
            message = f"{name} is not mapped: patrons can be updated, but every new one will be skipped"
            yield properties.document.problem(("fields",), message, f"Map {name}.", severity="warning", at_key=True)


def blanks(properties: Located[Properties]) -> Iterator[Problem]:
    """`when_blank` can do what it says."""
    for name, mapping in properties.model.fields.items():
        place = ("fields", name, "when_blank")
        if mapping.when_blank == "clear" and name in NEVER_CLEARED:
            hint = "Say keep, or leave it out."
            yield properties.document.problem(place, f"{name} can't be cleared: a patron always has one", hint)
        if mapping.when_blank == "default" and mapping.default is None and name not in WITH_DEFAULT:
            hint = f"Give `default:` beside it. Only {', '.join(WITH_DEFAULT)} have a default of their own."
            yield properties.document.problem(place, f"{name} has no default of its own", hint)
        if mapping.default is not None and mapping.when_blank != "default":
            hint = "Add `when_blank: default`; a map's default belongs into the map."
            yield properties.document.problem(("fields", name, "default"), "the default is never used", hint, at_key=True)
        elif mapping.default is not None:
            yield from _senseless(properties, name, mapping.default)


def _senseless(properties: Located[Properties], name: str, default: str) -> Iterator[Problem]:
    """Defaults that everybody would share, and that only one patron can have."""
    key = name in KEYS[properties.model.match_on]
    place = ("fields", name, "default")
    field = BY_NAME.get(name)
    if name == "barcode" and default == AUTOASSIGN and not key:
        message = "autoassign as a default gives barcodes to new patrons only: a stored one keeps theirs, whatever their site"
        yield properties.document.problem(place, message, "To assign all barcodes, say barcode: {value: autoassign}.", severity="warning")
    elif field and (field.unique or field.kind == "secret"):
        message = f"a default of {name} makes no sense: everybody who has none would get the same one"
        yield properties.document.problem(place, message, "Leave the default out, or map another column with if_empty.")
    elif key:
        message = f"records are matched on {name}: one that has none is taken for a patron of {default}"
        yield properties.document.problem(place, message, "Leave the default out, unless that is meant.", severity="warning")


def autoassign(properties: Located[Properties]) -> Iterator[Problem]:
    """A barcode that is assigned can't be what records are matched on."""
    barcode = properties.model.fields.get("barcode")
    if properties.model.match_on == "barcode_and_site" and barcode and barcode.value == AUTOASSIGN:
        hint = "Match on district_id, or map barcode to a column."
        yield properties.document.problem(("fields", "barcode"), "a barcode can't be assigned and matched on", hint)


def district_id_required(folder: DistrictFolder) -> Iterator[Problem]:
    """A district that requires a district ID gets one from every feed."""
    if not (folder.district and folder.district.model.require_district_id):
        return
    for properties in {id(used): used for job in folder.jobs if (used := folder.properties_of(job))}.values():
        if "district_id" not in properties.model.fields and properties.model.match_on != "district_id":
            message = "district_id is not mapped, and the district requires it: every new patron will be skipped"
            yield properties.document.problem(("fields",), message, "Map district_id.", severity="warning", at_key=True)
