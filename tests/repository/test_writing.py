"""Files are made, changed and removed through patronctl/files.py and locks.py alone: they follow no link and open no planted name."""

import ast

from tests.repository.checkout import relative, text_of, tracked

METHODS = {"write_text", "write_bytes", "touch", "mkdir", "symlink_to", "hardlink_to", "unlink", "rmdir", "rename", "chmod", "lchmod"}
FUNCTIONS = {
    "os": {
        "mkdir", "makedirs", "mkfifo", "remove", "removedirs", "rename", "replace", "rmdir", "unlink", "link", "symlink", "truncate",
        "chmod", "chown", "lchown", "utime",
    },
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "rmtree", "copystat", "copymode", "chown"},
    "tempfile": {"mkstemp", "mktemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"},
}  # fmt: skip
SERVERS = {"sftp.mkdir", "sftp.rename", "sftp.unlink", "sftp.remove"}
"""Files of a server, which opens them itself."""
WRITING = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND", "O_TRUNC"}


def test_nothing_else_opens_files_for_writing():
    found = [
        f"{relative(path)}:{call.lineno}: {ast.unparse(call)[:80]}"
        for path in tracked("patronctl/*.py")
        if relative(path) not in ("patronctl/files.py", "patronctl/locks.py")
        for call in ast.walk(ast.parse(text_of(path)))
        if isinstance(call, ast.Call) and _writes(call)
    ]

    assert [line for line in found if "os.open(os.devnull" not in line] == []


def test_the_lint_sees_every_way_to_write():
    ways = """
        path.open("w")\nopen(path, "ab")\npath.open(mode="x")\npath.write_text("")\nshutil.copyfile(a, b)\nos.open(p, os.O_RDWR | os.O_CREAT)
        path.replace(other)\ntempfile.mkstemp()\npath.unlink()\nshutil.rmtree(p)\nos.replace(a, b)\nPath(a).mkdir()\ngzip.open(p, "wb")
    """  # noqa: E501
    for way in map(str.strip, ways.strip().splitlines()):
        assert _writes(ast.parse(way).body[0].value), way
    for way in (
        'path.open("rb")',
        "open(path)",
        'text.replace("a", "b")',
        "os.open(p, os.O_RDONLY)",
        "files.rename(a, b)",
        "sftp.mkdir(p)",
    ):
        assert not _writes(ast.parse(way).body[0].value), way


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if owner == "files" or f"{owner}.{name}" in SERVERS:
        return False
    if name in FUNCTIONS.get(owner, ()):
        return True
    if name in ("open", "fdopen"):
        return _opens_for_writing(call)
    if name == "replace":
        return len(call.args) == 1 and not call.keywords
    return bool(owner) and owner not in ("os", "shutil", "tempfile") and name in METHODS


def _opens_for_writing(call: ast.Call) -> bool:
    given = [*call.args, *(word.value for word in call.keywords if word.arg in ("mode", "flags"))]
    modes = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value) <= 3]
    return any(set(mode) & set("wax+") for mode in modes) or bool(
        WRITING & {node.attr for part in given for node in ast.walk(part) if isinstance(node, ast.Attribute)}
    )
