"""The wheel has everything that the checkout has: SQL, templates and styles are package data."""

import zipfile
from pathlib import Path

import pytest

from tests.harness.systemd_host import build_wheel
from tests.repository.checkout import relative, tracked


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path):
    wheel = build_wheel(tmp_path)

    packed = set(zipfile.ZipFile(wheel).namelist())
    assert {relative(path) for path in tracked("patronctl/*")} - packed == set()
