"""Did you mean …?"""

import difflib
from collections.abc import Iterable, Sequence


def did_you_mean(given: str, known: Iterable[str], otherwise: str = "") -> str:
    """The nearest of the known words; else all of them after `otherwise`, if it is given."""
    words = [str(word) for word in known]
    near = nearest(given, words)
    if near:
        return f"Did you mean {near}?"
    return f"{otherwise} {listed(sorted(words), 'and')}." if otherwise and words and len(words) <= 40 else ""


def nearest(given: str, known: Sequence[str]) -> str | None:
    """The word that differs least, and little enough to be meant."""
    folded = {word.casefold(): word for word in reversed(known)}
    close = difflib.get_close_matches(given.casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    return next((word for short, word in folded.items() if len(short) > 2 and given.casefold().startswith(short)), None)


def listed(words: Sequence[str], last: str) -> str:
    """One, two and three."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
