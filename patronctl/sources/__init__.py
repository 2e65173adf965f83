"""Where a feed comes from. A new kind of source is one file here and one line in `Source`."""

from patronctl.sources.directory import DirectorySource

Source = DirectorySource
