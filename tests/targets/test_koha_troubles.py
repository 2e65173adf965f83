"""What goes wrong on the way to a Koha: nothing is created twice, nothing is lost, and nothing is concluded from a part."""

import json
import os
import random
import subprocess
import sys
import time

import pytest

from tests.targets.conftest import Library, person
from tests.targets.koha.double import Trouble

PEOPLE = [person(number, Site="HS" if number % 2 else "MS") for number in range(1, 41)]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_passing_troubles_are_survived(library: Library, status: int):
    library.night(*PEOPLE)
    library.double.trouble = lambda number, _method, _path: Trouble(status, {"Retry-After": "0"}) if number % 7 == 3 else None

    record = library.deliver()

    assert (record.outcome, record.counts.created, len(library.cards())) == ("succeeded", 40, 40)


def test_an_answer_that_never_arrives_creates_nobody_twice(library: Library):
    library.night(*PEOPLE)
    library.double.trouble = lambda number, method, _path: Trouble(cut=True) if method == "POST" and number % 3 == 0 else None

    record = library.deliver()
    library.double.trouble = lambda *_: None
    again = library.deliver()

    assert (record.counts.failed, len(library.cards()), again.counts.behind) == (0, 40, 0)


def test_a_token_that_ends_in_the_middle_is_renewed(library: Library):
    library.night(*PEOPLE)
    asked: list[int] = []

    def expire(number: int, method: str, path: str) -> None:
        if number in (12, 30):
            library.double.expire_tokens()
            asked.append(number)

    library.double.trouble = expire

    record = library.deliver()

    assert (record.outcome, record.counts.created, asked) == ("succeeded", 40, [12, 30])


def test_a_wrong_secret_is_said_and_tried_once(library: Library, monkeypatch: pytest.MonkeyPatch):
    library.night(*PEOPLE)
    monkeypatch.setenv("KOHA_SECRET", "planted-wrong-secret")

    record = library.deliver(expect_failure=True)

    assert record.failure is not None
    assert record.failure.code == "target_login"
    assert "planted" not in record.model_dump_json()
    assert library.cards() == {}


def test_a_list_that_is_cut_short_concludes_nothing(library: Library):
    library.night(*PEOPLE)
    library.deliver()
    koha = library.double.koha
    library.double.trouble = lambda _number, method, path: (
        Trouble(200, {"X-Total-Count": "42"}, body=list(koha.patrons.values())[:10]) if method == "GET" and path == "/patrons" else None
    )

    record = library.deliver(refresh=True, expect_failure=True)

    assert record.failure is not None
    assert record.failure.code == "target_incomplete"
    library.double.trouble = lambda *_: None
    assert library.deliver().counts.behind == 0


def test_a_target_that_lost_its_patrons_is_not_believed(library: Library):
    library.configure(guards={})
    library.night(*PEOPLE)
    library.deliver()
    koha = library.double.koha
    lost = dict(koha.patrons)
    for number in list(koha.patrons)[-30:]:
        koha.patrons.pop(number)

    record = library.deliver(refresh=True, expect_failure=True)

    assert (record.outcome, len(koha.patrons)) == ("blocked", 12)
    assert next(check for check in record.checks if check.name == "max_missing").observed == "30 of 40 (75.0%)"
    koha.patrons.update(lost)
    assert library.deliver(refresh=True).counts.behind == 0


def test_a_restricted_account_is_refused(library: Library, monkeypatch: pytest.MonkeyPatch):
    koha = library.double.koha
    for number in range(30):
        koha.create({"surname": f"Own{number}", "library_id": "CPL", "category_id": "ST", "cardnumber": f"O{number}"})
    koha.create({"surname": "Last2", "firstname": "First2", "library_id": "MPL", "category_id": "ST", "cardnumber": "C0002"})
    library.configure(libraries={"HS": "CPL", "MS": "MPL"})
    monkeypatch.setenv("KOHA_ID", "limited")
    monkeypatch.setenv("KOHA_SECRET", "limited-secret")
    library.night(*PEOPLE)

    record = library.deliver(expect_failure=True)

    assert record.failure is not None
    assert record.failure.code == "target_restricted"
    assert len(library.double.koha.patrons) == 33


def test_too_many_failures_stop_the_delivery(library: Library):
    library.configure(categories={"Student": "NOPE", "Teacher": "T"})
    library.night(*PEOPLE)

    record = library.deliver(expect_failure=True)

    assert record.failure is not None
    assert (record.failure.code, record.messages["target_code_unknown"]) == ("target_failures", 25)
    assert library.deliver(dry_run=True).counts.behind == 40


@pytest.mark.parametrize("seed", range(6))
def test_whatever_goes_wrong_the_next_deliveries_converge(library: Library, seed: int):
    chance = random.Random(seed)
    library.night(*PEOPLE)

    def trouble(number: int, method: str, path: str) -> Trouble | None:
        drawn = chance.random()
        if drawn < 0.1:
            return Trouble(chance.choice([500, 503, 429]), {"Retry-After": "0"})
        return Trouble(cut=True) if drawn < 0.2 else None

    library.double.trouble = trouble
    library.configure(limits={"per_second": 1000, "timeout_seconds": 1, "stop_after_failures": 1000})
    for _ in range(3):
        library.deliver(expect_failure=True)
    library.double.trouble = lambda *_: None

    assert library.deliver().counts.behind == 0
    assert len(library.cards()) == 40
    library.double.reset()
    assert (library.deliver(refresh=True).counts.behind, library.double.writes) == (0, 0)


def test_the_command_delivers_and_says_so(library: Library, monkeypatch: pytest.MonkeyPatch):
    library.night(*PEOPLE)
    where = ["--workspace", str(library.root), "--state", str(library.root / "state")]
    environment = {**os.environ, "KOHA_ID": "svc", "KOHA_SECRET": "svc-secret", "NO_COLOR": "1"}

    def patronctl(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "patronctl", *arguments, *where]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    dry = patronctl("deliver", "north", "--dry-run", "--format", "json")
    real = patronctl("deliver", "north", "koha")
    wrong = patronctl("deliver", "north", "kohaa")

    assert (dry.returncode, json.loads(dry.stdout)["deliveries"][0]["counts"]["created"]) == (0, 40)
    assert (real.returncode, len(library.cards())) == (0, 40)
    assert "north → koha  succeeded" in real.stdout
    assert (wrong.returncode, "koha" in wrong.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_instant_the_next_delivery_converges(library: Library, seed: int):
    chance = random.Random(seed)
    library.double.delay = 0.003
    library.night(*PEOPLE)
    where = ["--workspace", str(library.root), "--state", str(library.root / "state")]
    command = [sys.executable, "-m", "patronctl", "deliver", "north", *where]
    environment = {**os.environ, "KOHA_ID": "svc", "KOHA_SECRET": "svc-secret"}
    for _ in range(4):
        at = library.double.number + chance.randrange(2, 60)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and library.double.number < at:
            time.sleep(0.001)
        process.kill()
        process.wait()

    record = library.deliver()

    assert (record.counts.behind, len(library.cards())) == (0, 40)
    assert {library.attribute(card, "SIS_ID") for card in library.cards()} == {f"{number:04}" for number in range(1, 41)}
