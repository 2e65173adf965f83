"""The checks across files. A new check is one function and one line in a list here.

A check takes what was read and yields problems; it never raises. What could not be read is None, and has had its problem already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from patronctl.config.checks.retirement import retirement
from patronctl.config.folder import DistrictFolder
from patronctl.domain.problem import Problem

DistrictCheck = Callable[[DistrictFolder], Iterable[Problem]]
WorkspaceCheck = Callable[[Sequence[DistrictFolder]], Iterable[Problem]]

DISTRICT_CHECKS: list[DistrictCheck] = [retirement]
WORKSPACE_CHECKS: list[WorkspaceCheck] = []


def check_district(folder: DistrictFolder) -> Iterator[Problem]:
    """Everything about one district, its jobs and their properties."""
    for check in DISTRICT_CHECKS:
        yield from check(folder)


def check_workspace(folders: Sequence[DistrictFolder]) -> Iterator[Problem]:
    """Everything about the districts together."""
    for check in WORKSPACE_CHECKS:
        yield from check(folders)
