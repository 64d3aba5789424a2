"""Proof of absence (04-privacy 4.3a): nothing open is ever written, checked on every batch."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingest.contract import LEDGER
from store.errors import CheckFailed


@dataclass
class Proof:
    """What has been proved of a delivery's written columns so far."""

    kind: str
    batches: int = 0
    rows: int = 0
    surrogates: int = 0
    memberships: dict[str, str] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame, known_surrogates: dict[str, "pl.Series"]) -> None:
        """Take in a batch that kept the contract. Raises CheckFailed if a column is open or a surrogate is not one."""
        columns = LEDGER[self.kind]
        open_columns = [name for name in rows.columns if name not in columns]
        if open_columns:
            raise CheckFailed(f"Columns without a closed content would be written: {', '.join(open_columns)}.")
        for name, surrogates in known_surrogates.items():
            if not rows[name].equals(surrogates):
                raise CheckFailed(f"Column {name} holds something that is not a surrogate of the link table.")
            self.surrogates += surrogates.len() - surrogates.null_count()
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
