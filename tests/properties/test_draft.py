"""`patronctl properties draft`: what is recognized, how sure it is, and what is left to decide."""

import datetime
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from patronctl.config.known_sites import known_sites
from patronctl.config.workspace import load
from patronctl.domain.errors import FeedError
from patronctl.places import Places
from patronctl.properties.draft import draft
from patronctl.properties.model import Properties
from patronctl.properties.sample import recognized_encoding
from patronctl.update.context import RunOptions
from patronctl.update.run import run

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 23)


def drafted(folder: Path, text: str, encoding: str = "utf-8") -> tuple[Properties, str]:
    feed = folder / "feed.csv"
    feed.write_bytes(text.encode(encoding))
    made = draft(feed, TODAY)
    return Properties.model_validate(YAML(typ="safe", pure=True).load(made)), made


def test_the_draft_of_the_sample_feed_is_a_valid_mapping(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    (tmp_path / "jobs/lincoln/students.properties.yaml").write_text(draft(ROOT / "feeds/students.csv", TODAY), encoding="utf-8")

    workspace = load(tmp_path)

    assert [problem for problem in workspace.problems if "students.properties" in problem.file] == []
    fields = workspace.jobs["lincoln-students"].properties.fields
    assert fields["birth_date"].date == "%m/%d/%Y"
    assert fields["barcode"].column == fields["district_id"].column == "StudentID"
    assert {"site", "last_name", "first_name", "status", "homeroom", "email_1", "address_1_phone_1"} <= set(fields)


def test_the_draft_of_the_sample_feed_loads(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    shutil.copytree(ROOT / "feeds", tmp_path / "feeds")
    (tmp_path / "jobs/lincoln/students.properties.yaml").write_text(draft(ROOT / "feeds/students.csv", TODAY), encoding="utf-8")

    record = run(load(tmp_path).job("lincoln-students"), RunOptions("full"), Places(tmp_path, tmp_path / "state"))

    assert (record.outcome, record.counters.records_read, record.counters.added) == ("succeeded", 1241, 1236)


def test_powerschools_names_semicolons_and_a_title_line_are_recognized(tmp_path: Path) -> None:
    properties, text = drafted(
        tmp_path,
        "Exported on Monday\nStudent_Number;SchoolID;First_Name;Last_Name;DOB;Enroll_Status;Student_Web_Password\n"
        "12001;44;Ann;Lee;13/02/2012;0;abc\n12002;44;Bo;Diaz;03/04/2011;2;abd\n12003;45;Cy;Ek;05/06/2010;0;abe\n",
    )

    assert (properties.delimiter, properties.skip_rows, properties.match_on) == (";", 1, "district_id")
    assert properties.fields["birth_date"].date == "%d/%m/%Y"
    assert properties.fields["status"].map == {"0": "A", "default": "I"}
    assert "password" not in properties.fields
    assert "# " in text.split("Student_Web_Password")[0].splitlines()[-1]


def test_a_date_whose_day_and_month_can_be_exchanged_is_said_to_be_ambiguous(tmp_path: Path) -> None:
    properties, text = drafted(tmp_path, "ID,DOB\n1,01/02/2012\n2,03/04/2011\n3,05/06/2010\n")

    assert properties.fields["birth_date"].date == "%m/%d/%Y"
    assert "possible: the name is usual, and its values fit; %m/%d/%Y and %d/%m/%Y both read the values" in text


def test_without_a_header_only_what_the_values_say_is_proposed(tmp_path: Path) -> None:
    properties, text = drafted(tmp_path, "".join(f"{1000 + n},Lee,Ann,s{n}@example.org,0{n}/21/2012,{'MF'[n % 2]}\n" for n in range(1, 8)))

    assert properties.header is False
    assert {name: mapping.column for name, mapping in properties.fields.items()} == {
        "barcode": 1,
        "district_id": 1,
        "email_1": 4,
        "birth_date": 5,
        "gender": 6,
    }
    assert "likely" not in "".join(line for line in text.splitlines() if line.startswith("  "))
    assert "last_name: <column>" in text


def test_a_column_of_the_workspaces_sites_is_recognized_by_its_values(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("ID,Where\n1,101\n2,LHS\n3,202\n")

    text = draft(feed, TODAY, known_sites(ROOT))

    assert Properties.model_validate(YAML(typ="safe", pure=True).load(text)).fields["site"].column == "Where"
    assert "likely: 3 of its 3 values are sites of the workspace" in text
    assert known_sites(tmp_path) == frozenset()


def test_a_column_whose_values_speak_against_its_name_is_left_out_and_told(tmp_path: Path) -> None:
    properties, text = drafted(tmp_path, "ID,DOB,Shoe\n1,unknown,38\n2,later,39\n3,never,40\n")

    assert "birth_date" not in properties.fields
    assert "DOB: it may be birth_date: the name is usual; its values don't look like date" in text
    assert "Shoe: it looks like district_id as well, which is taken from ID" in text


def test_no_value_of_a_person_stands_in_a_draft(tmp_path: Path) -> None:
    _, text = drafted(tmp_path, "ID,Last_Name,Email\n770001,Zweig,z@example.org\n770002,Yilmaz,y@example.org\n")

    assert not any(value in text for value in ("770001", "Zweig", "example.org"))


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("cp1252", "windows-1252"),
        ("mac-roman", "macroman"),
    ],
)
def test_the_encoding_is_recognized_from_the_names(encoding: str, expected: str) -> None:
    assert recognized_encoding("ID,Name\n1,Muñoz\n2,Björn\n3,Zoë O’Brien\n4,García\n".encode(encoding))[0] == expected


@pytest.mark.parametrize(("content", "says"), [(b"", "is empty"), (b"one\ntwo\n", "no table"), (b"\n\n", "is empty")])
def test_what_is_no_feed_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_bytes(content)

    with pytest.raises(FeedError, match=says):
        draft(feed, TODAY)
