"""One delivery from bytes to a visible ledger entry: the order of the steps, which do not know each other."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from ingest.ahead import read_ahead
from ingest.bases import BaseHistories, check_base_date, find_superseded, read_base_dates, split_baseless
from ingest.check_digits import count_check_digit_faults, refuse_filled_numbers
from ingest.contract import validate_rows
from ingest.dialects import Dialects
from ingest.form import judge_form
from ingest.intake import read_records, sniff_header
from ingest.keys import MasterKey, register_key
from ingest.masters import Masters, check_masters
from ingest.parts import settle_parts, sweep, write_quarantine
from ingest.proof import Proof
from ingest.repeats import CONFLICT, KeyLedger, find_repeats
from ingest.rows import shape_rows
from ingest.scrubbing import scrubbed
from ingest.shapes import ROW_NUMBER, Assignment, Header, Judgement, Records
from ingest.sources import open_delivery
from ingest.spool import RejectionSpool, RowSpool
from ingest.tokens import TokenDirectory
from ingest.warnings import WarningTally
from store.configuration import Configuration
from store.home import Home, writing
from store.ledger import Delivery, row_files, write_delivery
from store.prefix import read_prefix
from store.rejections import NO_BASE

WARNING = "warning: "
"""Prefix of the columns that carry a row's warnings while it is judged."""


@dataclass
class LoadContext:
    """What the deliveries of one `load` share. `deliveries` grows as they are committed."""

    home: Home
    key: MasterKey
    configuration: Configuration
    masters: Masters
    dialects: Dialects
    directory: TokenDirectory
    deliveries: list[Delivery]


