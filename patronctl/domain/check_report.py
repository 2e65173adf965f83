"""What `patronctl check` found out: the steps in order, each with its time; a failed one is the last of its source."""

from patronctl.domain.model import Output

FORMAT_VERSION = 1


class CheckStep(Output):
    """One step. `source` feed or circulation; seconds of wall time; `detail` is what was found or what went wrong."""

    source: str
    name: str
    passed: bool
    seconds: float
    detail: str
    code: str = ""
    hint: str = ""


class SaidByConversion(Output):
    """A message about one field: of how many of the converted records, and their share of all. `hint` says what would fit."""

    code: str
    field: str
    records: int
    share: float
    hint: str = ""


class CheckReport(Output):
    """A check of one job's sources. `sample` are converted records: field and value, masked unless `shows_values`."""

    format_version: int = FORMAT_VERSION
    job: str
    passed: bool
    failed_step: str = ""
    steps: list[CheckStep]
    notes: list[str] = []
    shows_values: bool = False
    sample: list[dict[str, str | None]] = []
    messages: list[SaidByConversion] = []
    """What the conversion says of the records that were read, the most frequent first."""
