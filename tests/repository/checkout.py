"""What git tracks in this checkout: the repository as others get it."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tracked(*patterns: str) -> list[Path]:
    """The files git tracks, or will with the next commit, that match the patterns and exist."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The text of a tracked file; bytes that aren't UTF-8 (feeds have them) are replaced."""
    return path.read_text(encoding="utf-8", errors="replace")


def relative(path: Path) -> str:
    """The path as a reader of a failure wants it."""
    return str(path.relative_to(ROOT))
