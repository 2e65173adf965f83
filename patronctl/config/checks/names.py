"""Names: of districts and their folders, and of jobs, which are unique in the workspace."""

from collections.abc import Iterator, Sequence

from patronctl.config.folder import DistrictFolder
from patronctl.domain.problem import Problem


def of_the_folder(folder: DistrictFolder) -> Iterator[Problem]:
    """A district's folder has the district's name."""
    district = folder.district
    if district and district.model.name != folder.path.name:
        message = f"the district is called {district.model.name}, its folder {folder.path.name}"
        yield district.document.problem(
            ("name",), message, "Give both the same name: it is also the folder of the district's patron store."
        )


def of_jobs(folders: Sequence[DistrictFolder]) -> Iterator[Problem]:
    """No two jobs have one name, in whatever district."""
    first: dict[str, str] = {}
    for job in (job for folder in folders for job in folder.jobs):
        other = first.setdefault(job.model.name, job.document.file)
        if other != job.document.file:
            yield job.document.problem(
                ("name",), f"the job {job.model.name} is already in {other}", "Give it another name, such as the district's before it."
            )
