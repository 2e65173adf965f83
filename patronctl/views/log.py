"""Progress as JSON lines for the journal: run_id, job, step, numbers. Nothing personal is ever told to it."""

import json
from datetime import UTC, datetime
from typing import TextIO


class JsonLines:
    """Writes a line for each thing that is told, but not for each advance."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._who: dict[str, str] = {}
        self._step = ""

    def run_started(self, run_id: str, job: str) -> None:
        """Everything that follows carries both names."""
        self._who = {"run_id": run_id, "job": job}
        self._write("run started")

    def step_started(self, name: str, total: int | None = None, unit: str = "records") -> None:
        """A step begins: worth a line where it is known how long it goes."""
        self._step = name
        if total is not None:
            self._write("step started", total=total, unit=unit)

    def advanced(self, amount: int) -> None:
        """Not worth a line."""

    def step_finished(self, name: str, seconds: float, rows: int) -> None:
        """A step ends."""
        self._step = name
        self._write("step finished", seconds=seconds, rows=rows)

    def run_finished(self, outcome: str) -> None:
        """The run ends."""
        self._step = ""
        self._write("run finished", level="info" if outcome in ("succeeded", "unchanged_source") else "error", outcome=outcome)

    def _write(self, event: str, *, level: str = "info", **facts: object) -> None:
        step = {"step": self._step} if self._step else {}
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "event": event, **self._who, **step, **facts}
        self._stream.write(json.dumps(line) + "\n")
        self._stream.flush()
