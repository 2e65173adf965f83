"""The only way to make, change and remove files: no link on the way is followed, and no name is opened that somebody could have planted.

Every folder of a path is opened without following links, from the root down; a path that an administrator gave is made real first
(`places.real`), so a link met here was put there later. New files get random names and move into place when they are whole.
What root makes in somebody else's folder belongs to the owner of that folder, so that the service can change it later.
"""

import errno
import os
import pwd
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO, cast

from patronctl.domain.errors import PatronctlError

_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class PlantedError(PatronctlError):
    """A link, or somebody else's file, lies where patronctl would write."""


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """A descriptor of a folder, for use as `dir_fd`. Raises PlantedError where a part of its path is a link."""
    handle = os.open("/", os.O_PATH | _FOLDER)
    try:
        parts = Path(os.path.normpath(Path.cwd() / folder)).parts[1:]
        for depth, part in enumerate(parts, start=1):
            inner = _enter(handle, part, Path("/", *parts[:depth]))
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


@contextmanager
def parent_of(path: Path) -> Iterator[int]:
    """The folder of a file, open. What the system refuses meanwhile is said of the file's whole path."""
    try:
        with opened(path.parent) as handle:
            yield handle
    except OSError as problem:
        problem.filename, problem.filename2 = str(path), None
        raise


def _enter(parent: int, name: str, path: Path) -> int:
    try:
        return os.open(name, os.O_PATH | _FOLDER, dir_fd=parent)
    except OSError as problem:
        problem.filename = str(path)
        if problem.errno in (errno.ENOTDIR, errno.ELOOP) and _kind(parent, name) == stat.S_IFLNK:
            raise planted(path) from None
        raise


def planted(path: Path) -> PlantedError:
    """The error for a link that lies where patronctl would write."""
    return PlantedError(
        f"{path} is a link, and patronctl doesn't write through links",
        hint=f"See who put it there. If nobody needs it, remove it: rm '{path}'",
        code="link_refused",
    )


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, that only the owner can enter. Raises PlantedError for a link."""
    _make_missing(path, 0o700)
    with opened(path) as handle:
        _own(handle, path)
    return path


def _make_missing(path: Path, mode: int) -> None:
    for folder in reversed([folder for folder in [path, *path.parents] if not os.path.lexists(folder)]):
        make_folder(folder, mode=mode)


def make_folder(path: Path, *, mode: int, owner: tuple[int, int] | None = None) -> None:
    """Make one folder, for an `owner` (uid and gid) where root says so. Raises PlantedError for a link, and for another account's."""
    with parent_of(path) as parent:
        with suppress(FileExistsError):
            os.mkdir(path.name, 0o700, dir_fd=parent)
            inner = _enter(parent, path.name, path)
            try:
                hand_over(inner, parent, f"/proc/self/fd/{inner}")
                Path(f"/proc/self/fd/{inner}").chmod(mode)
                if owner:
                    os.chown(f"/proc/self/fd/{inner}", *owner)
            finally:
                os.close(inner)
        inner = _enter(parent, path.name, path)
        try:
            _own(inner, path)
        finally:
            os.close(inner)


def make_folders(path: Path) -> None:
    """Make a folder that others may enter as the umask says, with those above it that are missing."""
    umask = os.umask(0o077)
    os.umask(umask)
    _make_missing(path, 0o777 & ~umask)
    with opened(path):
        return


def create(path: Path, *, mode: int = 0o600) -> BinaryIO:
    """A new file to write bytes to. Raises FileExistsError where the name is taken, by whatever."""
    with parent_of(path) as parent:
        handle = os.open(path.name, _NEW | os.O_WRONLY, mode, dir_fd=parent)
        hand_over(handle, parent, handle)
        return cast(BinaryIO, os.fdopen(handle, "wb"))


def create_text(path: Path, encoding: str, *, errors: str = "strict") -> IO[str]:
    """A new text file; line ends are written as they are."""
    return TextIOWrapper(create(path), encoding, errors, newline="")


