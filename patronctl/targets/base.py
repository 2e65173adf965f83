"""What every live target offers. The delivery knows nothing else of it.

Fields travel as `dict[str, str | None]`: None clears a field. An attribute of the target (Koha's extended attributes)
is a field whose name starts with `attribute:`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from patronctl.domain.errors import PatronctlError

Fields = dict[str, str | None]
ATTRIBUTE = "attribute:"


class TargetError(PatronctlError):
    """The target as a whole can't be used: wrong address, wrong login, missing rights, an answer that isn't the target's."""


class UnreachableError(TargetError):
    """The target didn't answer, or answered that it can't just now. Nothing is concluded from it; worth another try."""


class RefusedError(Exception):
    """The target refused one patron. `code` is a message code; the words never hold what the target answered."""

    def __init__(self, code: str, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.code, self.words, self.field = code, words, field


class UnclearError(Exception):
    """A write was sent, and nobody knows whether it happened: look before trying again."""


@dataclass(frozen=True)
class Held:
    """One patron as the target holds them."""

    remote_id: str
    category: str
    library: str
    fields: Fields = field(repr=False)


@dataclass(frozen=True)
class Standing:
    """What a patron has at the library, asked just now. None is unknown, and unknown is not zero."""

    checkouts: int | None = None
    fines_cents: int | None = None
    holds: int | None = None

    @property
    def known(self) -> bool:
        """Whether everything could be asked."""
        return None not in (self.checkouts, self.fines_cents, self.holds)

    @property
    def free(self) -> bool:
        """Whether nothing ties the patron to the library."""
        return self.known and not (self.checkouts or self.fines_cents or self.holds)


@dataclass(frozen=True)
class Finding:
    """One line of `patronctl check` for a target. `hint` says what to do where it isn't `good`."""

    what: str
    good: bool
    found: str
    hint: str = ""


class Live(Protocol):
    """A signed-in target. Reads raise TargetError or UnreachableError; writes may also raise RefusedError and UnclearError."""

    @property
    def unique(self) -> Sequence[str]:
        """Fields of which no two patrons may hold the same value."""

    def everyone(self) -> Iterator[list[Held]]:
        """Every patron that can be seen, in pages. Raises TargetError where the pages don't add up to the total."""

    def by_ids(self, remote_ids: Sequence[str]) -> list[Held]:
        """Those of these patrons that there are."""

    def by_keys(self, keys: Sequence[str]) -> list[Held]:
        """Those whose match key is one of these, as the target compares keys."""

    def create(self, fields: Mapping[str, str | None]) -> str:
        """Create a patron and answer with their identifier there."""

    def update(self, held: Held, fields: Mapping[str, str | None]) -> None:
        """Change these fields and no others."""

    def delete(self, remote_id: str) -> None:
        """Delete a patron. Raises RefusedError where the target keeps them."""

    def standing(self, remote_id: str) -> Standing:
        """Loans, fines and holds, asked now."""

    def standings(self, remote_ids: Sequence[str]) -> Mapping[str, Standing]:
        """Loans and fines of many patrons, by their identifier there; who doesn't answer is missing. Holds are not asked."""

    def check(self) -> Iterator[Finding]:
        """What works and what is missing, changing nothing."""

    def close(self) -> None:
        """Let the connections go."""
