"""The codes of sites that a workspace knows, for whoever reads a feed without a job."""

from pathlib import Path

from patronctl.config.workspace import load


def known_sites(workspace: Path) -> frozenset[str]:
    """The short names and aliases of every district of a workspace; none where there is no workspace."""
    districts = load(workspace).districts.values()
    return frozenset(code for loaded in districts for site in loaded.district.sites for code in (site.short_name, *site.aliases))
