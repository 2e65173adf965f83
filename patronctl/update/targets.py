"""The targets of a district: which there are, delivering to several, and what that means for the exit code."""

from collections.abc import Sequence

from patronctl.config.district import District
from patronctl.config.workspace import LoadedDistrict, LoadedJob, load
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.errors import ConfigurationError, Exit
from patronctl.domain.spelling import did_you_mean
from patronctl.places import Places
from patronctl.targets import Target
from patronctl.update.deliver import NOBODY, deliver
from patronctl.update.delivery import guards
from patronctl.update.delivery.delivery import Options, Progress

ALLOWABLE = (*guards.NAMES, "restricted_account")
"""What `--allow` may name."""


def deliver_all(places: Places, district: str, target: str | None, options: Options, progress: Progress = NOBODY) -> list[DeliveryRecord]:
    """Deliver to one target or to all of a district, one after the other. A target that fails doesn't keep the others from theirs.

    Raises ConfigurationError where the district or the target isn't there, AlreadyRunningError where the district is in use.
    """
    loaded = _district(places, district)
    _refuse_unknown(options.allow)
    return [deliver(loaded.district, loaded.path.parent, one, places, options, progress) for one in _targets(loaded.district, target)]


def deliver_after_run(loaded: LoadedJob, places: Places, progress: Progress = NOBODY) -> list[DeliveryRecord]:
    """The last step of a real run: every target that says `deliver: after_run`."""
    wanted = [target for target in loaded.district.targets if target.deliver == "after_run"]
    options = Options(wait_minutes=1)
    return [deliver(loaded.district, loaded.folder, target, places, options, progress) for target in wanted]


def exit_code(records: Sequence[DeliveryRecord]) -> int:
    """The worst of the deliveries."""
    codes = [_code(record) for record in records]
    return max(codes, default=Exit.DONE, key=lambda code: (code != Exit.DONE, code == Exit.FAILED, code))


def _code(record: DeliveryRecord) -> int:
    if record.outcome == "blocked":
        return Exit.BLOCKED
    if record.failure:
        return record.failure.exit_code
    return Exit.FAILED if record.outcome == "partial" else Exit.DONE


def _district(places: Places, name: str) -> LoadedDistrict:
    workspace = load(places.workspace)
    found = workspace.districts.get(name)
    if found is None:
        errors = workspace.errors
        hint = did_you_mean(name, workspace.districts, "There are")
        raise ConfigurationError(f"There is no district {name} in {workspace.root}", hint=hint, problems=errors)
    prefix = f"{found.path.parent.relative_to(workspace.root).as_posix()}/"
    if errors := tuple(error for error in workspace.errors if error.file.startswith(prefix)):
        raise ConfigurationError(f"The district {name} can't be delivered: its configuration has errors", problems=errors)
    return found


def _targets(district: District, name: str | None) -> list[Target]:
    if not district.targets:
        raise ConfigurationError(
            f"district {district.name} has no targets", hint="A target is a section of district.yaml: see docs/delivery.md."
        )
    if name is None:
        return list(district.targets)
    found = [target for target in district.targets if target.name == name]
    if not found:
        names = [target.name for target in district.targets]
        raise ConfigurationError(f"district {district.name} has no target {name}", hint=did_you_mean(name, names, "There are"))
    return found


def _refuse_unknown(allow: Sequence[str]) -> None:
    for name in allow:
        if name not in ALLOWABLE:
            raise ConfigurationError(
                f"--allow {name}: there is no such guard of a delivery", hint=did_you_mean(name, ALLOWABLE, "There are")
            )
