"""The rows of one delivery as they stream by: form, base, superseded; tokenized before anything is kept."""

from collections import Counter
from datetime import date

import polars as pl

from ingest.ambiguous_numbers import NumberWatch
from ingest.bases import BaseHistories, check_base_date, find_superseded, read_base_dates, split_baseless
from ingest.check_digits import count_check_digit_faults, refuse_filled_numbers
from ingest.contract import validate_rows
from ingest.form import form_lexicons, judge_form
from ingest.layouts import LayoutColumn
from ingest.masters import check_masters
from ingest.proof import Proof
from ingest.repeats import KeyLedger
from ingest.rows import shape_rows
from ingest.sessions import LoadContext
from ingest.shapes import ROW_NUMBER, Assignment, Header, Judgement, Records
from ingest.spool import RejectionSpool, RowSpool
from ingest.warnings import WarningTally, warn_of_future
from store.prefix import read_prefix
from store.rejections import NO_BASE

WARNING = "warning: "
"""Prefix of the columns that carry a row's warnings while it is judged."""


class DeliveryStream:
    """One delivery while its rows stream by and are judged one block after another."""

    def __init__(self, context: LoadContext, assignment: Assignment, header: Header) -> None:
        self.context = context
        self.assignment = assignment
        self.layout = header.layout
        self.prefix = read_prefix(context.home)
        self.delivery_id = self.prefix.ledger_id + 1
        self.bases = read_base_dates(context.deliveries)
        self.lexicons = form_lexicons(self.layout)
        self.histories = BaseHistories(context.home, context.deliveries, self.bases)
        self.base_date: date | None = None
        self.received = 0
        self.outcomes: Counter[str] = Counter()
        self.warnings = WarningTally()
        self.met_codes: set[str] = set()
        self.keys = KeyLedger(self.layout.kind)
        self.proof = Proof(self.layout.kind)
        self.accepted = RowSpool(context.home, self.layout.kind, self.delivery_id, self.check)
        self.rejected = RejectionSpool(assignment.refused)
        self.numbers = NumberWatch(assignment.file, self.layout, context.configuration.my_numbers)

    def take(self, records: Records) -> None:
        """Judge a block of records: form, base, superseded; and keep what is accepted."""
        rows, misshapen = self._wanted(records.rows), self._wanted(records.misshapen.to_frame())
        out_of_scope = records.out_of_scope if self.assignment.only_rows is None else 0
        self.received += rows.height + misshapen.height + out_of_scope
        self.outcomes["out_of_scope"] += out_of_scope
        self._refuse(misshapen, "field_count")
        refuse_filled_numbers(self.assignment.file, rows, self.layout, self.context.configuration.my_numbers)
        if self.assignment.only_rows is None:  # a replay's rows were counted when the file was loaded
            self.warnings.of_dropped_columns.update(count_check_digit_faults(rows, self.layout))
        judged = judge_form(self.numbers.settled(rows), self.layout, self.lexicons)
        self._refuse(judged.rejections)
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
        marks = {**judged.warnings, **warnings, **warn_of_future(rows, self.layout, today=date.today())}
        return rows.with_columns(concerned.alias(WARNING + rule) for rule, concerned in marks.items())

    def _judge_base(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self.layout.kind == "residents":
            place = f"{self.assignment.file}, column {self.layout.name_of('base_date')}"
            self.base_date = check_base_date(place, rows, self.bases, self.base_date)
            return rows
        is_baseless = split_baseless(rows, self.bases)
        if not is_baseless.any():
            return rows
        self._refuse(rows.filter(is_baseless), NO_BASE)
        return rows.filter(~is_baseless)

    def _refuse(self, rows: pl.DataFrame, rule_code: str | None = None) -> None:
        """Put rows into quarantine; what is kept of them is tokenized first."""
        kept = rows.drop("household_token", strict=False)
        self.rejected.add(self._tokenized(kept), rule_code)

    def _tokenized(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with surrogates for numbers, in the columns they have."""
        numbers = [column for column in self.layout.columns if column.domain]
        return rows.with_columns(
            self._surrogates(column, rows) for column in numbers if column.column in rows.columns
        )

    def _surrogates(self, column: LayoutColumn, rows: pl.DataFrame) -> pl.Series:
        numbers = rows[column.column]
        found = self.context.directory.surrogates(column.domain, rows["municipality_code"], numbers)
        return found.alias(column.column)

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
                self.warnings.add(name.removeprefix(WARNING), rows[ROW_NUMBER].filter(rows[name]))
        shaped = shape_rows(rows, self.layout, delivery_id=self.delivery_id)
        self.keys.add(shaped)
        self.accepted.add(shaped)

    def check(self, rows: pl.DataFrame) -> None:
        """Prove that rows may be written. Raises CheckFailed."""
        validate_rows(rows, self.layout.kind, self.context.masters.area_codes)
        self.proof.add(rows, self.context.directory.are_surrogates)
