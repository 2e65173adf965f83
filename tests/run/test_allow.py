"""`--allow` names a guard or a gate that exists, at one site or at all of them."""

import pytest

from patronctl.domain.errors import ConfigurationError
from patronctl.usecases.run_job import check_allowed


@pytest.mark.parametrize("name", ["max_inactivated", "max_inactivated_per_site:WES", "min_overlap", "stable_for"])
def test_a_guard_or_gate_can_be_named(name: str):
    check_allowed([name])


def test_a_mistyped_guard_is_refused_with_the_one_that_was_meant():
    with pytest.raises(ConfigurationError) as refused:
        check_allowed(["max_inactivate"])

    assert refused.value.message == "--allow max_inactivate is no guard and no gate"
    assert refused.value.hint == "Did you mean max_inactivated?"
