"""The ledger as one sequence: deliveries, closings of months and rulings, up to an id."""

from dataclasses import dataclass, field
from datetime import date

from store.errors import UsageError
from store.home import Home
from store.ledger import Delivery, read_deliveries
from store.months import MonthEntry, read_month_entries
from store.rulings import Ruling, read_rulings


@dataclass(frozen=True)
class LedgerPrefix:
    """The first entries of the ledger, whole kinds apart, in the order they were made."""

    deliveries: list[Delivery]
    """Those that were withdrawn too."""
    month_entries: list[MonthEntry]
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def ids(self) -> set[int]:
        """The ids of all entries: one sequence over all kinds."""
        others = [each.entry_id for each in self.month_entries] + [each.entry_id for each in self.rulings]
        return {each.delivery_id for each in self.deliveries} | set(others)

    @property
    def ledger_id(self) -> int:
        """The id of the last entry, 0 for an empty ledger."""
        return max(self.ids, default=0)

    @property
    def withdrawn(self) -> dict[int, Ruling]:
        """Each delivery that was withdrawn, with the ruling that did it."""
        withdrawals = [each for each in self.rulings if each.action == "withdraw"]
        return {delivery_id: ruling for ruling in withdrawals for delivery_id in ruling.delivery_ids}

    @property
    def standing(self) -> list[Delivery]:
        """The deliveries that were not withdrawn: all that a table is made of."""
        withdrawn = self.withdrawn
        return [each for each in self.deliveries if each.delivery_id not in withdrawn]

    @property
    def made_date(self) -> date | None:
        """The date of making (作成日) of what is made of these entries: the day of the last one."""
        moments = [
            *(each.loaded_at for each in self.deliveries),
            *(each.made_at for each in self.month_entries),
            *(each.made_at for each in self.rulings),
        ]
        return max((date.fromisoformat(moment[:10]) for moment in moments), default=None)

    def until(self, entry_id: int) -> "LedgerPrefix":
        """Return the entries up to an id."""
        return LedgerPrefix(
            [each for each in self.deliveries if each.delivery_id <= entry_id],
            [each for each in self.month_entries if each.entry_id <= entry_id],
            [each for each in self.rulings if each.entry_id <= entry_id],
        )


def read_prefix(home: Home, as_loaded: int | None = None) -> LedgerPrefix:
    """Return the whole ledger, or what it was when `as_loaded` was its last entry.

    Raises UsageError if there is no such entry.
    """
    whole = LedgerPrefix(read_deliveries(home), read_month_entries(home), read_rulings(home))
    if as_loaded is None:
        return whole
    if as_loaded not in whole.ids:
        there = f"its last is {whole.ledger_id}" if whole.ids else "it is empty"
        raise UsageError(
            f"The ledger has no entry {as_loaded}; {there}. The id stands in every manifest as ledger_id."
        )
    return whole.until(as_loaded)