def append(path: Path) -> BinaryIO:
    """A file that is there, to write more to. Raises OSError where it is a link or missing."""
    with parent_of(path) as parent:
        handle = os.open(path.name, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    return cast(BinaryIO, os.fdopen(handle, "ab"))


def write_atomically(path: Path, text: str | bytes, *, mode: int = 0o600) -> None:
    """Write a whole file or none of it: a reader sees the old text or the new one, also after a crash. A link of this name is replaced."""
    with _replacing(path, mode) as file:
        file.write(text.encode(errors="backslashreplace") if isinstance(text, str) else text)


def copy_atomically(source: Path, path: Path, *, mode: int = 0o600) -> None:
    """The same, with the content of another file."""
    with source.open("rb") as original, _replacing(path, mode) as file:
        shutil.copyfileobj(original, file, 1 << 20)


@contextmanager
def _replacing(path: Path, mode: int) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` once its body has ended well."""
    with parent_of(path) as parent:
        name = f".{path.name[:200]}.{secrets.token_hex(8)}"
        handle = os.open(name, _NEW | os.O_WRONLY, 0o600, dir_fd=parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield cast(BinaryIO, file)
                file.flush()
                hand_over(handle, parent, handle)
                os.fchmod(handle, mode)
                os.fsync(handle)
            os.rename(name, path.name, src_dir_fd=parent, dst_dir_fd=parent)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=parent)
            raise
        handle = os.open(".", os.O_RDONLY | _FOLDER, dir_fd=parent)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def touch(path: Path) -> None:
    """Date a file now, and make it where it is missing."""
    with parent_of(path) as parent:
        handle = os.open(path.name, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o644, dir_fd=parent)
        try:
            os.utime(handle)
        finally:
            os.close(handle)


def set_mode(path: Path, mode: int) -> None:
    """Change who may read and write a file."""
    with parent_of(path) as parent:
        handle = os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            os.fchmod(handle, mode)
        finally:
            os.close(handle)


def rename(path: Path, to: Path) -> None:
    """Move a name, in one step, over whatever file has the other one."""
    with parent_of(path) as before, parent_of(to) as after:
        os.rename(path.name, to.name, src_dir_fd=before, dst_dir_fd=after)


def move_without_replacing(path: Path, target: Path) -> None:
    """Move a file. Raises FileExistsError where the other name is taken."""
    with parent_of(path) as before, parent_of(target) as after:
        # A link fails where the name is taken, a rename would replace what is there. Another file system has no links.
        try:
            os.link(path.name, target.name, src_dir_fd=before, dst_dir_fd=after, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            with path.open("rb") as source, create(target, mode=0o666) as copy:
                shutil.copyfileobj(source, copy)
                os.utime(copy.fileno(), ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
        os.unlink(path.name, dir_fd=before)


def remove(path: Path) -> None:
    """Remove a file, or a link itself; one that is gone already is gone."""
    with suppress(FileNotFoundError, NotADirectoryError), parent_of(path) as parent:
        os.unlink(path.name, dir_fd=parent)


def own_folders(path: Path) -> list[str]:
    """The names of the folders in a folder that belong to us. Links are none."""
    with opened(path) as parent, os.scandir(f"/proc/self/fd/{parent}") as entries:
        mine = os.geteuid()
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == mine]


def names(path: Path) -> list[str]:
    """Every name in a folder."""
    with opened(path) as parent:
        return [found.name for found in Path(f"/proc/self/fd/{parent}").iterdir()]


def remove_empty(folder: Path) -> None:
    """Remove a folder in which nothing is left; one with anything in it stays."""
    with suppress(OSError), parent_of(folder) as parent:
        os.rmdir(folder.name, dir_fd=parent)


def remove_tree(path: Path, *, ignore_errors: bool = False) -> None:
    """Remove a folder with all that is in it. Where it is a link, only the link goes."""
    with suppress(FileNotFoundError, NotADirectoryError), parent_of(path) as parent:
        if _kind(parent, path.name) == stat.S_IFDIR:
            shutil.rmtree(path.name, ignore_errors=ignore_errors, dir_fd=parent)
        elif not ignore_errors:
            os.unlink(path.name, dir_fd=parent)


def hand_over(made: int, parent: int, target: int | str) -> None:
    """What root makes belongs to the owner of the folder it lies in."""
    if os.geteuid() == 0:
        owner, mine = os.fstat(parent), os.fstat(made)
        if (owner.st_uid, mine.st_uid) != (0, 0) and owner.st_uid != mine.st_uid:
            os.chown(target, owner.st_uid, owner.st_gid)


def _own(folder: int, path: Path) -> None:
    if os.geteuid() not in (0, os.fstat(folder).st_uid):
        raise PlantedError(
            f"{path} belongs to another account than the one that is running, {account()}",
            hint=f"As root: chown -hR {account()}: '{path}'",
            code="foreign_folder",
        )


def _kind(parent: int, name: str) -> int:
    try:
        return stat.S_IFMT(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return 0


def account() -> str:
    """The name of the account that is running."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
