"""What is wrong with a text that is not YAML, in words that help."""

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from patronctl.domain.problem import Problem


def no_yaml(file: str, problem: YAMLError, text: str) -> Problem:
    """The parser's complaint with its position, and what is usually the cause."""
    if isinstance(problem, ReaderError):
        before = text[: problem.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Problem(file, line, column, "the file has a control character, which YAML does not allow", "Delete it.")
    words = getattr(problem, "problem", None) or getattr(problem, "context", None) or "it can't be parsed"
    if "undefined alias" in words:
        words = "found an undefined alias"  # its name may be a secret that begins with a star
    if "another document" in words:
        words = "a second document starts here"
    line, column = _place(problem, words)
    written = [*text.splitlines(), "", ""][line - 1]
    return Problem(file, line, column, f"this is not YAML: {words}", _hint(problem, words, written))


def _place(problem: YAMLError, words: str) -> tuple[int, int]:
    mark = getattr(problem, "problem_mark", None)
    if (
        mark is None or "end of stream" in words or "<stream end>" in words
    ):  # the start of the text that never ends says more than the end of the file
        mark = getattr(problem, "context_mark", None) or mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _hint(problem: YAMLError, words: str, line: str) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())] or r"'\t'" in words:
        return "Indent with spaces, never with tabs."
    if "mapping values are not allowed" in words:
        return "A colon followed by a space starts a value. Quote the text if the colon belongs to it, and check the indentation."
    if "found unknown escape" in words:
        return "Use single quotes around a text with backslashes, such as '^[0-9]+$'."
    if "cannot start any token" in words:
        return "Quote the text: it starts with a character that means something in YAML."
    if "incompatible YAML document" in words:
        return "Remove the line that begins with %YAML: files here are YAML 1.2."
    if "second document" in words:
        return "Write one document per file: remove the line `---`."
    if "end of stream" in words:
        return "The quote that starts here is never closed."
    if "<stream end>" in words and isinstance(problem, MarkedYAMLError) and "flow" in str(problem.context):
        return "The bracket that starts here is never closed."
    if "undefined alias" in words:
        return "Quote the text: a star at its start means an alias in YAML."
    if isinstance(problem, MarkedYAMLError) and "block mapping" in str(problem.context):
        return "Check, here and above: every quote is closed, every key has its colon, and the keys of a section start in one column."
    return "Check quotes, brackets and indentation, here and in the lines above."
