"""The ledger as one sequence: deliveries, and closings of months, up to an id."""

from dataclasses import dataclass
from datetime import date

from store.errors import UsageError
from store.home import Home
from store.ledger import Delivery, read_deliveries
from store.months import MonthEntry, read_month_entries


@dataclass(frozen=True)
class LedgerPrefix:
    """The first entries of the ledger, whole kinds apart, in the order they were made."""

    deliveries: list[Delivery]
    month_entries: list[MonthEntry]

    @property
    def ids(self) -> set[int]:
        """The ids of all entries: one sequence over both kinds."""
        return {each.delivery_id for each in self.deliveries} | {each.entry_id for each in self.month_entries}

    @property
    def ledger_id(self) -> int:
        """The id of the last entry, 0 for an empty ledger."""
        return max(self.ids, default=0)

    @property
    def made_date(self) -> date | None:
        """The date of making (作成日) of what is made of these entries: the day of the last one."""
        moments = [
            *(each.loaded_at for each in self.deliveries),
            *(each.made_at for each in self.month_entries),
        ]
        return max((date.fromisoformat(moment[:10]) for moment in moments), default=None)

    def until(self, entry_id: int) -> "LedgerPrefix":
        """Return the entries up to an id."""
        return LedgerPrefix(
            [each for each in self.deliveries if each.delivery_id <= entry_id],
            [each for each in self.month_entries if each.entry_id <= entry_id],
        )


def read_prefix(home: Home, as_loaded: int | None = None) -> LedgerPrefix:
    """Return the whole ledger, or what it was when `as_loaded` was its last entry.

    Raises UsageError if there is no such entry.
    """
    whole = LedgerPrefix(read_deliveries(home), read_month_entries(home))
    if as_loaded is None:
        return whole
    if as_loaded not in whole.ids:
        there = f"its last is {whole.ledger_id}" if whole.ids else "it is empty"
        raise UsageError(
            f"The ledger has no entry {as_loaded}; {there}. The id stands in every manifest as ledger_id."
        )
    return whole.until(as_loaded)
