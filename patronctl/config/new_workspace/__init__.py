"""`patronctl init`: a new workspace, commented, that validates as it is."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from patronctl.config import schemas
from patronctl.domain.errors import ConfigurationError

# Where the parts of the template go; hidden folders would be overlooked in the package.
_FOLDERS = {"github": ".github/workflows"}


def create(folder: Path) -> list[Path]:
    """Write the workspace; answers with its files.

    Raises ConfigurationError, with nothing written, where one of them exists already or the folder can't be written.
    """
    texts = _texts()
    there = sorted(name for name in texts if (folder / name).exists())
    if there:
        raise ConfigurationError(
            f"{folder} has {', '.join(there[:3])}{' and more' if len(there) > 3 else ''} already; nothing was written",
            hint="Name a new or an empty folder.",
        )
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ConfigurationError(f"{problem.filename or folder} can't be written: {problem.strerror}") from None
    return [folder / name for name in sorted(texts)]


def _texts() -> dict[str, str]:
    """Path in the workspace: content. The schemas are those of this version."""
    template = dict(_walk(files(__package__) / "template", ""))
    return template | {f"schemas/{name}": text for name, text in schemas.texts().items()}


def _walk(folder: Traversable, at: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{at}{_FOLDERS.get(entry.name, entry.name)}/")
        else:
            found.append((f"{at}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
