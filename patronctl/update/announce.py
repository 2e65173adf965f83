"""Who is to be told about a run, and telling them: each event once, also where an earlier run crashed before it could."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

from patronctl.config.workspace import LoadedJob
from patronctl.domain.progress import Progress
from patronctl.domain.run_record import Notification, RunRecord
from patronctl.notify.channel import BaseChannel
from patronctl.notify.event import Event, names_of, of_run
from patronctl.notify.tell import tell
from patronctl.places import Places, one_at_a_time, private_folder
from patronctl.store import run_folder
from patronctl.store.run_folder import Run

ENDED = ("succeeded", "unchanged_source", "blocked", "failed", "canceled", "interrupted")
STALE = timedelta(days=7)


def channels_of(loaded: LoadedJob) -> Mapping[str, BaseChannel]:
    """The district's channels, and the job's over them."""
    return {**loaded.district.notify, **loaded.job.notify}


def tell_of_runs(loaded: LoadedJob, places: Places, *, outcomes: Collection[str] = ENDED) -> list[Notification]:
    """Tell of each run of the job that nobody was told of yet, the oldest first; answers with what was sent and what failed."""
    sent = []
    with ExitStack() as stack:
        with suppress(OSError):  # on a full or read-only disk: rather tell twice than not at all
            stack.enter_context(one_at_a_time(private_folder(places.district(loaded.district.name)) / "telling.lock"))
        runs = _recent(run_folder.newest(places, loaded.district.name, loaded.job.name))
        for place, run in reversed(list(enumerate(runs))):
            if run.record.outcome in outcomes and _is_untold(run.record):
                sent += _tell_of(run, [other.record for other in runs[place + 1 :]], loaded)
    return sent


def event_about(loaded: LoadedJob, name: str, *, identifier: str, headline: str) -> Event:
    """An event of a job that is not the end of a run: started, missed, test."""
    district = loaded.district
    facts = {"district": district.name, "district_title": district.title, "job": loaded.job.name}
    return Event.model_validate({"id": f"{identifier}-{name}", "event": name, "at": datetime.now(UTC), "headline": headline, **facts})


def tell_now(loaded: LoadedJob, event: Event, *, pauses: Sequence[float] = ()) -> list[Notification]:
    """Tell the job's channels of one event, with one try as a rule; answers with what was sent and what failed."""
    sent: list[Notification] = []
    tell([event], channels_of(loaded), loaded.folder, noted=sent.append, pauses=pauses)
    return sent


def tell_test(loaded: LoadedJob) -> list[Notification]:
    """Send a test to every channel of a job."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    words = f"This is a test of the notifications of the job {loaded.job.name}. Nothing has happened."
    return tell_now(loaded, event_about(loaded, "test", identifier=f"{now}-{loaded.job.name}", headline=words))


class Starting:
    """A listener that tells the channels when a run starts, and hands everything on to another listener."""

    def __init__(self, loaded: LoadedJob, listener: Progress) -> None:
        self._loaded, self._listener = loaded, listener
        self.step_started, self.advanced = listener.step_started, listener.advanced
        self.step_finished, self.run_finished = listener.step_finished, listener.run_finished

    def run_started(self, run_id: str, job: str) -> None:
        """Told under the district's lock: a run that is refused because another one is under way has not started."""
        self._listener.run_started(run_id, job)
        tell_now(self._loaded, event_about(self._loaded, "started", identifier=run_id, headline=f"The job {job} has started."))


def _recent(newest_first: Iterator[Run]) -> list[Run]:
    """The runs that somebody may still be told of, and those before them up to the last that tells whether the job was well then."""
    recent = []
    for run in newest_first:
        recent.append(run)
        tells = not run.record.dry_run and run.record.outcome != "running"
        if tells and datetime.now(UTC) - run.record.started >= STALE:
            break
    return recent


def _is_untold(record: RunRecord) -> bool:
    recent = datetime.now(UTC) - record.started < STALE
    return recent and not (record.told or record.dry_run or record.repair)


def _tell_of(run: Run, before: Sequence[RunRecord], loaded: LoadedJob) -> list[Notification]:
    events = [of_run(name, run.record) for name in names_of(run.record, before)]
    told = list(run.record.notifications)

    def keep(*, complete: bool) -> None:
        run_folder.keep(run.folder, run.record.model_copy(update={"notifications": told, "told": complete}))

    def note(sent: Notification) -> None:
        told.append(sent)
        keep(complete=False)

    tell(events, channels_of(loaded), loaded.folder, told=run.record.notifications, noted=note)
    keep(complete=True)
    return told
