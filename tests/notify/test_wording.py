"""The words of messages: ours, a district's own, and a district's own that are broken."""

from pathlib import Path

import pytest

from patronctl.notify.event import names_of, of_run
from patronctl.notify.wording import word
from tests.reports.fixtures import a_blocked_record, a_failed_record, a_record


def test_a_blocked_run_names_the_guards(tmp_path: Path) -> None:
    message = word(of_run("blocked", a_blocked_record(district_title="Lincoln Schools")), tmp_path)

    assert message.subject == "Blocked: lincoln-students (Lincoln Schools)"
    assert "- Inactivated at WES: 94 of 247 (38%), limit 10%" in message.body


@pytest.mark.parametrize("name", ["started", "succeeded", "recovered", "failed", "blocked", "missed", "test"])
def test_every_event_has_words(name: str, tmp_path: Path) -> None:
    message = word(of_run("failed", a_failed_record()).model_copy(update={"event": name}), tmp_path)

    assert "lincoln-students" in message.subject
    assert message.body.strip()


def test_a_district_says_it_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "failed.txt.j2").write_text("Échec de {{ job }}\n\n{{ counters.records_read }} lus. {{ headline }}\n")

    message = word(of_run("failed", a_failed_record()), tmp_path)

    assert message.subject == "Échec de lincoln-students"
    assert message.body.startswith("0 lus. The run failed.")


@pytest.mark.parametrize("template", ["{{ nobody }}", "{% if %}", "{{ ''.__class__.__mro__ }}", "{{ 1 / 0 }}", "{% include '../secret' %}"])
def test_a_template_that_cannot_be_used_keeps_nobody_from_being_told(template: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "failed.txt.j2").write_text(template)
    (tmp_path / "secret").write_text("hush")

    message = word(of_run("failed", a_failed_record()), tmp_path)

    assert message.subject == "Failed: lincoln-students (lincoln)"
    assert "can't be used" in message.body
    assert "hush" not in message.body


def test_after_trouble_a_success_is_a_recovery() -> None:
    good, bad, dry = a_record(), a_failed_record(), a_record(dry_run=True)
    canceled, interrupted = a_record(outcome="canceled"), a_record(outcome="interrupted")

    assert names_of(good, [bad]) == ["recovered", "succeeded"]
    assert names_of(good, [dry, bad]) == ["recovered", "succeeded"]
    assert names_of(good, [canceled]) == ["recovered", "succeeded"]
    assert names_of(good, [good, bad]) == ["succeeded"]
    assert names_of(good, []) == ["succeeded"]
    assert names_of(interrupted, [good]) == names_of(canceled, [good]) == ["failed"]
    assert names_of(a_blocked_record(), [good]) == ["blocked"]
    assert names_of(dry, [bad]) == []
