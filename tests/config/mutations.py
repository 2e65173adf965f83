"""Sound configurations, damaged by a machine: in their lines, characters and words, and in the names of their files."""

import os
import re
from pathlib import Path
from random import Random

YAML_WORDS = [
    "-", "- ", "?", "? ", ":", ": ", ",", "[", "]", "{", "}", "#", " #", "&a ", "*a", "!", "!!str ", "!!int ", "!!null ", "!!set ",
    "|", ">", "|2-", ">+", "'", '"', "%", "@", "`", "~", "null", "true", "no", "0x1F", "1e999", ".inf", "2020-01-01", "---",
    "\n---\n", "\n...\n", "%YAML 1.3\n---\n", "%YAML 1.1\n---\n", "%TAG ! x:\n", "<<: *a\n", "\t", "\n\t", "  ", "\n  ",
    "\r", "\r\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\u202e", "é", "😀", '"\\ud800"', '"\\0"', '"\\U00110000"',
    "[" * 70, "{a: " * 70, "- " * 70, "[" * 600, "9" * 5000, "a" * 2000,
]  # fmt: skip


def damaged(text: str, random: Random) -> str:
    """A text with one to three small damages."""
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        text = random.choice(_DAMAGES)(text, random)
    return text


def _character(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(["", random.choice(YAML_WORDS), text[at : at + 1] * 2]) + text[at + 1 :]


def _insertion(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(YAML_WORDS) + text[at:]


def _line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.choice(["drop", "double", "swap", "indent", "comment", "end"])
    if kind == "drop":
        del lines[at]
    elif kind == "double":
        lines.insert(at, lines[at])
    elif kind == "swap":
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == "indent":
        lines[at] = random.choice([" ", "  ", "\t"]) + lines[at]
    elif kind == "comment":
        lines[at] = "# " + lines[at]
    else:
        del lines[at:]
    return "".join(lines)


def _no_value(text: str, random: Random) -> str:
    """A value that goes and leaves its key or its dash."""
    found = list(re.finditer(r"(?<=: )[^\n]+|(?<=- )[^\n]+|(?<=[\[,] )?[A-Za-z0-9]+(?=[,\]])", text))
    if not found:
        return text
    at = random.choice(found)
    return text[: at.start()] + random.choice(["", "~", "null", "!!null ''"]) + text[at.end() :]


def _item(text: str, random: Random) -> str:
    """A list in brackets, written as dashes, one of which has nothing."""
    found = list(re.finditer(r"(?m)^( *)([a-z_]+): \[([^\[\]{}\n]+)\]", text))
    if not found:
        return text
    at = random.choice(found)
    items = [item.strip() for item in at[3].split(",")]
    items.insert(random.randrange(len(items) + 1), random.choice(["", "~", "# mon", "null"]))
    return text[: at.start()] + f"{at[1]}{at[2]}:" + "".join(f"\n{at[1]}  - {item}" for item in items) + text[at.end() :]


_DAMAGES = [_character, _insertion, _line, _no_value, _item]


def misplaced(file: Path, random: Random) -> str:
    """Do to a file what hands and file systems do, short of deleting it; answers with what was done."""
    name = file.name
    kind = random.choice(["rename", "below", "above", "link", "loop", "folder", "pipe", "hidden"])
    if kind == "rename":
        new = random.choice(
            [f"{name}.bak", f"{name}~", f"{file.stem}.yml", f"{file.stem}.YAML", f"{name}.txt", f"{file.stem}.json", file.stem]
        )
        file.rename(file.with_name(new))
        return f"{name} is {new}"
    if kind == "hidden":
        file.rename(file.with_name(f".{name}"))
    elif kind == "below":
        (file.parent / "old").mkdir()
        file.rename(file.parent / "old" / name)
    elif kind == "above":
        file.rename(file.parents[1] / name)
    else:
        file.unlink()
        if kind == "link":
            file.symlink_to("nowhere.yaml")
        elif kind == "loop":
            file.symlink_to(name)
        elif kind == "folder":
            file.mkdir()
        else:
            os.mkfifo(file)
    return f"{name}: {kind}"
