"""Properties in the form of Follett's Patron Import Converter: a Java properties file (docs/rules.md, part 3)."""

from pathlib import Path

from patronctl.properties.follett.java_properties import entries
from patronctl.properties.follett.reading import Findings, Note, Reading
from patronctl.properties.follett.translate import translate

__all__ = ["Note", "Reading", "read", "read_text"]


def read(path: Path, name: str = "") -> Reading:
    """Read a converter file; `name` is how problems call it. Raises OSError where it can't be read."""
    findings = Findings(name or path.name)
    text = _decoded(path.read_bytes(), findings)
    return Reading(None, tuple(findings.problems)) if text is None else translate(entries(text), findings)


def read_text(text: str, name: str) -> Reading:
    """The same for text that is already at hand."""
    return translate(entries(text), Findings(name))


def _decoded(content: bytes, findings: Findings) -> str | None:
    if b"\0" in content:
        findings.whole("the file is UTF-16, or no text", "save it as plain text, in ISO 8859-1 or UTF-8")
        return None
    if content.startswith(b"\xef\xbb\xbf") or not content.isascii():
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("latin-1")
        # Java reads Latin-1. Letters that make correct UTF-8 are hardly ever anything else.
        if not content.isascii() and not content.startswith(b"\xef\xbb\xbf"):
            findings.whole(
                "the file is read as UTF-8, though Java's properties are ISO 8859-1", "write \\u00e9 for é to be sure", "warning"
            )
        return text
    return content.decode("ascii")
