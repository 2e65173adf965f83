"""`patronctl init`: a new workspace, commented, that validates as it is."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from patronctl.config import schemas
from patronctl.config.new_workspace.installed import install_spec
from patronctl.domain.errors import ConfigurationError
from patronctl.files import make_folders, write_atomically
from patronctl.places import real
from patronctl.properties import yaml

# Where the parts of the template go; hidden files and folders would be overlooked in the package.
_PLACES = {
    "github": ".github/workflows",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "gitignore": ".gitignore",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
}
EXAMPLE = "Example School District"
_LONGEST = 50


def create(folder: Path, title: str = EXAMPLE, install_from: str = "") -> list[Path]:
    """Write the workspace of a district with this title; answers with its files. CI installs patronctl `from` what is said, or from
    where this one came.

    Raises ConfigurationError, with nothing written, where one of them exists already, the folder can't be written, or the title has
    no letter or digit.
    """
    texts = _texts(title.strip(), install_from or install_spec())
    there = sorted(name for name in texts if (folder / name).exists())
    if there:
        raise ConfigurationError(
            f"{folder} has {', '.join(there[:3])}{' and more' if len(there) > 3 else ''} already; nothing was written",
            hint="Name a new or an empty folder.",
        )
    folder = real(folder)
    try:
        for name, text in texts.items():
            make_folders((folder / name).parent)
            write_atomically(folder / name, text, mode=0o644)
    except OSError as problem:
        raise ConfigurationError(f"{problem.filename or folder} can't be written: {problem.strerror}") from None
    return [folder / name for name in sorted(texts)]


def short_name(title: str) -> str:
    """A district's name from its title: `Lincoln USD #4` is lincoln-usd-4. Raises ConfigurationError where nothing is left."""
    name = "example" if title == EXAMPLE else re.sub("[^a-z0-9]+", "-", title.casefold()).strip("-")[:_LONGEST].rstrip("-")
    if not name:
        raise ConfigurationError(
            f"No short name can be made of {title!r}", hint="Give the district's name with a letter from a to z or a digit."
        )
    return name


def _texts(title: str, install_from: str) -> dict[str, str]:
    """Path in the workspace: content. The schemas are those of this version."""
    name, quoted = short_name(title), title if title == EXAMPLE else yaml.scalar(title)
    made = {
        path.replace("jobs/example/", f"jobs/{name}/"): text.replace("@INSTALL@", install_from)
        .replace("name: example-students", f"name: {name}-students")
        .replace("name: example", f"name: {yaml.scalar(name)}")
        .replace("run example-students", f"run {name}-students")
        .replace(f"title: {EXAMPLE}", f"title: {quoted}")
        for path, text in _walk(files(__package__) / "template", "")
    }
    return made | {f"schemas/{name}": text for name, text in schemas.texts().items()}


def _walk(folder: Traversable, at: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        name = _PLACES.get(entry.name, entry.name)
        if entry.is_dir():
            found += _walk(entry, f"{at}{name}/")
        else:
            found.append((f"{at}{name}", entry.read_text(encoding="utf-8")))
    return found