class DeliveryLoad:
    """One delivery while it streams by. Nothing it writes is visible before `commit`."""

    def __init__(self, context: LoadContext, assignment: Assignment, header: Header) -> None:
        self.context = context
        self.assignment = assignment
        self.layout = header.layout
        self.delivery_id = read_prefix(context.home).ledger_id + 1
        self.bases = read_base_dates(context.deliveries)
        self.histories = BaseHistories(context.home, context.deliveries, self.bases)
        self.base_date: date | None = None
        self.received = 0
        self.outcomes: Counter[str] = Counter()
        self.warnings = WarningTally()
        self.met_codes: set[str] = set()
        self.keys = KeyLedger(self.layout.kind)
        self.proof = Proof(self.layout.kind)
        self.accepted = RowSpool(context.home, self.layout.kind, self.delivery_id, self.check)
        self.rejected = RejectionSpool()

    def take(self, records: Records) -> None:
        """Judge a block of records: form, base, superseded; and keep what is accepted."""
        rows, misshapen = self._wanted(records.rows), self._wanted(records.misshapen.to_frame())
        out_of_scope = records.out_of_scope if self.assignment.only_rows is None else 0
        self.received += rows.height + misshapen.height + out_of_scope
        self.outcomes["out_of_scope"] += out_of_scope
        self.rejected.add(misshapen, "field_count")
        refuse_filled_numbers(self.assignment.file, rows, self.layout, self.context.configuration.my_numbers)
        self.warnings.of_dropped_columns.update(count_check_digit_faults(rows, self.layout))
        judged = judge_form(rows, self.layout)
        self.rejected.add(judged.rejections)
        based = self._judge_base(self._marked(judged))
        self.met_codes.update(based["municipality_code"].unique())
        self._accept(self._judge_superseded(self._tokenized(based)))

    def _wanted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are to be loaded: all, or those of a replay."""
        only = self.assignment.only_rows
        return rows if only is None else rows.filter(rows[ROW_NUMBER].is_in(only.implode()))

    def _marked(self, judged: Judgement) -> pl.DataFrame:
        """Return sound rows with one column per warning, so that a row keeps its warnings further on."""
        rows, warnings = check_masters(judged.rows, self.layout, self.context.masters)
        marks = {**judged.warnings, **warnings}
        return rows.with_columns(concerned.alias(WARNING + rule) for rule, concerned in marks.items())

    def _judge_base(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self.layout.kind == "residents":
            place = f"{self.assignment.file}, column {self.layout.name_of('base_date')}"
            self.base_date = check_base_date(place, rows, self.bases, self.base_date)
            return rows
        is_baseless = split_baseless(rows, self.bases)
        if not is_baseless.any():
            return rows
        self.rejected.add(rows.filter(is_baseless), NO_BASE)
        return rows.filter(~is_baseless)

    def _tokenized(self, rows: pl.DataFrame) -> pl.DataFrame:
        tokens = [
            self.context.directory.surrogates(
                column.domain, rows["municipality_code"], rows[column.column]
            ).alias(column.column)
            for column in self.layout.columns
            if column.content == "number"
        ]
        return rows.with_columns(tokens)

    def _judge_superseded(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self.layout.kind == "residents":
            return rows
        histories = self.histories.history_numbers(rows)
        is_superseded = find_superseded(rows.with_columns(histories), self.bases)
        if not is_superseded.any():
            return rows
        self.outcomes["superseded"] += int(is_superseded.sum())
        return rows.filter(~is_superseded)

    def _accept(self, rows: pl.DataFrame) -> None:
        for name in rows.columns:
            if name.startswith(WARNING):
                self.warnings.add(name.removeprefix(WARNING), rows.filter(rows[name])[ROW_NUMBER])
        shaped = shape_rows(rows, self.layout, delivery_id=self.delivery_id)
        self.keys.add(shaped)
        self.accepted.add(shaped)

    def check(self, rows: pl.DataFrame) -> None:
        """Prove that rows may be written. Raises CheckFailed."""
        validate_rows(rows, self.layout.kind, self.context.masters.area_codes)
        self.proof.add(rows, self.context.directory.are_surrogates)

    def drop_repeats(self) -> None:
        """Take out rows whose key came before: duplicates are counted, conflicts quarantined."""
        here = {code for part in self.accepted.parts for code in part.municipality_codes}
        touching = [entry for entry in self.context.deliveries if here.intersection(entry.municipality_codes)]
        earlier = row_files(self.context.home, self.layout.kind, touching)
        suspects = self.keys.suspects(earlier)
        repeats = find_repeats(
            self.layout.kind, [part.path for part in self.accepted.parts], earlier, suspects
        )
        if repeats.height:
            removed = self.accepted.without(repeats[ROW_NUMBER])
            conflicts = repeats.filter("is_conflict")[ROW_NUMBER]
            self.rejected.add(removed.filter(removed[ROW_NUMBER].is_in(conflicts.implode())), CONFLICT)
            self.outcomes["duplicate"] += repeats.height - conflicts.len()
            self.warnings.forget(repeats[ROW_NUMBER])

    def manifest(self, file_sha256: str) -> Delivery:
        """Return the ledger entry. Raises RuntimeError if its arithmetic does not close: a bug."""
        parts = self.accepted.parts
        loaded_codes = {code for part in parts for code in part.municipality_codes}
        delivery = Delivery(
            delivery_id=self.delivery_id,
            file=self.assignment.file,
            file_sha256=file_sha256,
            file_bytes=self.assignment.path.stat().st_size,
            source_path=self.assignment.source_path,
            kind=self.layout.kind,
            profile=self.layout.profile,
            loaded_at=datetime.now().isoformat(timespec="seconds"),
            municipality_codes=sorted(loaded_codes | self.met_codes.intersection(self.bases)),
            received=self.received,
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
            proof=self.proof.summary(),
        )
        if not delivery.is_closed():
            raise RuntimeError("the row counts of a delivery do not close")
        return delivery

    def commit(self, delivery: Delivery) -> None:
        """Make the delivery visible: links first, then rows, then the manifest that names them."""
        register_key(self.context.home, self.context.key)
        self.context.directory.commit()
        settle_parts([part.path for part in self.accepted.parts])
        write_quarantine(self.context.home, self.delivery_id, self.assignment.file, self.rejected.batches)
        write_delivery(self.context.home, delivery)
        self.context.deliveries.append(delivery)


def load_delivery(
    context: LoadContext, assignment: Assignment, *, progress: Callable[[int], None]
) -> Delivery:
    """Load one delivery and return its ledger entry. `progress` is told how many bytes of the file are read.

    Raises DeliveryRefused; then nothing of it is left.
    """
    header = sniff_header(assignment, context.dialects)
    load = DeliveryLoad(context, assignment, header)
    try:
        with scrubbed(), writing(context.home):
            with open_delivery(assignment.path) as (stream, reader):
                for records in read_ahead(read_records(assignment, stream, header, context.dialects)):
                    load.take(records)
                    progress(reader.tell())
                file_sha256 = reader.sha256()
            load.accepted.finish()
            load.drop_repeats()
            delivery = load.manifest(file_sha256)
            load.commit(delivery)
            return delivery
    finally:
        load.accepted.close()
        sweep(context.home)
