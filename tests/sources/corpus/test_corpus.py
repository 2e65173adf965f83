"""Every bad feed of the corpus ends as it says, and one that is refused changes nothing and leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from patronctl.domain.progress import Quiet
from patronctl.places import Places
from patronctl.store.run_folder import Run
from patronctl.update.context import RunOptions
from patronctl.update.job import exit_code, run_job
from tests.sources.corpus.cases import NOT_READ, READ, Case

DISTRICT: dict[str, Any] = {
    "name": "district",
    "title": "District",
    "timezone": "America/Chicago",
    "statistical_year_starts_in": "august",
    "sites": [{"short_name": "A", "title": "A", "aliases": ["101"], "default_patron_type": "Student", "default_access_level": "Patron"}],
    "access_levels": ["Patron"],
    "patron_types": {"Student": "student"},
}
PROPERTIES: dict[str, Any] = {
    "match_on": "district_id",
    "fields": {"district_id": "id", "barcode": "id", "last_name": "last", "first_name": "first", "site": "school"},
}
JOB: dict[str, Any] = {
    "name": "students",
    "properties": "students.properties.yaml",
    "source": {"type": "directory", "folder": "../../feeds", "file": "students.csv"},
    "guards": {"max_skipped": "20%", "max_added": "off"},
}


class Corpus:
    """A workspace for one case."""

    def __init__(self, root: Path, case: Case) -> None:
        self.places, self.feeds = Places(root, root / "state"), root / "feeds"
        self.feeds.mkdir()
        folder = root / "jobs" / "district"
        folder.mkdir(parents=True)
        files = {"district": DISTRICT, "students": JOB | case.job, "students.properties": PROPERTIES | case.properties}
        for name, content in files.items():
            YAML().dump(content, folder / f"{name}.yaml")

    def lay(self, content: Any) -> None:
        for path in self.feeds.iterdir():
            path.unlink()
        if callable(content):
            content(self.feeds)
        else:
            (self.feeds / "students.csv").write_bytes(content)

    def run(self) -> Run:
        return run_job(self.places, "students", Quiet(), RunOptions(update="full"), as_of=None)


def ends_as_it_says(case: Case, root: Path) -> None:
    corpus = Corpus(root, case)
    if case.before:
        corpus.lay(case.before.encode())
        assert corpus.run().record.outcome == "succeeded"
    corpus.lay(case.content)

    run = corpus.run()

    record = run.record
    failure = record.failure
    said = f"{failure.message}\n{failure.hint}" if failure else ""
    assert (exit_code(record), said) == (case.exit, said)
    assert case.says in said
    assert record.outcome == (case.outcome or ("failed" if case.exit else "succeeded"))
    assert case.counts == {name: (record.counters.model_dump() | record.messages).get(name, 0) for name in case.counts}
    assert record.store_changed == (case.exit == 0 and record.outcome == "succeeded")
    assert not [path.name for path in run.folder.iterdir() if path.name.startswith(("feed", "download"))]


@pytest.mark.parametrize("case", NOT_READ, ids=lambda case: case.name)
def test_refused_before_it_is_read(case: Case, tmp_path: Path) -> None:
    ends_as_it_says(case, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_judged_by_what_is_in_it(case: Case, tmp_path: Path) -> None:
    ends_as_it_says(case, tmp_path)


def test_a_line_of_a_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    good = ("id,last,first,school\n" + "".join(f"{number:06},Lee,Ann,101\n" for number in range(30))).encode()
    content = good + b"000031," + b"x" * (100 << 20) + b",Jo,101\n"

    ends_as_it_says(Case("a line of 100 MB", content, 5, "students.csv, line 32 is longer than 8 MiB"), tmp_path)


def test_the_corpus_has_at_least_forty_feeds() -> None:
    assert len(NOT_READ) + len(READ) > 40
