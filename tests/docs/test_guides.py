"""The guides under docs/: their links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.markdown import anchors, links
from tests.repository.checkout import relative, text_of, tracked

PAGES = tracked("*.md")


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path):
    lost = []
    for link in links(text_of(page)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert lost == []
