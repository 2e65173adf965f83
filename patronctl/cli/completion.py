"""What a shell completes: the names of jobs and districts, read off the files, because nobody waits for a completion."""

import re
from pathlib import Path

from patronctl.places import Places

_NAME = re.compile(r"^name:\s*[\"']?([\w.-]+)", re.MULTILINE)


def job_names(incomplete: str) -> list[str]:
    """The jobs of the workspace that begin so."""
    files = [path for path in _files("*.yaml") if path.name != "district.yaml" and not path.name.endswith(".properties.yaml")]
    return _names(files, incomplete)


def district_names(incomplete: str) -> list[str]:
    """The districts of the workspace that begin so."""
    return _names(_files("district.yaml"), incomplete)


def _files(pattern: str) -> list[Path]:
    return sorted(Places.of().jobs.glob(f"*/{pattern}"))


def _names(files: list[Path], incomplete: str) -> list[str]:
    found = [name for path in files for name in _NAME.findall(path.read_text(encoding="utf-8", errors="replace"))[:1]]
    return [name for name in found if name.startswith(incomplete)]
