"""Decoding in pieces: where a piece ends is nobody's business."""

import pytest

from patronctl.domain.errors import FeedError
from patronctl.sources.encodings import PIECE, Transcoder

CHARACTERS = "é李𝄞x"


@pytest.mark.parametrize("before", range(5))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_character_that_lies_across_two_pieces_is_one(encoding, before):
    text = "a" * before + CHARACTERS * PIECE
    transcoder = Transcoder(encoding, "f.csv")

    out = transcoder.take(text.encode(encoding), final=True)

    assert out.decode() == text


@pytest.mark.parametrize("lines", [0, 3])
@pytest.mark.parametrize("column", [PIECE // 2 - 1, PIECE // 2, 3 * PIECE])
def test_a_wrong_byte_in_a_later_piece_is_named_with_its_line_and_column(lines, column):
    chunk = b"id\n" * lines + "é".encode() * (column - 1) + b"\xe9,"
    transcoder = Transcoder("utf-8", "f.csv")

    with pytest.raises(FeedError, match=rf"line {lines + 1}, column {column}: the byte E9 is not utf-8"):
        transcoder.take(chunk)


def test_a_file_that_ends_in_the_middle_of_a_character_is_cut_off_only_at_its_end():
    whole = ("é" * PIECE).encode()
    transcoder = Transcoder("utf-8", "f.csv")

    assert transcoder.take(whole[:-1]) == whole[:-1]
    with pytest.raises(FeedError, match=f"column {PIECE}: ends in the middle of a character"):
        transcoder.take(b"", final=True)


def test_lines_are_counted_over_all_pieces():
    transcoder = Transcoder("windows-1252", "f.csv")

    transcoder.take("Muñoz\n".encode("cp1252") * PIECE)

    assert transcoder.newlines == PIECE
