"""A made-up district: its workspace, and feeds of any size that are the same on every machine.

As a program it writes one feed, so that a benchmark's own process stays small:
`python -m tests.benchmarks.district FEED --records 1000 --changed 10000`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

SQL = Path(__file__).parent / "sql"
NAME = "bench"
JOB = "bench-students"
PER_MILLION = 1_000_000


@dataclass(frozen=True)
class Day:
    """What one day's feed holds. Shares are per million of the students of the first day.

    `messy` records have something wrong with them; `changed`, `gone` and `new` students are those that differ
    from the first day. A `touched` record differs only in a column that nobody maps, so that the file is another
    one and its patrons are not. On each `night` after the first 1 % of the students change, a few leave and a few come.
    """

    records: int
    messy: int = 20_000
    changed: int = 0
    gone: int = 0
    new: int = 0
    touched: bool = False
    night: int = 0
    seed: int = 7

    @property
    def sites(self) -> int:
        """How many schools: 600 students each, between 4 and 200."""
        return max(4, min(200, self.records // 600))


def write_feed(feed: Path, day: Day) -> None:
    """Write the day's feed: UTF-8, a header, 30 columns."""
    for _ in _run(day, "people.sql", "feed.sql", feed=str(feed), touched=0 if day.touched else -1):
        pass


def truth(day: Day) -> dict[str, int]:
    """What a comparison of the first day's clean feed with this day's must find: added, changed, removed."""
    *_, (added, changed, removed) = _run(day, "people.sql", "truth.sql")
    return {"added": added, "changed": changed, "removed": removed}


def write_workspace(root: Path, day: Day) -> None:
    """Write the district, its job and its properties below root; the job reads feeds/students.csv."""
    folder = root / "jobs" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (root / "feeds").mkdir(exist_ok=True)
    (folder / "district.yaml").write_text(DISTRICT + "".join(SITE.format(number=n) for n in range(1, day.sites + 1)), encoding="utf-8")
    (folder / "students.properties.yaml").write_text(PROPERTIES, encoding="utf-8")
    job = JOB_YAML.format(above=min(day.records // 2, 999_999), below=day.records)
    (folder / "students.yaml").write_text(job, encoding="utf-8")


def _run(day: Day, *files: str, **more: object) -> Iterator[tuple[int, ...]]:
    import duckdb

    values = {**asdict(day), "sites": day.sites, **more}
    with duckdb.connect() as connection:
        for statement in (part for file in files for part in connection.extract_statements((SQL / file).read_text("utf-8"))):
            wanted = {key: value for key, value in values.items() if key in statement.named_parameters}
            result = connection.execute(statement, wanted)
        yield from result.fetchall()


DISTRICT = f"""\
name: {NAME}
title: Benchmark Unified School District
timezone: America/Chicago
statistical_year_starts_in: august
require_district_id: true
access_levels: [Patron, Senior, Staff]
patron_types:
  Student: student
  Teacher: faculty
sites:
"""

SITE = """\
  - short_name: SCH{number:03}
    title: School number {number}
    aliases: ["S{number:03}"]
    default_patron_type: Student
    default_access_level: Patron
"""

PROPERTIES = r"""
encoding: utf-8
match_on: district_id
fields:
  site: SchoolNumber
  barcode: CardNumber
  district_id: StudentID
  last_name: LastName
  first_name: FirstName
  middle_name: MiddleName
  nickname: {column: Nickname, if_empty: FirstName}
  patron_type: PatronType
  access_level: AccessLevel
  status: {column: Enrolled, map: {"1": A, "0": I}}
  gender: Gender
  homeroom: {template: "Rm {Homeroom}", when_blank: clear}
  grade_level: Grade
  graduation_year: GradYear
  birth_date: {column: BirthDate, date: "%m/%d/%Y"}
  card_expires: {column: CardExpires, date: "%m/%d/%Y"}
  acceptable_use_policy_on_file: AcceptableUse
  username: Username
  password: Password
  email_1: {column: Email, regex: '^(\S+@\S+)$'}
  email_2: {column: GuardianEmail, case: lower}
  address_1_line_1: Street
  address_1_city: City
  address_1_state: State
  address_1_zip: Zip
  address_1_phone_1: {sql: "regexp_replace(Phone, '[^0-9]', '', 'g')"}
  user_defined_1: BusRoute
  user_defined_2: Counselor
  user_defined_3: Program
skip_records:
  - {column: StudentID, matches: '^TEST'}
"""

JOB_YAML = f"""\
name: {JOB}
properties: students.properties.yaml
source: {{{{type: directory, folder: ../../feeds, file: students.csv}}}}
inactivation:
  when_records_read_above: {{above}}
  when_skipped_below: {{below}}
  limit_to: {{{{patron_types: [Student]}}}}
  active: {{{{inactivate_after_days: 14}}}}
"""


def main() -> None:
    """Write one feed, or print what a comparison must find."""
    parser = argparse.ArgumentParser(description="Write a made-up feed.")
    parser.add_argument("feed", type=Path)
    parser.add_argument("--truth", action="store_true", help="print what a comparison with the first day must find; write nothing")
    parser.add_argument("--touched", action="store_true", help="another file with the same patrons")
    for name in ("records", "messy", "changed", "gone", "new", "night", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Day, name, 1000))
    given = vars(parser.parse_args())
    feed, wanted = given.pop("feed"), given.pop("truth")
    if wanted:
        json.dump(truth(Day(**given)), sys.stdout)
    else:
        write_feed(feed, Day(**given))


if __name__ == "__main__":
    main()
