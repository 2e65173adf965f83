"""Every example of docs/properties.md does what it says it does."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from patronctl.properties.follett import read_text
from patronctl.properties.model import Properties
from tests.properties.records import records

GUIDE = Path(__file__).parents[2] / "docs" / "properties.md"
BLOCK = re.compile(r"^```(csv feed|yaml field|properties field|result)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ALWAYS = {"site": {"value": "HS"}, "district_id": "ID"}
CONVERTER = "CsvTextEncoding=UTF-8\nMatchUsingDistrictID=true\nInputRowsToSkip=1\nfield_siteShortName=HS\n"


@dataclass(frozen=True)
class Example:
    """One mapping, in one form, and the values that come out."""

    form: str
    text: str
    result: tuple[str, ...]

    def properties(self) -> Properties:
        if self.form == "yaml field":
            fields = ALWAYS | YAML(typ="safe", pure=True).load(self.text)
            return Properties.model_validate({"match_on": "district_id", "fields": fields})
        more = "" if "field_districtID" in self.text else "field_districtID={1}\n"
        reading = read_text(CONVERTER + more + self.text, "p.properties")
        assert reading.properties, reading.problems
        return reading.properties

    def field(self) -> str:
        names = list(self.properties().fields)
        return next((name for name in names if name not in ALWAYS), "district_id")


@cache
def examples() -> tuple[str, list[Example]]:
    feed, waiting, found = "", [], []
    for kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if kind == "csv feed":
            feed = text
        elif kind == "result":
            found += [Example(form, said, tuple(text.splitlines())) for form, said in waiting]
            waiting = []
        else:
            waiting.append((kind, text))
    assert not waiting
    return feed, found


@pytest.mark.parametrize("number", range(len(examples()[1])))
def test_an_example_gives_the_result_that_stands_below_it(number: int, tmp_path: Path) -> None:
    feed, all_of_them = examples()
    example = all_of_them[number]
    (tmp_path / "f.csv").write_text(feed, encoding="utf-8")

    made: list[dict[str, Any]] = records(tmp_path, example.properties())

    assert tuple(record[example.field()] or "(blank)" for record in made) == example.result


def test_the_guide_has_examples_in_both_forms() -> None:
    forms = [example.form for example in examples()[1]]

    assert forms.count("yaml field") > 10
    assert forms.count("properties field") > 10
