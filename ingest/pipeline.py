"""One delivery from bytes to a visible ledger entry: the order of the steps, which do not know each other."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.ahead import read_ahead
from ingest.closed_months import require_open_months
from ingest.intake import open_records, sniff_header
from ingest.keys import register_key
from ingest.parts import read_part, settle_parts, sweep, write_coordinates, write_quarantine
from ingest.proof import prove_rejections
from ingest.rejections import (
    COORDINATE_SCHEMA,
    COORDINATES,
    DUPLICATE_SCHEMA,
    KEYED_SCHEMA,
    read_rejections,
    replaced_coordinates,
)
from ingest.releases import file_ids, find_released
from ingest.repeats import CONFLICT, TOLD_BACK, find_repeats, find_rows_of_keys
from ingest.scrubbing import scrubbed
from ingest.sessions import LoadContext
from ingest.shapes import ROW_NUMBER, Assignment, Header
from ingest.sources import delivery_size
from ingest.streams import DeliveryStream
from store.errors import UsageError
from store.home import writing
from store.ledger import Delivery, row_files, write_delivery
from store.rejections import DUPLICATES, RELEASED


class DeliveryLoad(DeliveryStream):
    """One delivery and what becomes of it once all is read. Nothing of it is visible before `commit`."""

    def __init__(self, context: LoadContext, assignment: Assignment, header: Header) -> None:
        super().__init__(context, assignment, header)
        self.duplicates = pl.DataFrame(schema=DUPLICATE_SCHEMA)
        """Rows that repeat one of an earlier delivery, should that one be withdrawn."""
        self.replaced = pl.DataFrame(schema=COORDINATE_SCHEMA)
        """Rows whose place accepted corrections take."""

    def drop_repeats(self) -> None:
        """Take out rows whose key came before: duplicates are counted, conflicts quarantined.

        Accepted corrections take the place of the rows of their keys instead.
        """
        kind, parts = self.layout.kind, [part.path for part in self.accepted.parts]
        earlier = self._earlier_files()
        suspects = self.keys.suspects(earlier)
        replaced = replaced_coordinates(self.context.deliveries)
        if self.assignment.accept_reason and suspects.size:
            in_place = find_rows_of_keys(kind, parts, earlier, suspects)
            self._require_open(in_place.join(replaced, on=COORDINATES, how="anti"), "A row loaded first")
            self.replaced = in_place.select(COORDINATES)
            replaced = pl.concat([replaced, self.replaced])
        ignored = TOLD_BACK if self.layout.are_states_told_back else ()
        repeats = find_repeats(kind, parts, earlier, suspects, replaced=replaced, ignored=ignored)
        if repeats.height:
            removed = self.accepted.without(repeats[ROW_NUMBER])
            conflicts = repeats.filter("is_conflict")[ROW_NUMBER]
            self.rejected.add(removed.filter(removed[ROW_NUMBER].is_in(conflicts.implode())), CONFLICT)
            self._note_duplicates(repeats.filter(~pl.col("is_conflict")))
            self.warnings.forget(repeats[ROW_NUMBER])

    def _earlier_files(self) -> list[Path]:
        here = {code for part in self.accepted.parts for code in part.municipality_codes}
        touching = [entry for entry in self.context.deliveries if here.intersection(entry.municipality_codes)]
        return row_files(self.context.home, self.layout.kind, touching)

    def _note_duplicates(self, duplicates: pl.DataFrame) -> None:
        """Count duplicates; those of an earlier delivery are kept track of, should it be withdrawn."""
        self.outcomes["duplicate"] += duplicates.height
        of_earlier = duplicates.filter(pl.col("first_delivery_id") != self.delivery_id)
        own_id = pl.lit(self.delivery_id, pl.Int32).alias("delivery_id")
        self.duplicates = of_earlier.with_columns(own_id).select(DUPLICATE_SCHEMA.keys())

    def require_acceptable(self) -> None:
        """Raise UsageError unless every row of a correction can be loaded, and counts in open months only."""
        loaded = [read_part(part) for part in self.accepted.parts]
        if sum(rows.height for rows in loaded) != self.received:
            raise UsageError(
                f"Not every row named of {self.assignment.file} can take the place of another. "
                "Name each record once, and only rows that are conflicting today."
            )
        self._require_open(pl.concat(loaded), "A row to be accepted", is_new=True)

    def _require_open(self, rows: pl.DataFrame, what: str, *, is_new: bool = False) -> None:
        require_open_months(self.context.home, self.prefix, rows, what=what, is_new=is_new)

    def taken_up(self) -> pl.DataFrame:
        """Return coordinates of the rows that this replay judges otherwise than they were; none of a load."""
        rows = self.assignment.only_rows
        if rows is None:
            return pl.DataFrame(schema=COORDINATE_SCHEMA)
        news = rows.filter(~rows.is_in(self.rejected.unchanged.implode()))
        return pl.DataFrame({"delivery_id": self.assignment.replay_of, "row_number": news}, COORDINATE_SCHEMA)

    def released(self) -> pl.DataFrame:
        """Return the rows that wait no longer, columns of RELEASED_SCHEMA: taken up, or sent again here."""
        taken_up = self.taken_up().with_columns(is_replayed=pl.lit(True))
        if not self.accepted.parts:
            return taken_up
        kind, deliveries = self.layout.kind, self.context.deliveries
        alike = [entry.delivery_id for entry in deliveries if entry.kind == kind]
        own = self.rejected.keyed(self.delivery_id)
        waiting = read_rejections(self.context.home, self.prefix).filter(pl.col("delivery_id").is_in(alike))
        files = file_ids(deliveries)
        file_id = files.get(self.assignment.replay_of or 0, self.delivery_id)
        sent_again = find_released(
            kind,
            pl.concat([waiting.select(KEYED_SCHEMA.keys()), own]),
            [part.path for part in self.accepted.parts],
            file_id=file_id,
            files=files | {self.delivery_id: file_id},
        )
        others = sent_again.join(taken_up, on=COORDINATES, how="anti").with_columns(is_replayed=pl.lit(False))
        return pl.concat([taken_up, others])

    def manifest(self, file_sha256: str) -> Delivery:
        """Return the ledger entry. Raises RuntimeError if its arithmetic does not close: a bug."""
        parts = self.accepted.parts
        loaded_codes = {code for part in parts for code in part.municipality_codes}
        delivery = Delivery(
            delivery_id=self.delivery_id,
            file=self.assignment.file,
            file_sha256=file_sha256,
            file_bytes=delivery_size(self.assignment.path),
            source_path=self.assignment.source_path,
            kind=self.layout.kind,
            profile=self.layout.profile,
            loaded_at=datetime.now().isoformat(timespec="seconds"),
            municipality_codes=sorted(loaded_codes | self.met_codes.intersection(self.bases)),
            received=self.received - self.rejected.unchanged.len(),
            loaded=sum(part.row_count for part in parts),
            duplicate=self.outcomes["duplicate"],
            superseded=self.outcomes["superseded"],
            quarantined=self.rejected.row_count,
            out_of_scope=self.outcomes["out_of_scope"],
            warnings=self.warnings.counts(),
            first_recorded_date=min((part.first_date.isoformat() for part in parts), default=None),
            last_recorded_date=max((part.last_date.isoformat() for part in parts), default=None),
            through_date=self.assignment.through_date,
            extracted_at=self.assignment.extracted_at,
            replay_of=self.assignment.replay_of,
            replayed_codes=list(self.assignment.replayed_codes),
            replaced_rows=[list(row) for row in self.replaced.sort(COORDINATES).iter_rows()],
            reason=self.assignment.accept_reason,
            proof=self.proof.summary(),
        )
        if not delivery.is_closed():
            raise RuntimeError("the row counts of a delivery do not close")
        return delivery

    def commit(self, delivery: Delivery) -> None:
        """Make the delivery visible: links first, then rows, then the manifest that names them."""
        home, delivery_id = self.context.home, self.delivery_id
        prove_rejections(self.rejected.batches, self.context.directory.are_surrogates)
        released = self.released()
        register_key(home, self.context.key)
        self.context.directory.commit()
        settle_parts([part.path for part in self.accepted.parts])
        write_quarantine(home, delivery_id, self.assignment.file, self.rejected.batches)
        write_coordinates(home, DUPLICATES, delivery_id, self.duplicates)
        write_coordinates(home, RELEASED, delivery_id, released)
        write_delivery(home, delivery)
        self.context.deliveries.append(delivery)


def load_delivery(
    context: LoadContext, assignment: Assignment, *, progress: Callable[[int], None]
) -> Delivery | None:
    """Load one delivery and return its ledger entry; None for a replay that finds nothing to judge otherwise.

    `progress` is told how many bytes of the file are read. Raises DeliveryRefused, and UsageError for a
    correction that cannot be accepted; then nothing of it is left.
    """
    header = sniff_header(assignment, context.dialects)
    load = DeliveryLoad(context, assignment, header)
    try:
        with scrubbed(), writing(context.home):
            with open_records(assignment, header, context.dialects, load.bases) as delivered:
                for records in read_ahead(delivered.records):
                    load.take(records)
                    progress(delivered.position())
                file_sha256 = delivered.sha256()
            load.accepted.finish()
            load.drop_repeats()
            if assignment.accept_reason:
                load.require_acceptable()
            if assignment.replay_of and load.taken_up().is_empty():
                return None
            delivery = load.manifest(file_sha256)
            load.commit(delivery)
            return delivery
    finally:
        load.accepted.close()
        sweep(context.home)
