"""The rules of retirement in their order. A rule is one SQL file that writes one view, and one line here.

Every view answers with one row per patron: verdict (`hit` or why not), action, reason, and the values that decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from patronctl.domain.fields import BY_NAME
from patronctl.store.connection import Door


@dataclass(frozen=True)
class Rule:
    """`name` as it stands in history and counters; `title` as a librarian reads it."""

    name: str
    file: str
    title: str

    @property
    def view(self) -> str:
        """The view that the file writes."""
        return f"rule_{self.name}"


ASKED_BY_FEED = Rule("asked_by_feed", "6_retire/rule_0_asked_by_feed.sql", "The feed asks for the deletion")
INACTIVE = Rule("inactive", "6_retire/rule_3_inactive.sql", "3. Delete patrons that have been inactive for so many days")
WITH_TRANSACTIONS = Rule(
    "with_transactions", "6_retire/rule_4_with_transactions.sql", "4. Delete inactive patrons with outstanding transactions"
)
OF_INACTIVE = (INACTIVE, WITH_TRANSACTIONS)
RULES: tuple[Rule, ...] = (
    ASKED_BY_FEED,
    Rule("unseen", "6_retire/rule_1_unseen.sql", "1. Inactivate patrons that no update has seen for so many days"),
    Rule("graduated", "6_retire/rule_2_graduated.sql", "2. Delete graduated seniors without transactions"),
    *OF_INACTIVE,
)


def judge(door: Door) -> None:
    """From snapshot, circulation, asked_to_delete and policy to the views of the rules: nothing is decided yet."""
    door.run("6_retire/candidate.sql")
    for rule in RULES:
        door.run(rule.file)


def decide(door: Door, rules: Sequence[Rule] = RULES) -> None:
    """From the views of the rules to `retirement`: the first rule that hits a patron wins.

    Most nights nobody is hit; then no patron is read again for his name and fields.
    """
    if door.run("6_retire/verdict.sql", rules=rules):
        door.run("6_retire/inactive_username.sql", longest=BY_NAME["username"].limit)
        door.run("6_retire/retirement.sql")
    else:
        door.run("6_retire/no_retirement.sql")
