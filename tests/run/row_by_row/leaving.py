"""Who leaves, by which rule, and what is left of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from tests.run.row_by_row.model import Night, Patron, Record, Rules, Sighting


class Leaving(Night):
    """Who leaves, by which rule, and what is left of them."""

    def judge(self, records: Sequence[Record]) -> list[tuple[str, Patron]]:
        rules = self.job.rules
        if rules is None or not self.full:
            return []
        seen = {record.patron.number for record in records if record.patron}
        leaves = []
        for patron in sorted(self.store.patrons.values(), key=lambda patron: patron.number):
            if not rules.types or patron["patron_type"] in rules.types:
                rule = self.rule_for(patron, rules, patron.number in seen)
                if rule == "past":
                    self.messages["graduation_year_past"] += sum(
                        record.patron is patron and not record.errors and record.outcome != "skipped" for record in records
                    )
                elif rule:
                    leaves.append((rule, patron))
        return leaves

    def rule_for(self, patron: Patron, rules: Rules, seen: bool) -> str | None:
        elsewhere = not seen and self.is_listed_elsewhere(patron)
        if patron["status"] == "A":
            unseen = rules.unseen_days is not None and not seen and not elsewhere
            if unseen and (self.today - self.last_seen(patron)).days >= (rules.unseen_days or 0):
                return "unseen"
            school_year = self.today.year - (self.today.month < 8)
            year = patron["graduation_year"]
            if rules.seniors and year and patron["grade_level"] == "12" and int(year) < school_year:
                if rules.keeps_listed_seniors and (seen or elsewhere):
                    return "past" if seen else None
                return None if self.owing.get(patron["district_id"]) else "graduated"
        if patron["status"] == "I" and rules.delete_days is not None:
            owes = rules.delete_if != "regardless" and self.owing.get(patron["district_id"])
            if (self.today - patron["inactive_since"]).days >= rules.delete_days and not owes:
                return "inactive"
        return None

    def of_patron(self, patron: Patron) -> Iterator[tuple[str, Sighting]]:
        return ((job, sighting) for (job, number), sighting in self.store.sightings.items() if number == patron.number)

    def is_listed_elsewhere(self, patron: Patron) -> bool:
        last = self.store.full.get(self.job.name)
        for job, sighting in self.of_patron(patron):
            ran = self.store.updated[job]
            if job != self.job.name and sighting.until is None and (last is None or ran > last or ran.date() == self.today):
                return True
        return False

    def last_seen(self, patron: Patron) -> date:
        moments = [sighting.until or self.store.updated[job] for job, sighting in self.of_patron(patron)]
        return max(moments, default=patron.first_seen).date()

    def see(self, records: Sequence[Record]) -> None:
        """Who stands in this feed, with what was applied, and since when somebody no longer does."""
        name = self.job.name
        present = {record.patron.number for record in records if record.patron and record.outcome != "stays deleted"}
        for record in sorted(records, key=lambda record: record.outcome not in ("", "skipped")):
            same = any(other.patron is record.patron and other.outcome == "same" for other in records)
            if record.patron and not same:
                applied = not record.errors and record.outcome != "skipped" and not record.refuses_username
                self.store.sightings[name, record.patron.number] = Sighting(record.brings if applied else None)
        for (job, number), sighting in self.store.sightings.items():
            if job == name and sighting.until is None and number not in present:
                sighting.until = self.store.updated.get(name)

    def retire(self, leaves: Sequence[tuple[str, Patron]]) -> None:
        rules = self.job.rules or Rules()
        names = self.disabled_names([patron for rule, patron in leaves if rule == "unseen"]) if rules.disable_login else {}
        for rule, patron in leaves:
            self.counters["inactivated" if rule == "unseen" else "deleted"] += 1
            if rule != "unseen":
                del self.store.patrons[patron.number]
                self.store.sightings = {key: one for key, one in self.store.sightings.items() if key[1] != patron.number}
                self.store.gone |= {patron["district_id"]} if rule == "inactive" else set()
                continue
            patron.status_before = None if patron["status"] == "A" else patron["status"]
            patron.inactive_by = "*"
            if patron.number in names:
                patron.username_before = patron["username"]
            patron.values |= {"status": "I", "inactive_since": self.today, "username": names.get(patron.number, patron["username"])}
            if rules.clear_homeroom:
                patron.values["homeroom"] = None

    def disabled_names(self, leavers: Sequence[Patron]) -> dict[int, str]:
        taken = {patron["username"] for patron in self.store.patrons.values() if (patron["username"] or "").startswith("Inactive-")}
        names: dict[int, str] = {}
        for patron in leavers:
            if patron["username"]:
                name = f"Inactive-{patron['username']}"
                behind = [int(one[len(name) + 1 :]) for one in taken if one.startswith(f"{name}-") and one[len(name) + 1 :].isdigit()]
                names[patron.number] = f"{name}-{max([1, *behind]) + 1}" if name in taken else name
                taken.add(names[patron.number])
        return names
