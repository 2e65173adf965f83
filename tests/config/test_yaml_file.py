"""Both parsers give the same nodes, and no file is too strange for an error in words."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from patronctl.documents.yaml_file import compose, read_yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("tests/config", "jobs") for path in (ROOT / folder).rglob("*.yaml"))


def told(node: Any) -> Any:
    """A node as data: what it is, where, and what is in it."""
    mark = node.start_mark
    # What is not there has no place that they could agree on; its problem is shown at the key.
    place = (type(node).__name__, str(node.tag), *((mark.line, mark.column) if not str(node.tag).endswith(":null") else ()))
    if isinstance(node.value, str):
        return (*place, node.value)
    return (*place, [[told(one) for one in item] if isinstance(item, tuple) else told(item) for item in node.value])


def test_the_fast_parser_and_the_thorough_one_agree_on_every_file() -> None:
    compared = 0
    for path in FILES:
        try:
            text = path.read_text(encoding="utf-8")
            thorough = YAML(typ="safe", pure=True).compose(text)
        except (YAMLError, UnicodeDecodeError):
            continue
        compared += 1
        assert thorough is None or told(compose(text)) == told(thorough), path

    assert compared > 100


PLAIN = "1 +1 -1 01 0o17 0x1F 0b1 1_000 1e3 1. .5 -1.5 .inf .nan yes no on off y n true TRUE false ~ null Null = << 12:30 12:30:45"
WRITTEN = [*PLAIN.split(), "2020-01-31", "2020-01-31T10:00:00Z", '"1"', "'1'", "!!str 1", "!!int '1'", "!x 1", "!<str> 1", '""', "a b"]


@pytest.mark.parametrize("pattern", ["- {}\n", "? {}\n"], ids=["values", "keys"])
def test_both_parsers_take_each_way_to_write_a_value_for_the_same(pattern: str) -> None:
    text = "".join(map(pattern.format, WRITTEN))
    thorough = YAML(typ="safe", pure=True).compose(text)

    for _ in ("worked out", "met before, and looked up"):
        assert told(compose(text)) == told(thorough)


@pytest.mark.parametrize("sign", ["[\n ", "{a: ", "- ", "? "])
def test_a_file_nested_without_end_is_an_error_in_words(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("a: " * (sign[0] in "[{") + "\n" * (sign[0] in "-?") + sign * 5_000)

    document, problems = read_yaml(path, "deep.yaml")

    assert document is None
    assert [problem.message for problem in problems] == ["the file is nested too deeply"]


def test_a_value_without_its_quotes_is_kept_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 0123456\nb: 5.00\nc: 1_000\nd: 0x1F\ne: yes\nf: 02:30\n")

    document, problems = read_yaml(path, "x.yaml")

    assert document
    assert problems == []
    assert {place[0]: spot.text for place, spot in document.values.items() if place} == {
        "a": "0123456", "b": "5.00", "c": "1_000", "d": "0x1F", "e": "yes", "f": "02:30"
    }  # fmt: skip


def test_an_alias_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines))

    _, problems = read_yaml(path, "x.yaml")

    assert any("too large" in problem.message for problem in problems)
