"""ruamel.yaml's parser in C, without what ruamel.yaml sets up anew for every file and asks anew for every value."""

from functools import lru_cache

from ruamel.yaml.main import CParser  # type: ignore[attr-defined]
from ruamel.yaml.nodes import Node
from ruamel.yaml.resolver import Resolver

IN_C: bool = CParser is not None
"""Is it there? It is a library of its own."""

if IN_C:

    class _Parser(CParser, Resolver):  # type: ignore[misc]
        # What a plain word or number is depends on nothing but itself, and files say the same ones again and again.
        resolve = staticmethod(lru_cache(maxsize=10_000)(Resolver().resolve))

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            Resolver.__init__(self, loadumper=self)


def nodes(text: str) -> Node | None:
    """The root node, None for an empty text. Raises YAMLError."""
    parser = _Parser(text)
    try:
        node: Node | None = parser.get_single_node()
        return node
    finally:
        parser.dispose()
