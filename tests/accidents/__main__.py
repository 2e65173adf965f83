"""`python -m tests.accidents --seed 1 --tries 1000`: accidents, a table of how they ended, and every harm that one did."""

import argparse
import contextlib
import logging
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.accidents.machine import Machine, Try

ENDS = ("gate", "guard", "loaded")


def main() -> int:
    """Make accidents; 1 where one did harm."""
    wanted = _arguments()
    logging.disable(logging.CRITICAL)
    print(f"seed {wanted.seed}")
    made: list[Try] = []
    # Whoever presses Ctrl-C sees the table of what was made until then.
    with tempfile.TemporaryDirectory(prefix="patronctl-accidents-") as folder, contextlib.suppress(KeyboardInterrupt):
        machine = Machine(Path(folder), wanted.seed, wanted.people)
        for each in machine.tries(range(wanted.first, wanted.first + wanted.tries), lambda name: wanted.only in name):
            made.append(each)
            if each.harm or wanted.verbose:
                print(
                    f"{each.number} {each.mutation} ({each.sample}) {each.outcome} {each.stopped_by[:160]}",
                    *each.harm,
                    sep="\n    ",
                    flush=True,
                )
    _print_table(made)
    return 1 if any(each.harm for each in made) else 0


def _print_table(made: list[Try]) -> None:
    names = list(dict.fromkeys(each.mutation for each in made))
    width = max(map(len, names))
    print(f"\n{'accident':{width}}  tries  stopped by a gate  by a guard  loaded  harm")
    for name in [*names, "all"]:
        these = [each for each in made if name in (each.mutation, "all")]
        ends = Counter(each.ended for each in these)
        harm = sum(bool(each.harm) for each in these)
        print(f"{name:{width}}  {len(these):5}  {ends['gate']:17}  {ends['guard']:10}  {ends['loaded']:6}  {harm:4}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.accidents", description="Make accidents of exports, and see that nobody is hurt."
    )
    parser.add_argument("--seed", default=secrets.token_hex(3), help="the same seed makes the same accidents (default: a new one)")
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first one, to repeat one of a seed")
    parser.add_argument("--people", type=int, default=240)
    parser.add_argument("--only", default="", help="only accidents with this in their name")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
