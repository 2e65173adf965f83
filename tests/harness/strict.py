"""Where the environment says CI, a skipped test is a failed test, and so is one that is expected to fail.

A suite that quietly leaves out what it could not run is green for the wrong reason.
"""

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)


def active() -> bool:
    """Whether nothing may be skipped here."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped or expectedly failing test into a failure."""
    return _refuse((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module that skips itself while it is collected into a failure."""
    return _refuse((yield))


def _refuse(report: R) -> R:
    if not active() or not (report.skipped or hasattr(report, "wasxfail")):
        return report
    why = getattr(report, "wasxfail", "") or (report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr))
    report.outcome = "failed"
    report.longrepr = f"nothing may be skipped or expected to fail in CI: {why}"
    vars(report).pop("wasxfail", None)
    return report
