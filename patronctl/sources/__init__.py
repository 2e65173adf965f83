"""Where a feed comes from. A new kind of source is one file here and one line in `Source`."""

from typing import Annotated

from pydantic import Field

from patronctl.sources.directory import DirectorySource
from patronctl.sources.sftp import SftpSource

Source = Annotated[DirectorySource | SftpSource, Field(discriminator="type")]
