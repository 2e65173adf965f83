"""Deliver to a file: everyone, or who changed since the last one. Complete or not there; the manifest comes last."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from patronctl import files
from patronctl.config.district import District
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.errors import BlockedError
from patronctl.domain.letters import special
from patronctl.properties.mapping import Columns, piece
from patronctl.properties.model import Piece, Properties
from patronctl.sources.folder import Folder
from patronctl.store.connection import Door
from patronctl.targets.destiny import DATES, ELEMENTS
from patronctl.targets.file import FileTarget
from patronctl.targets.formats import DESTINY, DESTINY_DATE, FORMATS, Format, converter
from patronctl.update.delivery import guards
from patronctl.update.delivery.delivery import DIFFERENCES, Options, Progress
from patronctl.update.delivery.projection import COLUMNS, LANGUAGE, Projected, codes
from patronctl.update.recipe import language

NAMES = ("last_name", "first_name", "birth_date")
PAGE = 1_000
"""Rows that are in memory at once while a file is written."""


@dataclass
class FileDelivery:
    """One file under way. Raises FeedError where the folder can't be written, BlockedError before anything is placed."""

    district: District
    beside: Path
    target: FileTarget
    options: Options
    door: Door
    record: DeliveryRecord
    progress: Progress
    folder: Path
    counts: dict[str, Any] = field(default_factory=dict)

    def go(self) -> None:
        """Plan, guard, and unless it is a dry run, write the file and place it."""
        self._plan()
        blocked = [check.name for check in self.record.checks if not (check.passed or check.allowed)]
        if blocked:
            hint = f"Check the counts above. If they are expected, deliver again with {' '.join(f'--allow {name}' for name in blocked)}."
            raise BlockedError(f"blocked by {', '.join(blocked)}; no file was placed", hint=hint, code="blocked")
        if not self.options.dry_run:
            self._place()

    def _plan(self) -> None:
        door, target = self.door, self.target
        door.run("10_deliver/results.sql")
        door.run("10_deliver/nobody_met.sql")
        fields = _fields(target)
        door.run("10_deliver/desired.sql", columns=COLUMNS, fields=fields, key="barcode", person=(), **LANGUAGE, **language(special()))
        door.run("10_deliver/file_plan.sql", target=target.name)
        door.run("10_deliver/delivered.sql", columns=[one.name for one in fields], changes_only=target.contents == "changes")
        self.counts = door.row("10_deliver/counts.sql", target=target.name, person=list(NAMES))
        self.record.changed_fields = {row["field"]: row["patrons"] for row in door.rows("10_deliver/changed_fields.sql")}
        self.record.plan_digest = door.row("10_deliver/digest.sql")["digest"]
        self.record.checks += guards.on_effects(target.guards, self.counts, self.options.allow)
        counts = self.record.counts
        counts.desired = self.counts["desired"]
        for name in DIFFERENCES:
            setattr(counts, name, self.counts[name])
        counts.behind = sum(self.counts[name] for name in DIFFERENCES)
        counts.unchanged = max(0, counts.desired - counts.behind)
        self.progress.planned(target.name, counts.behind)

    def _place(self) -> None:
        parts = list(self._written())
        folder = self.target.to.open(self.beside)
        try:
            for path in parts:
                folder.put(path, path.name)
            self._beside(folder, parts)
        finally:
            folder.close()
        now = datetime.now(UTC).replace(tzinfo=None)
        with self.door.transaction():
            self.door.run("10_deliver/file_confirm.sql", target=self.target.name, now=now)
        self.record.counts.behind = 0
        self.record.counts.writes = len(parts)
        self.record.notes.append(f"placed {', '.join(path.name for path in parts)} in {folder.title}")
        self.progress.done(self.record.counts.desired)

    def _written(self) -> Iterator[Path]:
        """The files, each whole, in a private folder of the delivery."""
        place = self.folder / "out"
        files.make_folder(place, mode=0o700)
        form, name = FORMATS[self.target.format], self.target.to.file
        values = {"columns": [one.name for one in DESTINY], **self._values()}
        if form.csv:
            self.door.run(form.sql, path=str(place / name), **values)
            yield place / name
            return
        patrons = self.door.row("10_deliver/delivered_count.sql")["patrons"]
        size = self.target.batch if form.parts else max(1, patrons)
        several = patrons > size
        for number, texts in enumerate(_batches(self.door.texts(form.sql, PAGE, **values), size), start=1):
            yield _part(place, _numbered(name, number) if several else name, form, texts)

    def _values(self) -> dict[str, Any]:
        today = self.district.date_of(datetime.now(UTC)).toordinal()
        return {
            "safe": self.target.spreadsheet_safe,
            "dates": DATES,
            "date_format": DESTINY_DATE,
            "elements": ELEMENTS,
            "yesterday": datetime.fromordinal(today - 1).date().isoformat(),
        }

    def _beside(self, folder: Folder, parts: list[Path]) -> None:
        out, stem = self.folder / "out", Path(self.target.to.file).stem
        if self.target.format == "destiny-csv" and self.target.converter:
            _put_text(folder, out / f"{stem}.properties", converter())
        if self.target.manifest:
            files = [{"file": path.name, "bytes": path.stat().st_size, "sha256": _sha256(path)} for path in parts]
            patrons = self.door.row("10_deliver/delivered_count.sql")["patrons"]
            said = {"format_version": 1, "format": self.target.format, "patrons": patrons, "files": files}
            _put_text(folder, out / f"{self.target.to.file}.manifest.json", json.dumps(said, indent=2) + "\n")


def _fields(target: FileTarget) -> list[Projected]:
    columns, none = Columns(COLUMNS), Properties.model_construct(maps={})
    plain = [Projected(name, piece(Piece(column=name), none, columns)) for name in COLUMNS]
    library = Piece(column="site", map=codes(target.libraries, None)) if target.libraries else Piece(column="site")
    category = Piece(column="patron_type", map=codes(target.categories, None)) if target.categories else Piece(column="patron_type")
    return [*plain, Projected("library", piece(library, none, columns)), Projected("category", piece(category, none, columns))]


def _batches(pages: Iterator[list[str]], size: int) -> Iterator[Iterator[str]]:
    """Texts in groups of `size`; each group has to be used up before the next."""
    texts = (text for page in pages for text in page)
    first = next(texts, None)
    if first is None:
        yield iter(())
        return
    while first is not None:
        yield _group(first, texts, size)
        first = next(texts, None)


def _group(first: str, texts: Iterator[str], size: int) -> Iterator[str]:
    yield first
    for _ in range(size - 1):
        text = next(texts, None)
        if text is None:
            return
        yield text


def _part(place: Path, name: str, form: Format, texts: Iterator[str]) -> Path:
    path = place / name
    inner = path.with_suffix(".xml" if form.sql.endswith("xml.sql") else ".json")
    with files.create_text(inner, "utf-8") as file:
        count = 0
        file.write(form.before or '{"users": [\n')
        for text in texts:
            file.write((form.between if count else "") + text)
            count += 1
        file.write(form.after or f'\n], "totalRecords": {count}, "deactivateMissingUsers": false, "updateOnlyPresentFields": true}}\n')
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.write(inner, inner.name)
        files.remove(inner)
    elif inner != path:
        files.rename(inner, path)
    return path


def _numbered(name: str, number: int) -> str:
    path = Path(name)
    return f"{path.stem}-{number:04}{path.suffix}"


def _put_text(folder: Folder, path: Path, text: str) -> None:
    files.write_atomically(path, text)
    folder.put(path, path.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
