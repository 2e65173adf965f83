"""Try again, with growing pauses, what declares itself transient; nothing else."""

import time
from collections.abc import Callable
from typing import TypeVar

from patronctl.domain.errors import TransientError

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds; each pause is twice the one before."""

sleep: Callable[[float], None] = time.sleep
"""The one place that waits; tests put a clock of their own here."""

Result = TypeVar("Result")


def retried(action: Callable[[], Result], attempts: int) -> Result:
    """The action's result. After the last attempt, the last TransientError with the number of attempts in its message."""
    for attempt in range(1, attempts + 1):
        try:
            return action()
        except TransientError as problem:
            if attempt == attempts:
                tried = f" ({attempts} attempts)" if attempts > 1 else ""
                raise TransientError(problem.message + tried, hint=problem.hint, code=problem.code) from None
            sleep(min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE))
    raise AssertionError("attempts is at least 1")
