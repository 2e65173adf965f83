"""Strict transcoding to UTF-8: a byte that the declared encoding doesn't have is an error with a position, never a guess."""

import codecs
import shutil
from pathlib import Path

from patronctl import files
from patronctl.domain.errors import FeedError

LONGEST_LINE = 8 << 20
"""Characters. What reads the feed later takes records of twice as many bytes."""

PIECE = 16 << 10
"""Bytes that are decoded at once: the text of a larger piece is memory fresh from the system each time, which costs four times as much."""

_CODECS: dict[str, str] = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "latin-1": "iso8859-1",
    "windows-1252": "cp1252",
    "macroman": "mac-roman",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Transcoder:
    """Chunks of the declared encoding in, UTF-8 out, memory flat.

    `newlines` counts the line feeds handed out. `notes` says what was found out about the file on the way.
    `also_utf8` is true when a file declared as something else has characters beyond ASCII and is correct UTF-8 throughout:
    then it was almost certainly declared wrongly.
    """

    def __init__(self, encoding: str, file: str) -> None:
        if encoding not in _CODECS:
            raise FeedError(f"The encoding {encoding} is not known", hint=f"Use one of {', '.join(_CODECS)}.", code="encoding_unknown")
        self.encoding, self.file = encoding, file
        self.notes: list[str] = []
        self.newlines, self._column = 0, 0
        self._started = False
        self._beyond_ascii = False
        self._utf8_guess: codecs.IncrementalDecoder | None = None if encoding == "utf-8" else _decoder("utf-8")

    @property
    def also_utf8(self) -> bool:
        """See the class."""
        return self.encoding != "utf-16" and self._beyond_ascii and self._utf8_guess is not None

    def take(self, chunk: bytes, *, final: bool = False) -> bytes:
        """The next bytes as UTF-8. Raises FeedError with line and column for a byte that can't be."""
        if not self._started:
            chunk = self._start(chunk)
        if self._old_line_ends:
            chunk = chunk.replace(b"\r", b"\n")
        ends = range(PIECE, len(chunk) + PIECE, PIECE) or [0]
        out = [self._took(*self._decoded(chunk[max(0, end - PIECE) : end], final and end >= len(chunk))) for end in ends]
        # UTF-8 is already what it should be, now that it is known to be correct.
        return chunk if self.encoding == "utf-8" else b"".join(out)

    def _decoded(self, piece: bytes, final: bool) -> tuple[str | bytes, bytes]:
        if self._ascii_compatible and piece.isascii() and not self._pending():
            return piece, piece
        text = self._decode(piece, final)
        return text, piece if self.encoding == "utf-8" else text.encode()

    def _took(self, text: str | bytes, out: bytes) -> bytes:
        self._refuse_nul(text)
        self._advance(text, out)
        return out

    def _start(self, head: bytes) -> bytes:
        self._started = True
        if _is_utf_32(head):
            raise FeedError(f"{self.file} is UTF-32, which feeds can't be", hint="Ask for an export in UTF-8.", code="encoding_wrong")
        codec = _CODECS[self.encoding]
        for mark, means in _MARKS:
            if head.startswith(mark):
                if means != self.encoding:
                    raise FeedError(
                        f"{self.file} starts with the mark of {means}, but its encoding is declared as {self.encoding}",
                        hint=f"Set `encoding: {means}` in the properties.",
                        code="encoding_wrong",
                    )
                head = head[len(mark) :]
                codec = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, codec)
                break
        if codec == "utf-16":
            codec = self._byte_order(head)
        self._ascii_compatible = not codec.startswith("utf-16")
        self._decoder = _decoder(codec)
        self._old_line_ends = self._only_carriage_returns(head)
        return head

    def _byte_order(self, head: bytes) -> str:
        """A UTF-16 file without a mark: its first character tells, if it is one of ASCII."""
        if len(head) >= 2 and (head[0] == 0) != (head[1] == 0):
            codec = "utf-16-le" if head[1] == 0 else "utf-16-be"
            self.notes.append(f"{self.file} has no byte order mark; it was read as {codec.upper()}, as its first character says.")
            return codec
        raise FeedError(
            f"{self.file} is declared as utf-16, but has no byte order mark and does not look like UTF-16",
            hint=_fitting(head, "utf-16") or "Ask for an export in UTF-8.",
            code="encoding_wrong",
        )

    def _only_carriage_returns(self, head: bytes) -> bool:
        # Exports of old Macs end lines with CR alone. Every part after this one reads LF and CRLF.
        old = self._ascii_compatible and b"\r" in head and b"\n" not in head
        if old:
            self.notes.append(f"{self.file} ends its lines with carriage returns alone; they were read as line ends.")
        return old

    def _pending(self) -> bool:
        """Whether the last chunk ended inside a character, by the declared encoding or by UTF-8."""
        return any(decoder.getstate()[0] for decoder in (self._decoder, self._utf8_guess) if decoder)

    def _decode(self, chunk: bytes, final: bool) -> str:
        self._beyond_ascii = True
        self._guess_utf8(chunk, final)
        try:
            return self._decoder.decode(chunk, final)
        except UnicodeDecodeError as problem:
            raise self._undecodable(problem) from None

    def _guess_utf8(self, chunk: bytes, final: bool) -> None:
        if self._utf8_guess is not None:
            try:
                self._utf8_guess.decode(chunk, final)
            except UnicodeDecodeError:
                self._utf8_guess = None

    def _undecodable(self, problem: UnicodeDecodeError) -> FeedError:
        good = problem.object[: problem.start].decode(problem.encoding, "replace")
        line, column = self._place(good, len(good))
        bad = problem.object[problem.start : problem.end]
        shown = " ".join(f"{byte:02X}" for byte in bad[:4])
        cut_short = "ends in the middle of a character" if "end" in problem.reason or "truncated" in problem.reason else ""
        return FeedError(
            f"{self.file}, line {line}, column {column}: "
            + (cut_short or f"the byte {shown} is not {self.encoding}, which the encoding is declared as"),
            hint=_fitting(problem.object, self.encoding, bad[:1])
            or ("The file may have been cut off while it was sent; send it again." if cut_short else "Ask for an export in UTF-8."),
            code="encoding_wrong",
        )

    def _refuse_nul(self, text: str | bytes) -> None:
        at = text.find("\0") if isinstance(text, str) else text.find(0)
        if at < 0:
            return
        line, column = self._place(text, at)
        sample = text.encode() if isinstance(text, str) else text
        many = sample[:1000].count(0) > len(sample[:1000]) // 4
        raise FeedError(
            f"{self.file}, line {line}, column {column}: a NUL byte, which no CSV file has",
            hint="Set `encoding: utf-16` in the properties: every other byte is NUL."
            if many
            else "The file is damaged or no text file; export it again.",
            code="feed_has_nul",
        )

    def _place(self, text: str | bytes, at: int) -> tuple[int, int]:
        before = text[:at]
        newline: str | bytes = "\n" if isinstance(text, str) else b"\n"
        lines = before.count(newline)  # type: ignore[arg-type]
        column = len(before) - before.rfind(newline) if lines else self._column + len(before) + 1  # type: ignore[arg-type]
        return self.newlines + lines + 1, column

    def _advance(self, text: str | bytes, out: bytes) -> None:
        new = out.count(b"\n")
        last = (text.rfind("\n") if isinstance(text, str) else text.rfind(b"\n")) if new else -1
        self._column = len(text) - last - 1 if new else self._column + len(text)
        self.newlines += new
        if self._column > LONGEST_LINE:
            raise FeedError(
                f"{self.file}, line {self.newlines + 1} is longer than {LONGEST_LINE >> 20} MiB, which no record is",
                hint="The file is damaged, or its line ends are of a kind that is not known; export it again.",
                code="line_too_long",
            )


