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
_DIGITS = frozenset({"%Y%m%d", "%m%d%Y"})
_MOST = 0.95
_DATES = 0.85
"""So many of the values must be dates, where a format has more than digits: exports hold `N/A`, zeros and slips of the hand."""
_NEARLY = 0.95
_EXCEL_DAYS = range(14_600, 51_500)
"""The days from 1940 to 2040 as a spreadsheet counts them."""
_GRADES = re.compile(r"(?i)(pre-?k?|pk|tk|kg?|k\d|ps|ec|ug|-\d|(0?\d|1[0-3])(st|nd|rd|th)?( grade)?|grade (0?\d|1[0-3]))")
_GENDERS = frozenset({"m", "f", "u", "x", "n", "nb", "male", "female", "unknown", "nonbinary", "unspecified"})
_YES_NO = frozenset({"t", "f", "y", "n", "true", "false", "yes", "no", "1", "0"})
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}(x\d+)?")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_IDENTIFIER = re.compile(r"[A-Za-z]{0,4}-?\d{3,12}")
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
    date_share: float = 1.0
    """How much of the values the best format reads."""
    values: tuple[str, ...] = ()
    """The values where they are few, the most frequent first."""

    @property
    def unique(self) -> bool:
        """Whether every record has a value of its own."""
        return 0 < self.filled == self.distinct and self.filled >= self.rows * 0.98

    @property
    def nearly_unique(self) -> bool:
        """Whether nearly every record has a value of its own: an export repeats a person now and then."""
        return self.rows >= 20 and self.distinct >= self.rows * _NEARLY


def look_at(cells: Sequence[str], today: datetime.date) -> Contents:
    """What the values of one column look like."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    counted = Counter(filled)
    shares = _formats(counted, today)
    dates = tuple(shares)
    kinds = {name for name, test in _tests(today).items() if filled and _share(counted, test) >= _MOST} | ({"date"} if dates else set())
    values = tuple(value for value, _ in counted.most_common(60)) if len(counted) <= 60 else ()
    return Contents(
        len(filled),
        len(counted),
        len(cells),
        max(map(len, filled), default=0),
        frozenset(kinds),
        dates,
        max(shares.values(), default=1.0),
        values,
    )


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
        "identifier": lambda value: bool(_IDENTIFIER.fullmatch(value)),
        "day number": lambda value: len(value) == 5 and value.isdigit() and int(value) in _EXCEL_DAYS,
        "name": lambda value: not any(map(str.isdigit, value)) and "@" not in value,
    }


def _share(counted: Counter[str], test: Callable[[str], bool]) -> float:
    return sum(count for value, count in counted.items() if test(value)) / counted.total()


def _formats(counted: Counter[str], today: datetime.date) -> dict[str, float]:
    """Formats that read nearly every value as a day in a living person's time, the best first, and how much of the values they read.

    Digits alone could be anything, so they must be varied.
    """
    values = dict(counted.most_common(2000))
    if not values or (len(values) < 3 and next(iter(values)).isdigit()):
        return {}
    total = sum(values.values())
    share = {spelling: sum(count for value, count in values.items() if _reads(value, spelling, today)) / total for spelling in DATE_FORMATS}
    enough = [spelling for spelling in DATE_FORMATS if share[spelling] >= (_MOST if spelling in _DIGITS else _DATES)]
    return {spelling: share[spelling] for spelling in sorted(enough, key=lambda spelling: -share[spelling])}


def _reads(value: str, spelling: str, today: datetime.date) -> bool:
    try:
        read = datetime.datetime.strptime(value, spelling)
    except ValueError:
        return False
    return today.year - 110 <= read.year <= today.year + 20
