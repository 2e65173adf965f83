"""What a CI job installs so that it runs this very patronctl: a repository with its revision, or a wheel."""

import json
from importlib.metadata import PackageNotFoundError, distribution

from patronctl import __version__

WHEEL = f"wheels/patronctl-{__version__}-py3-none-any.whl"
"""Where the wheel is expected in the workspace, if pip doesn't know where this patronctl came from."""


def install_spec() -> str:
    """For `pip install`. pip notes the address of what it installs; a bare name is never the answer: anybody could take it on an index."""
    try:
        noted = distribution("patronctl").read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    return spec_of(noted)


def spec_of(noted: str | None) -> str:
    """From the content of pip's `direct_url.json`; the wheel's place where it names no address that others can reach."""
    origin = json.loads(noted) if noted else {}
    address, revision = str(origin.get("url", "")), origin.get("vcs_info", {})
    if "@" in address.partition("://")[2].partition("/")[0]:
        return WHEEL  # it may contain a login
    if revision.get("vcs") == "git" and revision.get("commit_id") and address.startswith(("https://", "ssh://")):
        return f"git+{address}@{revision['commit_id']}"
    return address if address.startswith("https://") and address.endswith(".whl") else WHEEL
