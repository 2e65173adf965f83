"""The entry point: what has to be set before anything large is imported."""

import gc
import sys

_RARELY = 100_000
"""After how many new objects Python looks for circles among them. A start makes many, and all of them stay; Python looks every 700."""


def start() -> None:
    """Run the command line."""
    gc.set_threshold(_RARELY)
    from patronctl.cli.main import main

    try:
        main()
    finally:
        # The process gives back everything at once: looking for circles first is only work. DuckDB 2 calls what is left to it a leak.
        if "duckdb" not in sys.modules:
            gc.freeze()
