"""Check a target: sign in, count what can be seen, look for the codes that the mapping names. Changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from patronctl.config.workspace import LoadedDistrict, Workspace
from patronctl.domain.check_report import CheckReport, CheckStep
from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.sources.folder import Folder
from patronctl.targets import Target
from patronctl.targets.base import Finding
from patronctl.targets.file import FileTarget
from patronctl.update.deliver import connect


def find_target(workspace: Workspace, name: str) -> tuple[LoadedDistrict, Target] | None:
    """The target of this name, or of "district/target". None where there is none.

    Raises ConfigurationError where several districts have one of this name.
    """
    wanted_district, _, wanted = name.rpartition("/")
    found = [
        (district, target)
        for district in workspace.districts.values()
        for target in district.district.targets
        if target.name == wanted and wanted_district in ("", district.district.name)
    ]
    if len(found) > 1:
        names = ", ".join(f"{district.district.name}/{target.name}" for district, target in found)
        raise ConfigurationError(f"{len(found)} districts have a target {name}", hint=f"Name one of them: {names}.")
    return found[0] if found else None


def check_target(district: LoadedDistrict, target: Target) -> CheckReport:
    """Every step until one fails."""
    name = f"{district.district.name}/{target.name}"
    report = CheckReport(job=name, passed=True, steps=[])
    begun = perf_counter()
    try:
        for finding in _findings(target, district.path.parent):
            seconds = round(perf_counter() - begun, 3)
            code = "" if finding.good else "target_check"
            step = CheckStep(source=target.name, name=finding.what, passed=finding.good, seconds=seconds, detail=finding.found, code=code)
            report.steps.append(step.model_copy(update={"hint": "" if finding.good else finding.hint}))
            begun = perf_counter()
    except PatronctlError as error:
        seconds = round(perf_counter() - begun, 3)
        failed = CheckStep(source=target.name, name="sign in", passed=False, seconds=seconds, detail=error.message, code=error.code)
        report.steps.append(failed.model_copy(update={"hint": error.hint}))
    failures = [step for step in report.steps if not step.passed]
    return report.model_copy(update={"passed": not failures, "failed_step": failures[0].name if failures else ""})


def _findings(target: Target, beside: Path) -> Iterator[Finding]:
    if isinstance(target, FileTarget):
        yield from _folder(target.to.open(beside), target)
        return
    session = connect(target, beside)
    try:
        yield from session.check()
    finally:
        session.close()


def _folder(folder: Folder, target: FileTarget) -> Iterator[Finding]:
    try:
        there = folder.look(target.to.file)
        yield Finding("folder", True, folder.title)
        words = "not there yet" if there is None else f"there, {there.bytes:,} bytes, of {there.modified:%Y-%m-%d %H:%M} UTC"
        yield Finding("file", there is None or there.kind == "file", f"{target.to.file} is {words}", "The name is taken by a folder.")
    finally:
        folder.close()
