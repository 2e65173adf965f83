"""Every kind of text that YAML knows, and ten thousand that it doesn't: values or errors in words, never a crash."""

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from patronctl.config.workspace import load
from patronctl.documents.yaml_file import read_yaml
from patronctl.views.problems import as_json, as_text
from tests.config.mutations import YAML_WORDS, damaged

# Read as the value, or refused with its line and a part of the words.
READ: dict[str, tuple[str, Any]] = {
    "a comment behind a value": ("a: b # c\n", {"a": "b"}),
    "a sharp sign in a text": ("a: b#c\n", {"a": "b#c"}),
    "text over two lines": ("a: b\n  c\n", {"a": "b c"}),
    "text over two lines in quotes": ('a: "b\n\n  c\\\n  d"\n', {"a": "b\ncd"}),
    "a quote in single quotes": ("a: 'it''s'\n", {"a": "it's"}),
    "escapes": (r'a: "\t\x41\u00e9\U0001F600\/\_"', {"a": "\tAé😀/\xa0"}),
    "a literal block": ("a: |\n  b\n\n   c\n", {"a": "b\n\n c\n"}),
    "a literal block without its last line end": ("a: |-\n  b\n", {"a": "b"}),
    "a literal block with all its line ends": ("a: |+\n  b\n\n", {"a": "b\n\n"}),
    "a literal block with its indentation": ("a: |2\n   b\n", {"a": " b\n"}),
    "a folded block": ("a: >\n  b\n  c\n\n  d\n", {"a": "b c\nd\n"}),
    "a folded block with indented lines": ("a: >-\n  b\n    c\n  d\n", {"a": "b\n  c\nd"}),
    "a list at its key's column": ("a:\n- b\n- c\n", {"a": ["b", "c"]}),
    "lists in a list": ("a:\n- - b\n  - c\n- [d]\n", {"a": [["b", "c"], ["d"]]}),
    "sections in a list": ("a:\n- b: 1\n  c: 2\n- {b: 3}\n", {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
    "brackets over lines": ("a: [b,\n  c,\n]\n", {"a": ["b", "c"]}),
    "a pair in brackets": ("a: [b: c]\n", {"a": [{"b": "c"}]}),
    "a key with a question mark": ("? a\n: b\n", {"a": "b"}),
    "keys in quotes": ("'a': 1\n\"b\": 2\n", {"a": 1, "b": 2}),
    "a colon in a text": ("a: b:c\n", {"a": "b:c"}),
    "an anchor and its alias": ("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}),
    "an anchor used again": ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
    "an alias as a key": ("a: &x b\n*x : c\n", {"a": "b", "b": "c"}),
    "the tag of text": ("a: !!str 1\n", {"a": "1"}),
    "the tag of a number": ("a: !!int '1'\n", {"a": 1}),
    "a tag of YAML by another name": ("%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\n", {"a": "1"}),
    "a directive for the version": ("%YAML 1.2\n---\na: yes\n", {"a": "yes"}),
    "a directive that nobody knows": ("%FOO bar\n---\na: 1\n", {"a": 1}),
    "a start and an end": ("---\na: 1\n...\n", {"a": 1}),
    "a mark of UTF-8": ("\ufeffa: 1\n", {"a": 1}),
    "line ends of Windows": ("a: 1\r\nb:\r\n- c\r\n", {"a": 1, "b": ["c"]}),
    "line ends of an old Mac": ("a: 1\rb: 2\r", {"a": 1, "b": 2}),
    "tabs behind a value": ("a: 1\t\t# c\n", {"a": 1}),
    "numbers in other bases": ("a: 0x1F\nb: 0o17\n", {"a": 31, "b": 15}),
    "a time of day is text": ("a: 02:30\n", {"a": "02:30"}),
    "words that were switches once": ("a: [yes, No, on, off, y]\n", {"a": ["yes", "No", "on", "off", "y"]}),
    "an empty list and an empty section": ("a: []\nb: {}\n", {"a": [], "b": {}}),
    "letters of every kind": ("ключ: 値\n", {"ключ": "値"}),
}
REFUSED: dict[str, tuple[str, int, str]] = {
    "a version to come": ("%YAML 1.3\n---\na: 1\n", 1, "incompatible YAML"),
    "a version of another YAML": ("%YAML 2.0\n---\na: 1\n", 1, "incompatible YAML"),
    "a version twice": ("%YAML 1.2\n%YAML 1.2\n---\na: 1\n", 2, "duplicate"),
    "a version in words": ("%YAML x\n---\na: 1\n", 1, "expected"),
    "a directive without a document": ("%YAML 1.2\n", 2, "expected '<document start>'"),
    "a tag without its directive": ("a: !x!y 1\n", 1, "undefined tag"),
    "a tag of ours": ("a: 1\nb: !secret x\n", 2, "is not supported"),
    "a tag of Python": ("a: !!python/object:os.system x\n", 1, "is not supported"),
    "bytes": ("a: !!binary eA==\n", 1, "is not supported"),
    "a set": ("a: !!set {b, c}\n", 1, "is not supported"),
    "an ordered map": ("a: !!omap [b: 1]\n", 1, "is not supported"),
    "a list that says it is a number": ("a: !!int [1]\n", 1, "is not supported"),
    "a section that says it is text": ("a: !!str {b: 1}\n", 1, "is not supported"),
    "an alias without an anchor": ("a: 1\nb: *x\n", 2, "undefined alias"),
    "an alias in itself": ("a: &x [*x]\n", 1, "repeats itself"),
    "anchors multiplied": (
        "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]),
        1,
        "too large",
    ),
    "an anchor without a value": ("a: &x\nb: 1\n", 1, "no value"),
    "a merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "merge keys"),
    "a merge key with two": ("a: &x {b: 1}\nc: {<<: [*x, *x]}\n", 2, "merge keys"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "is here twice"),
    "a key twice in brackets": ("a: {b: 1, b: 2}\n", 1, "is here twice"),
    "a list as a key": ("? [a, b]\n: c\n", 1, "a key must be text"),
    "a section as a key": ("{a: b}: c\n", 1, "a key must be text"),
    "a key that is nothing": ("a: 1\n~: b\n", 2, "keys are text"),
    "a key that is not there": (": b\n", 1, "keys are text"),
    "a key without a value": ("a: 1\nb:\n", 2, "no value"),
    "a dash without a value": ("a:\n- b\n-\n- c\n", 3, "item 2 of `a` has no value"),
    "a last dash without a value": ("a:\n- b\n-", 3, "item 2 of `a` has no value"),
    "a dash with a comment": ("a:\n- # b\n\n\nc: 1\n", 2, "item 1 of `a` has no value"),
    "nothing in a list in a list": ("a: [[b, null]]\n", 1, "item 2 of the list has no value"),
    "two commas": ("a: [b, , c]\n", 1, "expected the node content"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "text behind the end": ("a: 1\n...\nb: 2\n", 3, "second document"),
    "a list": ("- a\n", 1, "`key: value`"),
    "a text": ("abc\n", 1, "`key: value`"),
    "nothing": ("~\n", 1, "`key: value`"),
    "a tab before a key": ("a:\n\tb: 1\n", 2, "cannot start any token"),
    "a bracket not closed": ("a: [b, c\n", 1, "expected ',' or ']'"),
    "a quote not closed": ("a: 1\nb: 'c\nd: e\n", 2, "end of stream"),
    "a block less indented than it says": ("a: |4\n  b\n", 2, "expected <block end>"),
    "an escape of nothing": (r'a: "\q"', 1, "unknown escape"),
    "half a character": ('a: 1\nb: "\\ud800"\n', 2, "U+D800"),
    "no character": ('a: "\\U00110000"\n', 1, "invalid Unicode"),
    "the character zero": ('a: "b\\0"\n', 1, "U+0000"),
    "the character zero in a key": ('"a\\0": 1\n', 1, "U+0000"),
    "a bell": ("a: 1\nb: \x07\n", 2, "control character"),
    "a delete": ("a: \x7f\n", 1, "control character"),
    "an at sign": ("a: @b\n", 1, "cannot start any token"),
    "brackets in brackets": ("a: " + "[" * 70 + "]" * 70, 1, "nested too deeply"),
    "five hundred brackets": ("a: 1\nb: " + "[" * 500 + "]" * 500, 2, "nested too deeply"),
    "nearly a thousand brackets": ("a: " + "[" * 990 + "]" * 990, 1, "nested too deeply"),
    "sections in sections": ("a: " + "{a: " * 400 + "1" + "}" * 400, 1, "nested too deeply"),
    "dashes in dashes": ("a:\n" + "- " * 900 + "b\n", 2, "nested too deeply"),
    "sections below sections": ("\n".join(" " * n + "a:" for n in range(300)) + " b\n", 66, "nested too deeply"),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("kind", READ)
def test_what_yaml_allows_is_read(kind: str, tmp_path: Path) -> None:
    text, value = READ[kind]

    document, problems = read_yaml(write(tmp_path, text), "x.yaml")

    assert problems == []
    assert document
    assert document.value == value


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_taken_is_told_with_its_line(kind: str, tmp_path: Path) -> None:
    text, line, words = REFUSED[kind]

    _, problems = read_yaml(write(tmp_path, text), "x.yaml")

    assert [problem.severity for problem in problems] == ["error"] * len(problems)
    assert problems[0].line == line
    assert words in problems[0].message


@pytest.mark.parametrize("value", ["!!int abc", "!!float x", "!!bool maybe", "!!timestamp x", "9" * 5000, "0x" + "f" * 40, ".inf", ".nan"])
def test_a_value_that_is_not_what_it_says_is_refused_by_every_key(value: str, tmp_path: Path, repository: Path) -> None:
    shutil.copytree(repository / "jobs", tmp_path / "jobs")
    job = tmp_path / "jobs" / "lincoln" / "students.yaml"
    text = (
        job.read_text(encoding="utf-8").replace("keep_runs: 30", f"keep_runs: {value}").replace("description:", f"description: {value} #")
    )
    assert value in text
    job.write_text(text, encoding="utf-8")

    loaded = load(tmp_path)

    assert len(loaded.errors) == text.count(value)
    assert loaded.jobs == {}


def test_a_file_of_the_size_of_a_feed_is_not_read(tmp_path: Path) -> None:
    _, problems = read_yaml(write(tmp_path, "a: 1\n" * 2_100_000), "x.yaml")

    assert [problem.message for problem in problems] == ["the file is larger than 10 MB"]


def fuzzed(count: int, start: int, repository: Path, root: Path) -> None:
    """Texts of words that mean something to YAML, and damaged files; each loaded as a workspace, with its problems in both forms."""
    shutil.copytree(repository / "jobs", root / "jobs")
    files = sorted((root / "jobs" / "lincoln").iterdir())
    sound = {file: file.read_text(encoding="utf-8") for file in files}
    for seed in range(start, start + count):
        random = Random(seed)
        file = random.choice(files)
        words = [*YAML_WORDS, "a", "name", "full", "x: ", " ", "\n"]
        text = "".join(random.choice(words) for _ in range(random.randrange(1, 25))) if seed % 3 == 0 else damaged(sound[file], random)
        file.write_text(text, encoding="utf-8", newline="")
        loaded = load(root)
        assert as_text(loaded.root, loaded.problems, loaded.files)
        assert as_json(loaded.problems)
        file.write_text(sound[file], encoding="utf-8")


def test_no_text_is_too_strange_for_an_error_in_words(tmp_path: Path, repository: Path) -> None:
    fuzzed(300, 0, repository, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1_000, 11_000, 1_000))
def test_ten_thousand_texts_and_no_traceback(start: int, tmp_path: Path, repository: Path) -> None:
    fuzzed(1_000, start, repository, tmp_path)
