"""A store on disk, loaded in this process: what is in its ledger, and whether a byte of it has changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars.selectors as cs

from ingest.keys import create_key
from ingest.ledger_columns import LEDGER
from ingest.loading import load_deliveries
from ingest.rejections import read_rejections
from ingest.shapes import BLOCK_BYTES, Assignment, Outcome
from store.home import Home, open_home
from store.ledger import Delivery, read_deliveries, row_files


@dataclass(frozen=True)
class Store:
    """A home with a key."""

    home: Home

    def load(
        self, *paths: Path, through: str | None = None, block_bytes: int = BLOCK_BYTES
    ) -> list[Delivery]:
        """Load deliveries as one `load` does and return the ledger entries it made."""
        return [outcome.delivery for outcome in self.offer(*paths, through=through, block_bytes=block_bytes)]

    def offer(
        self, *paths: Path, through: str | None = None, block_bytes: int = BLOCK_BYTES
    ) -> list[Outcome]:
        """Load deliveries and return what became of each."""
        assignments = [
            Assignment(path.resolve(), through_date=through, block_bytes=block_bytes) for path in paths
        ]
        return load_deliveries(self.home, assignments, report=lambda outcome: None)

    def deliveries(self) -> list[Delivery]:
        return read_deliveries(self.home)

    def rows(self, kind: str) -> pl.DataFrame:
        """Return all accepted rows of a kind in the order of delivery and row."""
        files = row_files(self.home, kind, self.deliveries())
        none = pl.DataFrame(schema={name: column.dtype for name, column in LEDGER[kind].items()})
        parts = [none.cast({cs.enum(): pl.String}), *(pl.read_parquet(path) for path in files)]
        return pl.concat(parts).sort("delivery_id", "row_number")

    def waiting(self) -> list[tuple[str, int, str, str]]:
        """Return file, row, column and rule of every row in quarantine."""
        rejections = read_rejections(self.home, self.deliveries())
        return rejections.select("file", "row_number", "column_name", "rule_code").rows()

    def digest(self) -> str:
        """Return one digest of every file under the home."""
        return tree_digest(self.home.root)


def new_store(folder: Path) -> Store:
    """Make a home with a key."""
    home = open_home(folder)
    create_key(home)
    return Store(home)


def tree_digest(root: Path) -> str:
    """Return a digest of names, modes and bytes of all files under `root`, its logs left out."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.relative_to(root).parts[0] != "logs":
            digest.update(f"{path.relative_to(root)} {path.stat().st_mode}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def facts(store: Store, kind: str) -> list[tuple]:
    """Return the ledger's rows; a surrogate is random, so its first row stands for it."""
    rows = store.rows(kind)
    places = {
        name: rows[name].to_list().index
        for name in rows.columns
        if name.endswith("_token") and rows[name].null_count() < rows.height
    }
    return [
        tuple(places[name](value) if name in places else value for name, value in row.items())
        for row in rows.iter_rows(named=True)
    ]


def counts(delivery: Delivery) -> dict[str, int]:
    """Return the outcomes of a delivery that are not zero."""
    names = ("received", "loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
    return {name: count for name in names if (count := getattr(delivery, name))}
