"""However a run ends, its record says so, and nothing of the feed stays behind."""

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from patronctl import files
from patronctl.domain.errors import BlockedError, Exit, PatronctlError
from patronctl.domain.feed_gate import GateError
from patronctl.domain.progress import Progress
from patronctl.domain.run_record import Failure, Outcome, RunRecord
from patronctl.places import write_atomically
from patronctl.store import run_folder
from patronctl.update.context import Context

TRACEBACK = "error.txt"


@contextmanager
def recorded(record: RunRecord, context: Context, progress: Progress) -> Iterator[None]:
    """Run the body; a failure goes into the record and no further, an interruption goes on."""
    outcome: Outcome = "failed"
    try:
        yield
        outcome = "succeeded" if record.outcome == "running" else record.outcome
    except BlockedError as error:
        outcome = "blocked"
        record.failure = failure(error, record)
    except (PatronctlError, duckdb.Error, OSError) as error:
        record.failure = failure(error, record)
        if isinstance(error, GateError):
            record.checks += error.checks
        if record.failure.code == "unexpected":
            _keep_traceback(context, error)
    except KeyboardInterrupt:
        outcome = "canceled"
        record.failure = Failure(code="canceled", message="The run was canceled", exit_code=Exit.INTERRUPTED)
        raise
    finally:
        record.outcome, record.finished = outcome, datetime.now(UTC)
        _clean(context)
        run_folder.write(context.folder, record)
        progress.run_finished(outcome)


def failure(error: Exception, record: RunRecord) -> Failure:
    """An error as the administrator reads it. A database's own words may quote patrons, so only their kind is kept."""
    step = record.steps[-1].name if record.steps else ""
    if isinstance(error, PatronctlError):
        return Failure(code=error.code, message=error.message, hint=error.hint, step=step, exit_code=error.exit_code)
    if _is_full(error):
        return Failure(code="disk_full", message="The disk is full", hint="Make room, and run the job again.", step=step)
    if isinstance(error, duckdb.OutOfMemoryException):
        return Failure(code="out_of_memory", message="The run needs more memory than it may have", step=step)
    return Failure(
        code="unexpected",
        message=f"{(step or 'the run').capitalize()} failed with {type(error).__name__}",
        hint=f"The run's folder has the details in {TRACEBACK}.",
        step=step,
    )


def _keep_traceback(context: Context, error: Exception) -> None:
    write_atomically(context.folder / TRACEBACK, "".join(traceback.format_exception(error)))


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)


def _clean(context: Context) -> None:
    files.remove(context.folder / "feed.csv")
    files.remove_tree(context.folder / "scratch", ignore_errors=True)
