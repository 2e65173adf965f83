"""Whatever stands in a converter file, reading it ends with properties or with problems, never with a crash."""

from hypothesis import given, settings
from hypothesis import strategies as st

from patronctl.properties.follett import read_text

PIECES = st.sampled_from(
    [
        "field_homeroom",
        "field_birthdate",
        "field_type_7",
        "map_a_1",
        "map_",
        "=",
        ":",
        " ",
        "\n",
        "\\\n",
        "\\",
        "{",
        "}",
        "{4",
        "1",
        ",omit",
        ",map_a",
        "ISEMPTY(",
        ",",
        ")",
        ',regex("',
        '"',
        "(.)",
        "{$1}",
        ',DATE("',
        "MM/dd/yyyy",
        "\\u00e9",
        "\\u",
        "²",
        "#",
        "9" * 5000,
        "InputRowsToSkip=",
        "MatchUsingDistrictID=true\n",
        "CsvTextEncoding=UTF-8\n",
        "username=",
        "x{99999999999}",
        "(?<n>x)",
        "\t",
        "\r",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_gives_properties_or_errors(text: str) -> None:
    reading = read_text(text, "p.properties")

    assert (reading.properties is None) == any(problem.severity == "error" for problem in reading.problems)


def test_calls_without_end_are_refused() -> None:
    (problem, *_) = read_text("field_homeroom=" + "ISEMPTY(" * 5000, "p.properties").problems[-1:]

    assert "more than 50 ISEMPTY" in problem.message
