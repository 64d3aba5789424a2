"""Proof of absence (04-privacy 4.3a): nothing open is ever written, checked on every batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingest.ledger_columns import LEDGER, SURROGATE
from store.errors import CheckFailed


def prove_rejections(batches: list[pl.DataFrame], are_surrogates: Callable[[pl.Series], bool]) -> None:
    """Raise CheckFailed if a refused row would be kept with anything but a surrogate for its person."""
    if not all(are_surrogates(rejections["person_token"]) for rejections in batches):
        raise CheckFailed("Quarantine would hold something that is no surrogate of the link table.")


@dataclass
class Proof:
    """What has been proved of a delivery's written columns so far."""

    kind: str
    batches: int = 0
    rows: int = 0
    surrogates: int = 0
    memberships: dict[str, str] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame, are_surrogates: Callable[[pl.Series], bool]) -> None:
        """Take in a batch that kept the contract; `are_surrogates` asks the link table.

        Raises CheckFailed if a column is open, or a surrogate is not one.
        """
        columns = LEDGER[self.kind]
        open_columns = [name for name in rows.columns if name not in columns]
        if open_columns:
            raise CheckFailed(
                f"Columns without a closed content would be written: {', '.join(open_columns)}."
            )
        for name in rows.columns:
            if columns[name].membership == SURROGATE:
                if not are_surrogates(rows[name]):
                    raise CheckFailed(
                        f"Column {name} holds something that is no surrogate of the link table."
                    )
                self.surrogates += rows.height - rows[name].null_count()
        self.memberships = {name: columns[name].membership for name in rows.columns}
        self.batches += 1
        self.rows += rows.height

    def summary(self) -> dict[str, Any]:
        """Return what the ledger keeps of the proof."""
        return {
            "batches": self.batches,
            "rows": self.rows,
            "surrogates": self.surrogates,
            "open_columns": [],
            "columns": self.memberships,
        }
