"""The targets of a district: every site and patron type has a code there, and the mapping names columns that exist."""

from collections.abc import Iterable, Iterator, Mapping

from patronctl.config.district import LiveCirculation
from patronctl.config.folder import DistrictFolder
from patronctl.domain.fields import FIELDS
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.columns import mentioned
from patronctl.properties.model import Properties
from patronctl.targets.file import FileTarget
from patronctl.targets.koha import KohaTarget

COLUMNS = tuple(field.name for field in FIELDS if field.kind != "secret")
NO_SUCH_COLUMN = "The columns of a target are the patron fields; docs/properties.md lists them."


def targets(folder: DistrictFolder) -> Iterator[Problem]:
    """Everything about the targets of a district."""
    if folder.district is None:
        return
    district, document = folder.district
    if isinstance(district.circulation, LiveCirculation):
        names = [target.name for target in district.targets if target.type == district.circulation.source.type]
        if district.circulation.source.target not in names:
            hint = did_you_mean(district.circulation.source.target, names, "There are") or "Add it to `targets`."
            yield document.problem(("circulation", "source", "target"), "the district has no such target", hint)
    seen: set[str] = set()
    for number, target in enumerate(district.targets):
        place = ("targets", number)
        if target.name in seen:
            yield document.problem((*place, "name"), f"two targets are called {target.name}", "Give each a name of its own.")
        seen.add(target.name)
        sites = [site.short_name for site in district.sites]
        types = list(district.patron_types)
        if isinstance(target, FileTarget):
            codes = [*_known("libraries", "site", sites, target.libraries), *_known("categories", "patron type", types, target.categories)]
            yield from (document.problem((*place, key), message, hint) for key, message, hint in codes)
            continue
        for key, message, hint in (
            *_codes("libraries", "site", sites, target.libraries, target.default_library),
            *_codes("categories", "patron type", types, target.categories, target.default_category),
        ):
            yield document.problem((*place, key), message, hint)
        for inner, message, hint in _columns(target):
            yield document.problem((*place, *inner), message, hint)


def _codes(key: str, what: str, ours: Iterable[str], table: Mapping[str, str], default: str | None) -> Iterator[tuple[str, str, str]]:
    known = list(ours)
    missing = [name for name in known if name not in table]
    if missing and default is None:
        singular = {"libraries": "library", "categories": "category"}[key]
        yield key, f"no {singular} for the {what} {', '.join(missing)}", f"Map each {what}, or say default_{singular}."
    yield from _known(key, what, known, table)


def _known(key: str, what: str, known: list[str], table: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in table:
        if name not in known:
            yield key, f"there is no {what} {name} in this district", did_you_mean(name, known, "There are")


def _columns(target: KohaTarget) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for key in ("fields", "attributes"):
        made = Properties.model_construct(fields=getattr(target, key), skip_records=[], maps={})
        for place, column in mentioned(made):
            if column not in COLUMNS:
                hint = did_you_mean(str(column), COLUMNS, "") or NO_SUCH_COLUMN
                yield (key, *place[1:]), f"there is no patron field {column}", hint
