"""A `sql:` expression of the properties reads the record's columns and nothing else: no file, no table, no setting."""

import pytest

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.expression import complaint
from patronctl.store.expression import checked

COLUMNS = ("Phone", "Email")
HARMLESS = [
    "regexp_replace(Phone, '[^0-9]', '', 'g')",
    "upper(Phone) || 'x;y'",
    "case when Phone = '1' then 'a' else Email end",
    "Phone[1:3]",
    "Phone in ('a', 'b')",
    "Phone::int + 1",
    "trim(both 'x' from Phone)",
    "extract(year from strptime(Phone, '%Y'))",
    '"Phone" -- a comment at the end',
]
REFUSED = [
    "(select 1)",
    "read_text('/etc/passwd')",
    "getenv('HOME')",
    "current_setting('threads')",
    "query('select 1')",
    "nextval('s')",
    "now()",
    "random()",
    "count(*)",
    "sum(1) over ()",
    "1) FROM store.patron --",
    "Phone; DROP TABLE x",
    "Phone, Email",
    "pg_read_file('/etc/passwd')",
]
ONLY_PARSED = ["*", "columns(*)", "store.patron", "feed.Phone", "current_date", "Fone", "Phone +"]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_expressions_pass_both_checks(text: str) -> None:
    assert complaint(text) is None
    assert checked(text, COLUMNS).text == text


@pytest.mark.parametrize("text", REFUSED + ONLY_PARSED)
def test_everything_else_is_refused_before_it_is_run(text: str) -> None:
    with pytest.raises(ConfigurationError, match="sql expression"):
        checked(text, COLUMNS)


@pytest.mark.parametrize("text", [text for text in REFUSED if text != "Phone, Email"])
def test_validate_sees_most_of_it_without_a_database(text: str) -> None:
    assert complaint(text)
