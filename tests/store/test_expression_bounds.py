"""An expression of the properties has bounds: what would fill the memory or take for ever is refused before it is run."""

import time

import pytest

from patronctl.domain.errors import ConfigurationError
from patronctl.domain.expression import complaint
from patronctl.store.expression import checked, columns_of

COLUMNS = ("ID", "Phone", "First", "Last")
HUGE = [
    "repeat(ID, 100000000)",
    "repeat('x', 2000000000)",
    "repeat(repeat(repeat(ID, 100), 100), 100)",
    "repeat(ID, length(ID) * 1000000)",
    "repeat(ID, ID::int)",
    "format('{:>2000000000}', ID)",
    "format('{:>{}}', ID, 2000000000)",
    "format(ID, ID)",
    "format('{0}{0}{0}{0}', repeat(ID, 200))",
    "printf('%2000000000d', 1)",
    "printf('%*d', 2000000000, 1)",
    "printf('%.2000000000f', 1.0)",
    "lpad(ID, 1000000000, 'x')",
    "rpad(ID, 1000000000, 'x')",
    "lpad(ID, length(Phone) * 1000000, 'x')",
    "levenshtein(repeat(ID, 200), repeat(Phone, 200))",
    "damerau_levenshtein(repeat(ID, 200), repeat(Phone, 200))",
    "length(repeat(ID, 100000000))",
    "string_split(repeat(ID, 1000000), '')[1]",
    "regexp_replace(repeat(ID, 100), '.', repeat('x', 1000), 'g')",
    "replace(repeat(ID, 100), '1', repeat('x', 1000))",
    "array_to_string(string_split(repeat(ID, 100), ''), repeat('x', 1000))",
    "case when ID = '1' then repeat(ID, 1000000) else ID end",
    "ID in (repeat('x', 1000000))",
    "ID between 'a' and repeat('z', 1000000)",
    " || ".join(["repeat(ID, 200)"] * 40),
    "concat_ws(repeat('x', 10000), ID, ID, ID, ID, ID, ID)",
]
ODD = [
    "1) GROUP BY ALL HAVING (true",
    "1) HAVING (max(1) > 0",
    "1) QUALIFY (true",
    "1) GROUP BY (ID",
    "1) WHERE (true",
    "1) LIMIT (1",
    "1) ORDER BY (1",
    "1) USING SAMPLE (1",
    "1) UNION SELECT (2",
    "1), (2",
]
DEEP = [
    "lower(" * 900 + "ID" + ")" * 900,
    "(" * 5000 + "ID" + ")" * 5000,
    "NOT " * 5000 + "true",
    "- " * 3000 + "ID::int",
    " || ".join(["ID"] * 3000),
    "ID" + "::varchar" * 2000,
    "case when true then ID else " * 500 + "ID" + " end" * 500,
    "[" * 400 + "ID" + "]" * 400,
]
USUAL = [
    "format('{:0>8}', ID)",
    "printf('%08d', ID::int)",
    "lpad(ID, 14, '0')",
    "repeat('0', 14) || ID",
    "regexp_replace(Phone, '([0-9]{3})([0-9]{3})([0-9]{4})', '(\\1) \\2-\\3')",
    "replace(replace(replace(Phone, '-', ''), ' ', ''), '.', '')",
    "upper(First[1]) || lower(First[2:]) || ' ' || Last",
    "case when levenshtein(First, Last) < 2 then First else Last end",
    "array_to_string(string_split(Last, '-'), ' ')",
    "strftime(strptime(ID, '%Y%m%d'), '%Y-%m-%d')",
    "concat_ws(' ', First, Last)",
    " || ".join(["ID"] * 60),
    "lower(" * 60 + "ID" + ")" * 60,
    "left(md5(ID || Last), 8)",
    "coalesce(nullif(trim(First), ''), Last, 'unknown')",
    "case " + " ".join(f"when ID = '{n}' then 'School {n}'" for n in range(60)) + " else ID end",
]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:40])
def test_long_texts_are_refused_before_anything_is_run(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ConfigurationError, match="sql expression") as caught:
        checked(text, COLUMNS)

    assert time.monotonic() - begun < 5
    assert "limit" in caught.value.message or "written in the sql expression" in caught.value.message


@pytest.mark.parametrize("text", ODD)
def test_nothing_beside_one_scalar_expression(text: str) -> None:
    with pytest.raises(ConfigurationError, match="sql expression"):
        checked(text, COLUMNS)


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:20])
def test_what_stands_too_deep_is_refused_and_no_recursion_error(text: str) -> None:
    for ask in (lambda: checked(text, COLUMNS), lambda: columns_of(text)):
        with pytest.raises(ConfigurationError, match=r"too deep|can't be read|can't hold|altogether"):
            ask()


@pytest.mark.parametrize("text", USUAL, ids=lambda text: text[:40])
def test_what_administrators_write_passes(text: str) -> None:
    assert complaint(text) is None
    assert checked(text, COLUMNS).text == text


@pytest.mark.parametrize("text", [DEEP[0], DEEP[1], "repeat(ID, 100000000)", "lpad(ID, 1000000000, 'x')", "format('{:>2000000000}', ID)"])
def test_validate_says_so_without_a_database(text: str) -> None:
    assert complaint(text)