def _is_utf_32(head: bytes) -> bool:
    """By its mark, or by the NUL bytes around each of its first characters: no character of a school's feed needs four bytes."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return True
    first = [head[place : place + 4] for place in range(0, min(len(head), 40) // 4 * 4, 4)]
    little = all(character[0] and not any(character[2:]) for character in first)
    big = all(not any(character[:2]) and character[3] for character in first)
    return len(first) > 1 and (little or big)


def _decoder(codec: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(codec)("strict")


def _fitting(sample: bytes, declared: str, byte: bytes = b"") -> str:
    """Which encodings the sample would be correct in. Only the one character is shown: its neighbors may be a password."""
    fits = [name for name in ("utf-8", "windows-1252", "macroman") if name != declared and _reads(sample, name)]
    if not fits:
        return ""
    if fits[0] == "utf-8":
        return "The file is correct UTF-8: set `encoding: utf-8` in the properties."
    shown = [f"{byte.decode(_CODECS[name])} in {name}" if byte else name for name in fits]
    return f"The byte is {', '.join(shown)}: set the `encoding` that makes the names right in the properties."


def _reads(sample: bytes, name: str) -> bool:
    try:
        _decoder(_CODECS[name]).decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def encode(utf8: Path, into: Path, encoding: str) -> None:
    """Write a UTF-8 file again in an encoding, memory flat. A character that it lacks becomes a question mark."""
    with utf8.open(encoding="utf-8", newline="") as text, files.create_text(into, _CODECS[encoding], errors="replace") as out:
        shutil.copyfileobj(text, out, 1 << 20)
