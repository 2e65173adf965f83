import threading
from pathlib import Path

import pytest

from patronctl.domain.errors import AlreadyRunningError
from patronctl.store.lock import district_lock


def test_a_district_has_one_run_at_a_time_and_the_second_hears_who_holds_it(tmp_path: Path) -> None:
    with (
        district_lock(tmp_path, "lincoln", "a run of lincoln-students"),
        pytest.raises(AlreadyRunningError, match="in use by a run of lincoln-students, process"),
        district_lock(tmp_path, "lincoln", "another"),
    ):
        pass


def test_a_patient_run_starts_when_the_other_has_ended(tmp_path: Path) -> None:
    held, leave = threading.Event(), threading.Event()

    def first() -> None:
        with district_lock(tmp_path, "lincoln", "the first"):
            held.set()
            leave.wait(30)

    other = threading.Thread(target=first)
    other.start()
    held.wait(30)
    threading.Timer(0.1, leave.set).start()
    with district_lock(tmp_path, "lincoln", "the second", patience=30):
        other.join(30)

    assert leave.is_set()
