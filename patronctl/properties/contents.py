"""What a column's values look like: dates and their format, e-mail, grades, genders, years, phones, identifiers."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

DATE_FORMATS = (
    "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%y", "%d/%m/%y",
    "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m%d%Y",
)  # fmt: skip
_MOST = 0.95
_GRADES = re.compile(r"(?i)(pre-?k?|pk|tk|kg?|k\d|ps|ec|ug|-\d|(0?\d|1[0-3])(st|nd|rd|th)?( grade)?|grade (0?\d|1[0-3]))")
_GENDERS = frozenset({"m", "f", "u", "x", "n", "nb", "male", "female", "unknown", "nonbinary", "unspecified"})
_YES_NO = frozenset({"t", "f", "y", "n", "true", "false", "yes", "no", "1", "0"})
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}(x\d+)?")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_ZIP = re.compile(r"\d{5}(-?\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d")


@dataclass(frozen=True)
class Contents:
    """What was found in a sample of one column."""

    filled: int
    distinct: int
    rows: int
    longest: int
    kinds: frozenset[str]
    dates: tuple[str, ...] = ()
    """The formats that read nearly every value, the best first."""
    values: tuple[str, ...] = ()
    """The values where they are few, the most frequent first."""

    @property
    def unique(self) -> bool:
        """Whether every record has a value of its own."""
        return 0 < self.filled == self.distinct and self.filled >= self.rows * 0.98


def look_at(cells: Sequence[str], today: datetime.date) -> Contents:
    """What the values of one column look like."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    counted = Counter(filled)
    dates = _formats(counted, today)
    kinds = {name for name, test in _tests(today).items() if filled and _share(counted, test) >= _MOST} | ({"date"} if dates else set())
    values = tuple(value for value, _ in counted.most_common(60)) if len(counted) <= 60 else ()
    return Contents(len(filled), len(counted), len(cells), max(map(len, filled), default=0), frozenset(kinds), dates, values)


def _tests(today: datetime.date) -> dict[str, Callable[[str], bool]]:
    years = range(today.year - 3, today.year + 18)
    return {
        "email": lambda value: bool(_EMAIL.fullmatch(value)),
        "grade": lambda value: bool(_GRADES.fullmatch(value)),
        "gender": lambda value: value.lower() in _GENDERS,
        "yes or no": lambda value: value.lower() in _YES_NO,
        "year": lambda value: len(value) == 4 and value.isdigit() and int(value) in years,
        "phone": lambda value: bool(_PHONE.fullmatch(value)) and sum(map(str.isdigit, value)) in range(7, 16),
        "zip": lambda value: bool(_ZIP.fullmatch(value)),
        "number": str.isdigit,
        "name": lambda value: not any(map(str.isdigit, value)) and "@" not in value,
    }


def _share(counted: Counter[str], test: Callable[[str], bool]) -> float:
    return sum(count for value, count in counted.items() if test(value)) / counted.total()


def _formats(counted: Counter[str], today: datetime.date) -> tuple[str, ...]:
    """Formats that read nearly every value as a day in a living person's time, the best first.

    Digits alone could be anything, so they must be varied.
    """
    values = list(counted)[:2000]
    if not values or (len(values) < 3 and values[0].isdigit()):
        return ()
    share = {spelling: sum(_reads(value, spelling, today) for value in values) / len(values) for spelling in DATE_FORMATS}
    return tuple(sorted((spelling for spelling in DATE_FORMATS if share[spelling] >= _MOST), key=lambda spelling: -share[spelling]))


def _reads(value: str, spelling: str, today: datetime.date) -> bool:
    try:
        read = datetime.datetime.strptime(value, spelling)
    except ValueError:
        return False
    return today.year - 110 <= read.year <= today.year + 20
