"""A feed in a folder of this machine."""

from typing import Literal

from patronctl.domain.model import Model, Text


class DirectorySource(Model):
    """A folder and a file name in it. Names are case-sensitive."""

    type: Literal["directory"]
    folder: Text
    """The folder. A relative path counts from the file that names it."""
    file: Text
    """The file's name."""
