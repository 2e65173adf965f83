"""The conformance suite against the double, as `make koha-acceptance` runs it against a real server, and the client's concurrency."""

import pytest

from tests.targets import acceptance
from tests.targets.conformance import CASES
from tests.targets.conftest import Library, person


def test_koha_conforms_and_nothing_is_left_behind(library: Library, capsys: pytest.CaptureFixture[str]):
    before = dict(library.double.koha.patrons)

    code = acceptance.main(library.double.url)

    assert (code, capsys.readouterr().out.count("passed  ")) == (0, len(CASES))
    assert library.double.koha.patrons == before


def test_four_connections_keep_four_requests_under_way(library: Library):
    library.double.delay = 0.02
    library.night(*(person(number) for number in range(1, 41)))

    library.deliver()

    assert library.double.busiest == 4
