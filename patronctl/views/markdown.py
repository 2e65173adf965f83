"""The Job Summary as Markdown: short, for a ticket or a chat. Nothing personal is in it."""

import re
from collections.abc import Iterator, Sequence

from patronctl.domain.headline import headline
from patronctl.domain.messages import by_weight
from patronctl.domain.text import visible
from patronctl.domain.words import OUTCOMES, changed_fields, check_title, counter_title
from patronctl.store.run_folder import Run


def render(run: Run) -> str:
    """The sentence, the counters that count something, what was not passed, the messages."""
    record = run.record
    counters = record.counters.model_dump(exclude={"deleted_by_rule"})
    refused = [check for check in record.checks if not check.passed]
    messages = [(message.code, f"{count:,}", message.outcome) for message, count in by_weight(record.messages)]
    dry = " (dry run)" if record.dry_run else ""
    return "\n".join(
        [
            f"## {_escape(record.job)}: {OUTCOMES[record.outcome]}{dry}",
            "",
            _escape(headline(record)),
            *_table(("What", "Patrons"), [(counter_title(name), f"{count:,}") for name, count in counters.items() if count]),
            *_table(("Field changed", "Patrons"), [(name, f"{count:,}") for name, count in changed_fields(record)]),
            *_table(("Not passed", "Observed", "Limit"), [(check_title(check), check.observed, check.limit) for check in refused]),
            *_table(("Message", "Times", "Meaning"), messages),
            "",
            f"Run `{record.run_id}`",
        ]
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield ""
        yield _row(head)
        yield _row(("---",) * len(head))
        yield from (_row(tuple(_escape(cell) for cell in row)) for row in rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(visible(text).split()))
