"""The recipe of a conversion is the same on every night, and another one as soon as anything else makes a record than did before."""

from datetime import date
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.sources.fetch import fetch
from patronctl.update.recipe import digest, values
from patronctl.update.stage import stage
from tests.run.conftest import District

FIELDS = {
    "site": "Site",
    "barcode": "Card",
    "district_id": "Number",
    "last_name": "Last",
    "status": "Room",
    "access_level": "Last",
    "homeroom": {"template": "Rm {Room}"},
}
HEADER = "Site Card Number Last Room Exported"


def recipe_of(district: District, **feed: object) -> str:
    loaded = load(district.root).job("north-students")
    into = Path(district.root / f"into{len(list(district.root.iterdir()))}")
    into.mkdir()
    staged = stage(fetch(loaded.job.source, into, beside=loaded.folder, encoding="utf-8"), loaded)
    given = values({**staged.feed, **feed}, loaded.job, loaded.district, loaded.properties, staged.columns, "key", date(2026, 11, 25))
    return digest(given, loaded.district)


@pytest.fixture
def recipe(district: District) -> str:
    district.configure(FIELDS)
    district.feed(HEADER, "01|C1|1|Oh|12|x")
    return recipe_of(district)


def test_another_file_of_another_size_is_read_by_the_same_recipe(district: District, recipe: str) -> None:
    district.feed(HEADER, *(f"02|C{n}|{n}|Ng|{n}|y" for n in range(9)))

    assert recipe_of(district, buffer_bytes=99 << 20) == recipe


@pytest.mark.parametrize(
    "change",
    [
        lambda district: district.configure({**FIELDS, "first_name": "Last"}),
        lambda district: district.configure({**FIELDS, "homeroom": {"template": "Room {Room}"}}),
        lambda district: district.configure(FIELDS, match_on="barcode_and_site"),
        lambda district: district.configure(FIELDS, job="options: {invalid_status: keep}\n"),
        lambda district: district.feed("Card Site Number Last Room Exported", "C1|01|1|Oh|12|x"),
        lambda district: _in_district(district, 'aliases: ["01"]', 'aliases: ["01", "HSX"]'),
        lambda district: _in_district(district, "{Student: student,", "{Student: other,"),
        lambda district: _in_district(district, "[Patron, Teacher]", "[Patron, Teacher, Guest]"),
    ],
    ids=["field", "template", "match-on", "option", "column-order", "alias", "persona", "access-level"],
)
def test_whatever_may_make_another_record_makes_another_recipe(district: District, recipe: str, change) -> None:
    change(district)

    assert recipe_of(district) != recipe


def _in_district(district: District, before: str, after: str) -> None:
    path = district.folder / "district.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
