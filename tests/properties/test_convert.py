"""`patronctl properties convert`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from patronctl.domain.errors import ConfigurationError
from patronctl.properties.convert import convert
from patronctl.properties.follett import read
from patronctl.properties.model import Properties

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "converter"
USABLE = sorted(path.stem for path in CASES.glob("*.properties") if read(path).properties)
HEAD = "CsvTextEncoding=UTF-8\nMatchUsingDistrictID=true\n"


def loaded(text: str) -> Properties:
    return Properties.model_validate(YAML(typ="safe", pure=True).load(text))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", USABLE)
def test_the_yaml_form_says_the_same(name: str) -> None:
    path = CASES / f"{name}.properties"

    assert loaded(convert(path).text) == read(path).properties


@pytest.mark.parametrize("name", USABLE)
def test_the_yaml_form_fits_the_published_schema(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / "properties.schema.json").read_text(encoding="utf-8"))

    data = YAML(typ="safe", pure=True).load(convert(CASES / f"{name}.properties").text)

    assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_positions_become_the_names_of_the_feeds_columns(tmp_path: Path) -> None:
    properties = write(
        tmp_path,
        "s.properties",
        HEAD + "InputRowsToSkip=1\nfield_districtID={1,omit}\nfield_nickname=ISEMPTY({3},{2},{3})\nfield_emailPrimary={1}@x.org\n"
        "field_barcode={4,map_b}\nmap_b_1=P {1}\nmap_b_2=ISEMPTY({2},none,{2})\n",
    )
    feed = write(tmp_path, "s.csv", "ID,First,Nick,Kind\n1,Ann,,2\n")

    said = loaded(convert(properties, feed).text)

    assert (said.header, said.skip_rows) == (True, 0)
    assert said.fields["district_id"].column == "ID"
    assert (said.fields["nickname"].column, said.fields["nickname"].if_empty) == ("Nick", "First")
    assert said.fields["email_1"].template == "{ID}@x.org"
    assert said.maps["b"]["1"] == "P {ID}"
    assert said.maps["b"]["2"].column == "First"  # type: ignore[union-attr]


def test_names_that_mean_something_in_a_template_stand_outside_of_one(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "InputRowsToSkip=1\nfield_districtID={1}\nfield_homeroom=Rm {2} \\{{1}\\}\n")
    feed = write(tmp_path, "s.csv", "ID,Room: name\n1,5\n")

    parts = loaded(convert(properties, feed).text).fields["homeroom"].parts

    assert parts
    assert [part.column or part.value for part in parts] == ["Rm ", "Room: name", " {", "ID", "}"]


def test_a_feed_without_a_header_leaves_the_positions(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_districtID={1}\n")
    feed = write(tmp_path, "s.csv", "1001,Ann\n1002,Bo\n")

    converted = convert(properties, feed)

    assert loaded(converted.text).header is False
    assert "has no header" in converted.text


def test_a_feed_with_too_few_columns_is_another_feed(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_districtID={1}\nfield_homeroom=Rm {12}\n")
    feed = write(tmp_path, "s.csv", "ID,Name\n1,Ann\n")

    with pytest.raises(ConfigurationError, match=r"fields\.homeroom takes a column beyond the 2"):
        convert(properties, feed)


def test_what_means_nothing_here_is_told_at_the_end(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_type_total=3\nfield_districtID={1}\nfield_districtID={2}\n")

    text = convert(properties).text

    assert "# Line 3, field_type_total: how many columns" in text
    assert "# Line 5: field_districtID is there twice, on lines 4 and 5; line 5 is used." in text


def test_a_file_with_an_error_is_not_converted(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_districtID={1}\npassword=hunter2\n")

    with pytest.raises(ConfigurationError) as refused:
        convert(properties)

    assert "hunter2" not in "".join(map(str, refused.value.problems))
    assert [problem.line for problem in refused.value.problems] == [4]


def test_on_the_command_line_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_districtID={1}\n")
    out = tmp_path / "s.properties.yaml"
    arguments = [sys.executable, "-m", "patronctl", "properties", "convert", str(properties), "--out", str(out)]

    first = subprocess.run(arguments, capture_output=True, text=True, check=False)
    written = out.read_text(encoding="utf-8")
    second = subprocess.run(arguments, capture_output=True, text=True, check=False)

    assert (first.returncode, second.returncode) == (0, 2)
    assert "district_id: 1" in written
    assert "already there; nothing was written" in second.stderr
    assert out.read_text(encoding="utf-8") == written


def test_on_the_command_line_every_problem_is_listed_and_nothing_comes_out(tmp_path: Path) -> None:
    properties = write(tmp_path, "s.properties", HEAD + "field_districtID={x}\nfield_shoe={1}\n")

    done = subprocess.run(
        [sys.executable, "-m", "patronctl", "properties", "convert", str(properties)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "s.properties:3:18: error" in done.stderr
    assert "s.properties:4:1: error: field_shoe is not known" in done.stderr
