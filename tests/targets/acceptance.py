"""Run the conformance suite against a real Koha: `make koha-acceptance URL=https://koha.example.org`.

The account is in KOHA_ID and KOHA_SECRET. LIBRARY, CATEGORY and LEFT name a library and two categories of the test server
(CPL, ST and LEFT where they are left out). Every patron that it makes begins with a random mark and is deleted at the end.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from patronctl.config.workspace import load
from patronctl.update.deliver import connect
from tests.targets.conformance import CASES, Bench
from tests.targets.conftest import Library
from tests.targets.koha.double import Double


def main(url: str) -> int:
    """Each case with its outcome; 1 where one failed."""
    library_code, category = os.environ.get("LIBRARY", "CPL"), os.environ.get("CATEGORY", "ST")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), Double(url=url), codes={"library": library_code, "category": category})
        library.configure(
            libraries={"HS": library_code, "MS": library_code},
            categories={"Student": category, "Teacher": category},
            attributes={},
            fields={},
            inactive={"expire": True, "category": os.environ.get("LEFT", "LEFT")},
            limits={"per_second": 20, "timeout_seconds": 60},
        )
        target = load(library.root).districts["north"].district.targets[0]
        bench = Bench(library, connect(target, library.folder), f"PT{secrets.token_hex(3)}".upper())
        try:
            for case in CASES:
                failed += not _passed(bench, case)
        finally:
            bench.clean()
            bench.live.close()
    return int(failed > 0)


def _passed(bench: Bench, case: Callable[[Bench], None]) -> bool:
    name = case.__name__.replace("_", " ")
    try:
        case(bench)
    except AssertionError as error:
        print(f"failed  {name}: {error}")
        return False
    print(f"passed  {name}")
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give the address: make koha-acceptance URL=https://koha.example.org")
    sys.exit(main(sys.argv[1]))
