"""However a run ends, its record says so, and nothing of the feed stays behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from patronctl.domain import interruption
from patronctl.domain.errors import BlockedError, Exit, PatronctlError
from patronctl.domain.feed_gate import GateError
from patronctl.domain.progress import Progress
from patronctl.domain.run_record import Failure, Outcome, RunRecord
from patronctl.places import write_atomically
from patronctl.store import run_folder
from patronctl.store.damage import damaged, is_full
from patronctl.store.soundness import is_damaged
from patronctl.store.traces import trace
from patronctl.update.context import Context


@contextmanager
def recorded(record: RunRecord, context: Context, progress: Progress, store: Path) -> Iterator[None]:
    """Run the body; whatever it raises becomes the run's outcome and goes no further. Only an interruption goes on.

    An error of the database is asked of the store itself: where it can't be read to its end, that is the reason.
    What fails after the commit is a note: the patrons are loaded, and a run that says otherwise would be run again.
    """
    outcome: Outcome = "failed"
    try:
        yield
        outcome = "succeeded" if record.outcome == "running" else record.outcome
    except Exception as error:
        if interruption.asked():
            outcome, record.failure = "canceled", _canceled()
            raise KeyboardInterrupt from error
        outcome = _settled(_of_store(error, store), record, context)
    except KeyboardInterrupt as stop:
        outcome = "canceled"
        stop.add_note(
            f"The run was stopped. {'Its changes had already been loaded.' if record.store_changed else 'No patron was changed.'}"
        )
        record.failure = _canceled()
        raise
    except BaseException as error:
        record.failure = failure(error, record)
        raise
    finally:
        record.outcome, record.finished = outcome, datetime.now(UTC)
        _clean(context)
        run_folder.keep(context.folder, record)
        progress.run_finished(outcome)


def _canceled() -> Failure:
    return Failure(code="canceled", message="The run was canceled", exit_code=Exit.INTERRUPTED)


def _of_store(error: Exception, store: Path) -> Exception:
    about_memory = is_full(error) or isinstance(error, duckdb.OutOfMemoryException)
    if isinstance(error, duckdb.Error) and not about_memory and is_damaged(store):
        return damaged(store)
    return error


def _settled(error: Exception, record: RunRecord, context: Context) -> Outcome:
    found = failure(error, record)
    if isinstance(error, GateError):
        record.checks += error.checks
    if found.code == "unexpected":
        _keep_traceback(context, error)
    if record.store_changed:
        record.notes.append(f"The changes were loaded. Afterwards something failed: {found.message}. {found.hint}".strip())
        return "succeeded"
    record.failure = found
    return "blocked" if isinstance(error, BlockedError) else "failed"


def failure(error: BaseException, record: RunRecord) -> Failure:
    """An error as the administrator reads it. A database's own words may quote patrons, so only their kind is kept."""
    step = record.steps[-1].name if record.steps else ""
    if isinstance(error, PatronctlError):
        return Failure(code=error.code, message=error.message, hint=error.hint, step=step, exit_code=error.exit_code)
    if is_full(error):
        return Failure(code="disk_full", message="The disk is full", hint="Make room, and run the job again.", step=step)
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return Failure(code="out_of_memory", message="The run needs more memory than it may have", step=step)
    return Failure(
        code="unexpected",
        message=f"{(step or 'the run').capitalize()} failed with {type(error).__name__}",
        hint=f"The run's folder has the details in {run_folder.TRACEBACK}.",
        step=step,
    )


def _keep_traceback(context: Context, error: Exception) -> None:
    with suppress(Exception):
        write_atomically(context.folder / run_folder.TRACEBACK, trace(error))


def _clean(context: Context) -> None:
    with suppress(OSError):
        run_folder.tidy(context.folder)
