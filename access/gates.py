"""What becomes of every published mart for readers who may not see small figures: `seeds/mart_gates.csv`."""

import csv
from dataclasses import dataclass

from store.home import PROJECT_ROOT

KEEP, RECODE, WITHHOLD = "keep", "recode", "withhold"


@dataclass(frozen=True)
class Gate:
    """A mart's gate; of a recoded one, the columns that are summed and those that are left out."""

    gate: str
    measures: tuple[str, ...] = ()
    dropped_columns: tuple[str, ...] = ()


def read_gates() -> dict[str, Gate]:
    """Return the gate of every mart that has one; any other is withheld."""
    with (PROJECT_ROOT / "seeds" / "mart_gates.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["mart"]: Gate(
                row["gate"], tuple(row["measures"].split()), tuple(row["dropped_columns"].split())
            )
            for row in csv.DictReader(stream)
        }
