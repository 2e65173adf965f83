"""Files for library systems: every format, complete or not there, and read back to the same patrons."""

import csv
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from patronctl.config.workspace import load
from patronctl.domain.delivery import DeliveryRecord
from patronctl.places import Places
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.targets.conftest import DISTRICT, Library, person

PEOPLE = [
    person(1, Site="MS", Born="2010-02-03", User="zoe", Mail="zoe@example.org", Last="O'Neil & <Söhne>", First='Zo"e'),
    person(2, Type="Teacher", Last="=cmd|' /C calc'!A0", Phone="+1 555-0100"),
    person(3, Status="I", Room="]]>", Last="Ñandú\x07x"),
]


def configure(library: Library, format: str, file: str, **changes: Any) -> Path:
    out = library.root / "out"
    out.mkdir(exist_ok=True)
    library.configure()
    target = {"name": "file", "type": "file", "format": format, "to": {"type": "directory", "folder": str(out), "file": file}, **changes}
    (library.folder / "district.yaml").write_text(DISTRICT + f"targets: {json.dumps([target])}\n")
    return out


def night(library: Library, *people: dict[str, str]) -> None:
    with (library.folder / "feed.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(person(1)))
        writer.writeheader()
        writer.writerows(people)
    assert run(load(library.root).job("students"), RunOptions("full"), library.places).failure is None


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_destiny_csv_and_its_converter_read_back_to_the_same_patrons(library: Library, tmp_path: Path):
    out = configure(library, "destiny-csv", "students.csv", spreadsheet_safe=False)
    night(library, *PEOPLE)

    record = library.deliver()

    assert (record.outcome, record.counts.created) == ("succeeded", 3)
    other = tmp_path / "other"
    folder = other / "jobs" / "north"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text(DISTRICT)
    (folder / "students.properties").write_text((out / "students.properties").read_text())
    (folder / "students.yaml").write_text(
        f"name: again\nproperties: students.properties\nsource: {{type: directory, folder: {out}, file: students.csv}}\n"
    )
    assert load(other).errors == ()
    again = run(load(other).job("again"), RunOptions("full"), Places(other, other / "state"))
    assert (again.failure, again.counters.added, again.counters.skipped) == (None, 3, 0)
    assert patrons(Places(other, other / "state")) == patrons(library.places)


def patrons(places: Places) -> list[tuple[Any, ...]]:
    columns = "site, barcode, district_id, last_name, first_name, patron_type, access_level, status, homeroom, grade_level, birth_date"
    with open_store(places.store("north"), read_only=True) as door:
        query = f"SELECT {columns}, username, email_1, address_1_phone_1 FROM store.patron ORDER BY district_id"
        return door.connection.execute(query).fetchall()


def test_no_cell_of_a_csv_is_a_formula_and_phone_numbers_stay(library: Library):
    out = configure(library, "csv", "all.csv")
    night(library, *PEOPLE)
    library.deliver()

    found = {row["district_id"]: row for row in rows(out / "all.csv")}

    assert found["0002"]["last_name"].startswith("'=cmd")
    assert found["0002"]["address_1_phone_1"] == "+1 555-0100"
    assert (found["0001"]["birth_date"], found["0003"]["status"]) == ("2010-02-03", "I")


def test_destiny_xml_is_well_formed_and_holds_every_value(library: Library):
    out = configure(library, "destiny-xml", "patrons.xml")
    night(library, *PEOPLE)
    library.deliver()

    root = ElementTree.parse(out / "patrons.xml").getroot()

    assert (root.tag, root.attrib) == ("FSC-Destiny-PatronImport", {"version": "1"})
    zoe = root.findall("Patron")[0]
    assert (zoe.attrib, zoe.findtext("Match/DistrictID")) == ({"action": "addmodify"}, "0001")
    assert [zoe.findtext(name) for name in ("LastName", "BirthDate", "UserName")] == ["O'Neil & <Söhne>", "20100203", "zoe"]
    assert root.findall("Patron")[2].findtext("Homeroom") == "]]>"


def test_koha_csv_has_kohas_columns_and_codes(library: Library):
    out = configure(library, "koha-csv", "koha.csv", libraries={"HS": "LINC", "MS": "JEFF"}, categories={"Student": "ST", "Teacher": "T"})
    night(library, *PEOPLE)
    library.deliver()

    zoe, teacher, left = rows(out / "koha.csv")

    assert [zoe[name] for name in ("cardnumber", "branchcode", "categorycode", "dateofbirth")] == ["C0001", "JEFF", "ST", "2010-02-03"]
    assert (teacher["categorycode"], left["dateexpiry"] < "2100", teacher["dateexpiry"]) == ("T", True, "")


def test_folio_json_comes_in_batches(library: Library):
    out = configure(library, "folio-json", "users.json", batch=2, categories={"Student": "students", "Teacher": "staff"})
    night(library, *PEOPLE)
    library.deliver()

    first, second = (json.loads((out / name).read_text()) for name in ("users-0001.json", "users-0002.json"))

    assert (first["totalRecords"], second["totalRecords"], second["users"][0]["active"]) == (2, 1, False)
    assert first["users"][0] == {
        "externalSystemId": "0001",
        "username": "zoe",
        "barcode": "C0001",
        "patronGroup": "students",
        "active": True,
        "personal": {"lastName": "O'Neil & <Söhne>", "firstName": 'Zo"e', "dateOfBirth": "2010-02-03", "email": "zoe@example.org"},
    }


def test_alma_xml_is_zipped(library: Library):
    out = configure(library, "alma-xml", "users.zip")
    night(library, *PEOPLE)
    library.deliver()

    with zipfile.ZipFile(out / "users.zip") as archive:
        (name,) = archive.namelist()
        users = ElementTree.fromstring(archive.read(name)).findall("user")

    assert [user.findtext("primary_id") for user in users] == ["0001", "0002", "0003"]
    assert (users[2].findtext("status"), users[0].findtext("last_name")) == ("INACTIVE", "O'Neil & <Söhne>")
    assert users[0].findtext("user_identifiers/user_identifier/value") == "C0001"


def test_changes_only_says_what_changed_and_a_leaver_once(library: Library):
    out = configure(library, "csv", "changes.csv", contents="changes", manifest=True, guards={"max_inactivated": "off"})
    night(library, person(1), person(2), person(3))
    assert deliver(library).counts.created == 3
    night(library, person(1, Grade="10"), person(2), person(3, Do="D"))

    record = deliver(library)

    assert {row["district_id"]: row["status"] for row in rows(out / "changes.csv")} == {"0001": "A", "0003": "I"}
    assert (record.counts.updated, record.counts.inactivated, record.counts.behind) == (1, 1, 0)
    manifest = json.loads((out / "changes.csv.manifest.json").read_text())
    assert (manifest["patrons"], manifest["files"][0]["file"]) == (2, "changes.csv")
    deliver(library)
    assert rows(out / "changes.csv") == []


def deliver(library: Library) -> DeliveryRecord:
    return library.deliver()


def test_a_folder_that_cant_be_written_loses_nothing(library: Library):
    out = configure(library, "csv", "all.csv")
    night(library, person(1))
    out.rename(library.root / "elsewhere")

    failed = library.deliver(expect_failure=True)

    assert (failed.outcome, failed.failure is not None) == ("failed", True)
    (library.root / "elsewhere").rename(out)
    assert library.deliver().counts.created == 1
    assert sorted(path.name for path in out.iterdir()) == ["all.csv"]


@pytest.mark.parametrize("guard", ["max_inactivated"])
def test_a_guard_stops_before_the_file_is_placed(library: Library, guard: str):
    out = configure(library, "csv", "all.csv")
    night(library, *(person(number) for number in range(1, 41)))
    library.deliver()
    before = (out / "all.csv").read_bytes()
    night(library, *(person(number, Status="I" if number < 20 else "A") for number in range(1, 41)))

    record = library.deliver(expect_failure=True)

    assert (record.outcome, (out / "all.csv").read_bytes() == before) == ("blocked", True)
    assert library.deliver(allow=(guard,)).outcome == "succeeded"
