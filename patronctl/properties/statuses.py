"""What the values of a status column mean."""

from typing import TYPE_CHECKING

from patronctl.properties.column_names import fold

if TYPE_CHECKING:
    from patronctl.properties.guesses import Guess

_DESTINY = frozenset({"a", "i", "r", "active", "inactive", "restricted"})
_ACTIVE = frozenset({"1", "y", "yes", "t", "true", "enrolled", "active", "a", "e", "current", "registered"})
_INACTIVE = frozenset(
    {"0", "n", "no", "f", "false", "withdrawn", "inactive", "i", "w", "graduated", "transferred", "exited", "dropped", "tobedeleted"}
)
_ONE = {"1": "0", "y": "n", "yes": "no", "t": "f", "true": "false"}
_PAIRS = _ONE | {no: yes for yes, no in _ONE.items()}
"""A sample in which nobody has left shows only one half of the values."""


def detail(made: "Guess") -> None:
    """Say how a status is mapped; where its values are not known, it isn't."""
    values = made.contents.values
    if fold(str(made.column)) == "enrollstatus":
        # PowerSchool numbers them: 0 is enrolled, everything else is not, or not any more.
        made.more["map"] = {"0": "A", "default": "I"}
        made.remarks.append("0 is PowerSchool's number for enrolled")
    elif values and all(value.lower() in _DESTINY for value in values):
        return
    elif values and all(value.lower() in _ACTIVE | _INACTIVE for value in values):
        pairs = {value: _PAIRS.get(value.lower(), value) for value in values}
        both = {*pairs, *(other.upper() if value.isupper() else other for value, other in pairs.items() if other != value)}
        made.more["map"] = {value: "A" if value.lower() in _ACTIVE else "I" for value in sorted(both, reverse=True)}
        made.confidence = "possible"
        made.remarks.append("check what each value means")
    elif made.contents.filled:
        made.confidence = "doubtful"
        made.remarks.append("its values are not known; map them to A, I or R")
