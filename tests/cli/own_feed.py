"""An export with column names of its own: a title line, three people twice, and a tenth of the birth dates missing."""

from pathlib import Path

SITES = ("North", "South", "East")


def own_feed(path: Path) -> None:
    """200 records of 197 people."""
    lines = ["School Export 2026", "PupilRef,Surname,Forename,Campus,Year,DOB,Mail"]
    for number in range(200):
        person = number % 197
        born = "N/A" if number % 10 == 0 else f"{person % 12 + 1:02}/{person % 28 + 1:02}/{2008 + person % 9}"
        name = f"Sur{chr(97 + person % 26)}son,For{chr(97 + person // 26)}a"
        lines.append(f"{100_000 + person},{name},{SITES[person % 3]},{person % 12 + 1},{born},p{person}@example.org")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
