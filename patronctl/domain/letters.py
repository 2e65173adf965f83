"""Letters in upper, lower and title case by Unicode's tables, in no language: what the engine's one-for-one tables lack.

docs/properties.md has the rules in words.
"""

from functools import cache

# A word begins with a letter or a digit that is no modifier letter. An s behind an apostrophe, at the end of a word, belongs to it.
BEGINS = r"\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}"
WORDS = rf"[{BEGINS}][\p{{L}}\p{{M}}\p{{N}}\x{{200C}}\x{{200D}}]*(?:['’]s\b)?|[^{BEGINS}]+"
LAST_SIGMA = r"([\p{L}][\p{M}'’]*)σ($|[^\p{L}\p{M}])"
# Beyond this there is no letter that becomes several, or another one at the beginning of a word.
LAST = 0x10FFF


@cache
def special() -> dict[str, object]:
    """The letters whose upper case, and whose title case, is more than the engine's, with what they become; and the patterns of words."""
    upper = {letter: letter.upper() for letter in map(chr, range(0x80, LAST)) if len(letter.upper()) > 1}
    title = {letter: letter.title() for letter in map(chr, range(0x80, LAST)) if letter.title() != letter.upper()}
    title |= {letter: letter.title() for letter in upper}
    return {"upper": _table(upper), "title": _table(title), "words": WORDS, "last_sigma": LAST_SIGMA}


def _table(becomes: dict[str, str]) -> dict[str, object]:
    return {"letters": list(becomes), "becomes": list(becomes.values()), "any": f"[{''.join(becomes)}]"}
