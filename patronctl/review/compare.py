"""`patronctl plan --against REV`: what the working tree would change, where no systemd and no patron is at hand."""

from datetime import datetime

from patronctl.config.workspace import load
from patronctl.domain.comparison import Comparison
from patronctl.domain.errors import ConfigurationError
from patronctl.places import Places
from patronctl.review.comparison.compare import compare
from patronctl.review.comparison.revision import checked_out


def against(places: Places, revision: str, now: datetime) -> Comparison:
    """Compare. Raises ConfigurationError while the working tree has errors, or where git can't show the revision."""
    after = load(places.workspace)
    if after.errors:
        raise ConfigurationError("The configuration has errors, so nothing is compared", problems=after.errors)
    with checked_out(places.workspace, revision) as folder:
        return compare(load(folder), after, revision, now)
