"""The published schemas are those of the models, and editors that use them agree with `validate`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from patronctl.config import schemas
from patronctl.domain.run_record import RunRecord
from tests.config.test_cases import HERE

KINDS = {"district.yaml": "district", "students.yaml": "job", "students.properties.yaml": "properties"}


def complaints(name: str, value: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schemas.schema(name)).iter_errors(value)]


def parsed(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


@pytest.mark.parametrize("name", schemas.CONTRACTS)
def test_the_schemas_are_current(name: str, repository: Path) -> None:
    published = (repository / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")

    assert published == schemas.texts()[f"{name}.schema.json"], "run `make schemas`"


@pytest.mark.parametrize("name", schemas.CONTRACTS)
def test_each_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.schema(name))


@pytest.mark.parametrize(("file", "name"), KINDS.items())
def test_the_sample_district_satisfies_them(file: str, name: str, repository: Path) -> None:
    assert complaints(name, parsed(repository / "jobs" / "lincoln" / file)) == []


@pytest.mark.parametrize(
    ("file", "name", "case"),
    [
        ("students.yaml", "job", "key-misspelled"),
        ("students.yaml", "job", "word-misspelled"),
        ("students.yaml", "job", "number-in-quotes"),
        ("district.yaml", "district", "text-number-loses-its-zero"),
        ("district.yaml", "district", "circulation-encoding-unknown"),
        ("students.properties.yaml", "properties", "field-unknown"),
        ("students.properties.yaml", "properties", "field-origin-misspelled"),
    ],
)
def test_an_editor_marks_what_validate_refuses(file: str, name: str, case: str) -> None:
    assert complaints(name, parsed(HERE / "cases" / case / "jobs" / "lincoln" / file))


def test_an_editor_accepts_an_encoding_by_its_other_names() -> None:
    properties = {"match_on": "district_id", "fields": {"site": "School"}}

    assert [complaints("properties", properties | {"encoding": name}) for name in ("UTF8", "cp1252", "ISO-8859-1", "MacRoman")] == [[]] * 4


def test_an_editor_shows_what_every_key_means() -> None:
    undescribed = [
        f"{name}: {owner}.{key}"
        for name in ("district", "job", "properties")
        for owner, described in (("", schemas.schema(name)), *schemas.schema(name)["$defs"].items())
        for key, value in described.get("properties", {}).items()
        if "description" not in value and key != "type"  # says of which kind its section is
    ]

    assert undescribed == []


def test_a_run_record_satisfies_the_schema_of_runs() -> None:
    moment = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    record = RunRecord(
        run_id="r",
        district="d",
        job="j",
        update="full",
        dry_run=False,
        outcome="failed",
        started=moment,
        as_of=moment,
        patronctl="0",
        duckdb="0",
    )

    assert complaints("run", json.loads(record.model_dump_json())) == []
