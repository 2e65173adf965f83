"""One update from the rows of a feed to its counters and messages."""

from collections import Counter
from collections.abc import Sequence

from tests.run.row_by_row.aiming import Aiming
from tests.run.row_by_row.applying import Applying
from tests.run.row_by_row.leaving import Leaving
from tests.run.row_by_row.model import Row
from tests.run.row_by_row.reading import Reading


class Update(Reading, Aiming, Applying, Leaving):
    """The steps in their order."""

    def run(self, rows: Sequence[Row]) -> tuple[Counter[str], Counter[str]]:
        records = [self.convert(line, row) for line, row in enumerate(rows)]
        by_key = {patron["district_id"]: patron for patron in self.store.patrons.values()}
        for record in records:
            record.patron = by_key.get(record.key) if record.key else None
            if record.patron is None and record.key:
                record.errors += [code for when, code in record.says if when == "add!"]
        self.tell_duplicates(records)
        pending = [record for record in records if not record.outcome and not record.errors and not self.is_same(record)]
        self.set_aside(pending)
        pending = [record for record in pending if not record.outcome]
        self.assign(records, pending)
        for record in pending:
            self.aim(record)
        self.settle(pending, "barcode")
        self.settle([record for record in pending if not record.outcome], "username")
        self.apply([record for record in pending if not record.outcome])
        self.say(records)
        self.count(records)
        leaves = self.judge(records)
        self.see(records)
        self.retire(leaves)
        self.store.updated[self.job.name] = self.now
        if self.full:
            self.store.full[self.job.name] = self.now
        return self.counters, self.messages
