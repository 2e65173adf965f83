"""Where files lie: each job has properties of its own folder, and no properties lie about unused."""

from collections.abc import Iterator

from patronctl.config.folder import DistrictFolder
from patronctl.domain.problem import Problem


def of_properties(folder: DistrictFolder) -> Iterator[Problem]:
    """Properties that no job uses are probably misnamed in a job."""
    used = {folder.properties_path(job) for job in folder.jobs}
    if not used <= set(folder.properties):
        return  # a job names a file that isn't there: one problem, not two
    for path, properties in folder.properties.items():
        if properties and folder.jobs and path not in used:
            hint = "Name it in a job's `properties`, or remove it."
            yield Problem(properties.document.file, 0, 0, "no job uses these properties", hint, severity="warning")
