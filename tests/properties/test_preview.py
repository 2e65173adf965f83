"""`patronctl properties preview`: what a mapping makes of a feed, before anything runs."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from patronctl.cli.properties import app
from patronctl.domain.errors import FeedError
from patronctl.domain.preview import Preview
from patronctl.places import Places
from patronctl.review.preview import Wanted, preview

ROOT = Path(__file__).parents[2]
FIELDS = {
    "site": "School",
    "district_id": "ID",
    "barcode": {"column": "ID", "pad_left": 6, "pad_with": "0"},
    "last_name": "Last",
    "nickname": {"column": "Nick", "if_empty": "First"},
    "status": {"column": "In", "map": {"1": "A", "0": "I", "Z": "I"}},
    "homeroom": {"column": "Room", "map": "rooms"},
    "birth_date": {"column": "Born", "date": "%m/%d/%Y"},
    "username": {"template": "{First:1}{Last}"},
    "password": {"column": "Pin", "map": "pins"},
}
PROPERTIES = {
    "match_on": "district_id",
    "fields": FIELDS,
    "maps": {"rooms": {"101": "Library", "default": "{Wing}-{Room}"}, "pins": {"0000": "{ID}"}},
    "skip_records": [{"column": "ID", "matches": "^TEST"}],
}
HEADER = "School,ID,First,Last,Nick,In,Room,Wing,Born,Pin"
ROWS = [
    "WES,17,Ann,Leeward,,1,101,N,01/02/2015,4711",
    "WES,18,Bo,Diaz," + "Bobobobobobobobobobobobobobobobobobobo,9,7,S,soon,0000",
    "WES,TEST1,x,y,,,,,,",
]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    root = tmp_path_factory.mktemp("workspace")
    folder = root / "jobs" / "lincoln"
    shutil.copytree(ROOT / "jobs" / "lincoln", folder)
    (folder / "students.yaml").write_text(
        "name: lincoln-students\nproperties: students.properties.yaml\nsource: {type: directory, folder: ., file: f.csv}\n"
    )
    (folder / "students.properties.yaml").write_text(json.dumps(PROPERTIES))
    (folder / "f.csv").write_text("\n".join([HEADER, *ROWS]) + "\n")
    return Places(root, root / "state")


@pytest.fixture(scope="module")
def made(places: Places) -> Preview:
    return preview(places, "lincoln-students", Wanted(rows=10, values=True))


def test_the_feeds_values_stand_beside_what_becomes_of_them(made: Preview) -> None:
    first = {cell.field: cell for cell in made.rows[0].cells}

    assert made.rows[0].line == 2
    assert (first["barcode"].given, first["barcode"].becomes) == ({"ID": "17"}, "000017")
    assert (first["nickname"].given, first["nickname"].becomes) == ({"Nick": "", "First": "Ann"}, "Ann")
    assert first["homeroom"].given == {"Room": "101", "Wing": "N"}
    assert first["homeroom"].becomes == "Library"
    assert first["birth_date"].becomes == "2015-01-02"


def test_messages_cuts_and_values_that_are_not_used_are_shown(made: Preview) -> None:
    second = {cell.field: cell for cell in made.rows[1].cells}

    assert (second["nickname"].becomes, second["nickname"].change) == ("Bobobobobobobobobobobobobobobo", "cut")
    assert (second["birth_date"].becomes, second["birth_date"].change) == (None, "not used")
    assert {"birth_date_invalid", "field_too_long", "status_invalid"} <= {message.code for message in made.rows[1].messages}
    assert made.rows[2].left_out


def test_the_whole_feed_is_counted_without_the_records_that_are_left_out(made: Preview) -> None:
    counts = {count.field: (count.blank, count.cut) for count in made.fields}

    assert (made.records, made.left_out) == (3, 1)
    assert counts["nickname"] == (0, 1)
    assert counts["last_name"] == (0, 0)


def test_map_entries_that_never_match_are_named(made: Preview) -> None:
    maps = {use.place: use for use in made.maps}

    assert maps["status"].never == ["0", "Z"]
    assert (maps["status"].unlisted_values, maps["status"].unlisted_records) == (1, 1)
    assert maps["homeroom"].never == []


def test_values_are_masked_unless_asked_for_and_a_password_never_shows(places: Places, made: Preview) -> None:
    masked = preview(places, "lincoln-students", Wanted(rows=10)).model_dump_json()

    assert not any(value in masked for value in ("Leeward", "Ann", "000017", "2015-01-02", "Bobobo", "4711"))
    assert "4711" not in made.model_dump_json()
    assert '"becomes":"WES"' in masked


def test_one_line_can_be_asked_for(places: Places) -> None:
    found = preview(places, "lincoln-students", Wanted(line=3))

    assert [row.line for row in found.rows] == [3]
    with pytest.raises(FeedError, match=r"no record of f\.csv begins on line 99"):
        preview(places, "lincoln-students", Wanted(line=99))


def test_a_preview_leaves_nothing_behind(places: Places, made: Preview) -> None:
    assert not places.state.exists()


def test_text_and_json_on_the_command_line(places: Places) -> None:
    arguments = ["preview", "lincoln-students", "--workspace", str(places.workspace), "--state", str(places.state), "--rows", "2"]

    text = CliRunner().invoke(app, arguments, env={"COLUMNS": "120"})
    data = CliRunner().invoke(app, [*arguments, "--format", "json"])

    assert text.exit_code == data.exit_code == 0
    assert "Line 3" in text.stdout
    assert "Map of" in text.stdout
    assert json.loads(data.stdout)["format_version"] == 1
