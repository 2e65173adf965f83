"""Converter files run as they are, and the same after `properties convert`."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.workspace import load
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.properties.convert import convert
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.run import run

DISTRICT = """
name: north
title: North District
timezone: America/Chicago
statistical_year_starts_in: august
sites:
  - {short_name: HS, title: High School, aliases: ["01"], default_patron_type: Student, default_access_level: Patron}
  - {short_name: MS, title: Middle School, aliases: ["02"], default_patron_type: Student, default_access_level: Patron}
access_levels: [Patron, Teacher]
patron_types: {Student: student, Teacher: faculty}
"""
JOB = "name: north-students\nproperties: %s\nsource: {type: directory, folder: feeds, file: f.csv}\n"
WITHOUT_CLOCK = "* EXCLUDE (first_seen, revision, patron_id, password_fingerprint)"


@dataclass
class District:
    """A district whose job has a converter file, or what became of it."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "jobs" / "north"

    def write(self, properties: str, rows: list[list[str]], *, name: str = "p.properties") -> None:
        (self.folder / "feeds").mkdir(parents=True, exist_ok=True)
        (self.folder / "district.yaml").write_text(DISTRICT)
        (self.folder / "north.yaml").write_text(JOB % name)
        (self.folder / name).write_text(properties, encoding="utf-8")
        with (self.folder / "feeds" / "f.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    def converted(self) -> str:
        return convert(self.folder / "p.properties", self.folder / "feeds" / "f.csv").text

    def run(self) -> RunRecord:
        workspace = load(self.root)
        assert workspace.errors == ()
        places = Places(self.root, self.root / "state")
        record = run(workspace.job("north-students"), RunOptions("full", as_of=datetime(2026, 11, 23, 9, tzinfo=UTC)), places)
        assert record.outcome == "succeeded", record.failure
        return record

    def patrons(self) -> list[dict[str, Any]]:
        with open_store(Places(self.root, self.root / "state").store("north"), read_only=True) as door:
            found = door.connection.execute(f"SELECT {WITHOUT_CLOCK} FROM store.patron ORDER BY district_id")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


EVERY_CONSTRUCT = r"""
#COMMENTS_BEGIN
# The students of North
#COMMENTS_END
SiteShortNameDefault=HS
CsvTextEncoding=UTF8
MatchUsingDistrictID=true
InputRowsToSkip=1
SkipMode=and
field_siteShortName={2,map_site,omit}
field_districtID={1,omit}
field_barcode={3,map_barcode,omit}
field_lastName={4}
field_firstName={5,omit}
field_nickname=ISEMPTY({6},ISEMPTY({7},{5},{7}),{6})
field_middleName=ISEMPTY({7}, NMN, ({7}))
field_patronType=Student
field_accessLevel={3,map_access_level}
field_status={8,map_status,omit}
field_gender={9,omit}
field_homeroom=Rm {10,map_room,omit} \
    of {3}
field_gradeLevel={3}
field_birthdate={11,omit}
field_cardExpires={12,DATE("yyyyMMdd"),omit}
field_username={5,regex("^(.)","{$1}")}{4,regex("^(.{1,6})","{$1}")}{11,regex("(\\d\\d)$","{$1}")}
field_emailPrimary={1}@north.example.org
field_addressPrimaryPhoneNumberPrimary={13,regex("^(\d{3})(\d{3})(\d{4})$","({$1}) {$2}-{$3}"),omit}
field_userDefined1=Caf\u00e9
map_site_1=01
map_site_Middle School=02
map_barcode_-1=S{1}
map_barcode_9=P {1}
map_barcode_default={1}
map_access_level_9=Teacher
map_access_level_default=Patron
map_status_1=Active
map_status_2=Inactive
map_room_A=Annex
map_room_=Office
field_type_11=DATE,MM/dd/yyyy
field_type_total=13
"""
HEADER = ["id", "school", "grade", "last", "first", "nick", "middle", "status", "sex", "room", "born", "expires", "phone"]
ROWS = [
    HEADER,
    ["001", "1", "-1", "Ångström", "Ann", "", "Mae", "1", "F", "A", "02/03/2020", "20300630", "5551234567"],
    ["002", "Middle School", "9", "Diaz", "Bo", "", "", "2", "m", "12", "12/31/2011", "", "555-1234"],
    ["003", "", "10", "Ek", "Cy", "Cyclone", "X", "", "female", "", "not a date", "20270101", ""],
]


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def test_a_converter_file_with_every_construct_runs_as_it_is(district: District) -> None:
    district.write(EVERY_CONSTRUCT, ROWS)

    record = district.run()

    ann, bo, cy = district.patrons()
    assert record.counters.added == 3
    assert [patron["site"] for patron in (ann, bo, cy)] == ["HS", "MS", "HS"]
    assert [patron["barcode"] for patron in (ann, bo, cy)] == ["S001", "P 002", "003"]
    assert [patron["nickname"] for patron in (ann, bo, cy)] == ["Mae", "Bo", "Cyclone"]
    assert [patron["middle_name"] for patron in (ann, bo, cy)] == ["(Mae)", "NMN", "(X)"]
    assert [patron["access_level"] for patron in (ann, bo, cy)] == ["Patron", "Teacher", "Patron"]
    assert [patron["status"] for patron in (ann, bo, cy)] == ["A", "I", "A"]
    assert [patron["gender"] for patron in (ann, bo, cy)] == ["F", "M", "F"]
    assert [patron["homeroom"] for patron in (ann, bo, cy)] == ["Rm Annex of -1", "Rm 12 of 9", "Rm Office of 10"]
    assert [patron["birth_date"] for patron in (ann, bo, cy)] == [date(2020, 2, 3), date(2011, 12, 31), None]
    assert [patron["card_expires"] for patron in (ann, bo, cy)] == [date(2030, 6, 30), None, date(2027, 1, 1)]
    assert [patron["username"] for patron in (ann, bo, cy)] == ["AÅngstr20", "BDiaz11", "CEk"]
    assert [patron["email_1"] for patron in (ann, bo, cy)] == [f"00{n}@north.example.org" for n in (1, 2, 3)]
    assert [patron["address_1_phone_1"] for patron in (ann, bo, cy)] == ["(555) 123-4567", None, None]
    assert {patron["user_defined_1"] for patron in (ann, bo, cy)} == {"Café"}
    assert record.messages == {"birth_date_invalid": 1}


def test_the_converted_file_makes_the_same_patrons_with_names_instead_of_positions(district: District, tmp_path: Path) -> None:
    district.write(EVERY_CONSTRUCT, ROWS)
    original = district.run()
    again = District(tmp_path / "again")
    again.write(district.converted(), [[*reversed(row)] for row in ROWS], name="p.properties.yaml")

    record = again.run()

    assert again.patrons() == district.patrons()
    assert record.messages == original.messages
    assert "header: false" not in district.converted()


def test_omit_keeps_what_is_stored_and_without_it_a_blank_has_its_outcome(district: District) -> None:
    head = "CsvTextEncoding=UTF-8\nMatchUsingDistrictID=true\nfield_districtID={1}\nfield_siteShortName=HS\n"
    head += "field_barcode={1}\nfield_lastName={2}\n"
    district.write(head + "field_status={3,omit}\nfield_gender={4}\nfield_accessLevel={5,omit}\n", [["1", "Lee", "R", "F", "Teacher"]])
    district.run()
    district.write(head + "field_status={3,omit}\nfield_gender={4}\nfield_accessLevel={5,omit}\n", [["1", "Lee", "", "", ""]])

    record = district.run()

    (lee,) = district.patrons()
    assert (lee["status"], lee["gender"], lee["access_level"]) == ("R", "U", "Teacher")
    assert record.messages == {"gender_invalid": 1}


def test_matching_on_barcode_and_full_words_for_codes(district: District) -> None:
    district.write(
        "CsvTextEncoding=Cp1252\nMatchUsingDistrictID=false\nfield_siteShortName={2}\nfield_barcode={1}\nfield_lastName={3}\n"
        "field_status={4}\nfield_gender={5}\n",
        [["P 1", "01", "Lee", "Restricted", "Female"], ["P 1", "02", "Fu", "inactive", "Unspecified"]],
    )

    record = district.run()

    assert record.messages == {"access_level_missing": 2}
    found = sorted((patron["site"], patron["status"], patron["gender"]) for patron in district.patrons())
    assert found == [("HS", "R", "F"), ("MS", "I", "U")]


def test_autoassign_as_a_literal_gives_every_patron_a_barcode_of_its_own(district: District) -> None:
    district.write(
        "CsvTextEncoding=UTF-8\nMatchUsingDistrictID=true\nfield_siteShortName=HS\nfield_districtID={1}\n"
        "field_barcode=autoassign\nfield_lastName={2}\n",
        [["1", "Lee"], ["2", "Fu"]],
    )

    district.run()

    assert len({patron["barcode"] for patron in district.patrons()} - {None, "autoassign"}) == 2
