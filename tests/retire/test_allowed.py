"""A misspelled --allow is an error: it would be recorded and help nothing."""

import pytest

from patronctl.domain.errors import ConfigurationError
from patronctl.update.allowed import refuse_unknown

from .support import district


@pytest.mark.parametrize(
    "name", ["max_inactivated", "max_deleted_per_site", "max_deleted_per_site:LHS", "max_shrink", "mojibake", "stable_for"]
)
def test_guards_guards_at_a_site_and_feed_gates_can_be_allowed(name: str) -> None:
    refuse_unknown([name], district())


@pytest.mark.parametrize(
    ("name", "near"),
    [("max_inactivate", "max_inactivated"), ("max_deleted_per_site:LSH", "max_deleted_per_site:LHS"), ("max_deleted:LHS", ""), ("all", "")],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str, near: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        refuse_unknown([name], district())

    assert near in caught.value.hint
