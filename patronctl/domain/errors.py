"""One error tree and one exit-code map.

PatronctlError                 1  failed
├── ConfigurationError         2  the YAML, or the command line, is wrong
├── BlockedError               3  a guard refused the plan
├── FeedError                  5  source or feed unusable
│   └── TransientError         5  the same, and worth another try
├── AlreadyRunningError        6  another run holds the district
├── CouldNotTellError          7  status can't say, or nobody could be told
└── StoreError                 1  the patron store can't be used
"""

from enum import IntEnum

from patronctl.domain.problem import Problem
from patronctl.domain.text import as_text


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BLOCKED = 3
    PENDING = 4
    FEED = 5
    RUNNING = 6
    UNKNOWN = 7
    INTERRUPTED = 130


EXIT_STATUS = """Exit status: 0 done, 1 failed, 2 usage or configuration, 3 blocked by a guard, 4 changes pending
(only where asked for), 5 source or feed unusable, 6 already running, 7 could not tell, 130 interrupted."""


class PatronctlError(Exception):
    """The root. `hint` says what to do about it; `code` is a stable short name."""

    exit_code = Exit.FAILED

    def __init__(self, message: str, *, hint: str = "", code: str = "failed") -> None:
        # A message may quote a file's name, which need not be text.
        self.message, self.hint = as_text(message), as_text(hint)
        super().__init__(self.message)
        self.code = code


class ConfigurationError(PatronctlError):
    """The configuration has problems; all of them are in `problems`."""

    exit_code = Exit.USAGE

    def __init__(self, message: str, *, hint: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, hint=hint, code="configuration")
        self.problems = problems


class BlockedError(PatronctlError):
    """A guard refused the plan; nothing was changed."""

    exit_code = Exit.BLOCKED


class FeedError(PatronctlError):
    """The source could not be read, or what it gave can't be a feed."""

    exit_code = Exit.FEED


class TransientError(FeedError):
    """A feed error that may pass: only these are retried."""


class AlreadyRunningError(PatronctlError):
    """Another process holds the district's lock."""

    exit_code = Exit.RUNNING


class CouldNotTellError(PatronctlError):
    """Whether all is well could not be found out, or nobody could be told that it isn't."""

    exit_code = Exit.UNKNOWN


class StoreError(PatronctlError):
    """The patron store can't be opened or changed."""
