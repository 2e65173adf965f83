"""Whether somebody asked this process to stop. Libraries wrap an interruption into errors of their own; the signal itself is the fact."""

_came: list[int] = []


def note(number: int) -> None:
    """A signal came."""
    _came.append(number)


def asked() -> bool:
    """Whether one came since the process began."""
    return bool(_came)
