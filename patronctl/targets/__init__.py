"""Where patrons are delivered: the library systems. A new kind of target is one file here and one line in `Target`."""

from typing import Annotated

from pydantic import Field

from patronctl.targets.file import FileTarget
from patronctl.targets.koha import KohaTarget

Target = Annotated[KohaTarget | FileTarget, Field(discriminator="type")]
