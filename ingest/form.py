"""Text → typed values, and whether each row's form is sound, what it is judged by first (01-feed 1.4)."""

from functools import partial

import polars as pl

from ingest.codes import codes_where
from ingest.contents import FAULT, MALFORMED, UNKNOWN, read_values
from ingest.layouts import HARDLY_REPEATED, Condition, Layout, LayoutColumn
from ingest.lexicons import Lexicon, Lexicons
from ingest.shapes import Judgement

NONE, BLANK, WRONG, STRANGE, CONTRADICTING = range(5)
"""Fault numbers of a value: none, missing, malformed, not in its list, contradicting another column."""
FAULT_NAMES = {BLANK: "missing", WRONG: MALFORMED, STRANGE: UNKNOWN, CONTRADICTING: "contradicting"}
KNOWN_OF_REJECTIONS = (
    *("row_number", "municipality_code", "reason_code"),
    *("person_token", "history_number", "base_date"),
)
"""What is kept of an unsound row as far as it is legible; its number is still a number here."""


def form_lexicons(layout: Layout) -> Lexicons:
    """Return lexicons for `judge_form`: what the values of one delivery are read as."""
    return {
        column.column: Lexicon(partial(_read, column=column))
        for column in layout.columns
        if column.is_kept and column.content not in HARDLY_REPEATED
    }


def judge_form(records: pl.DataFrame, layout: Layout, lexicons: Lexicons) -> Judgement:
    """Return the sound rows typed, the unsound rows with their first fault, and what is warned about.

    `lexicons`, those of `form_lexicons`, remember from batch to batch of one delivery what values mean.
    """
    draft = _Draft(records, layout, lexicons)
    for column in layout.columns:
        if column.is_kept and column.column in records.columns:
            draft.read(column)
    return draft.judgement()


class _Draft:
    """A batch while its columns are read one by one, in the layout's order."""

    def __init__(self, records: pl.DataFrame, layout: Layout, lexicons: Lexicons) -> None:
        self.records = records
        self.layout = layout
        self.lexicons = lexicons
        self.rows = records.select("row_number")
        self.first_fault = pl.Series("fault_id", [0], dtype=pl.UInt16).new_from_index(0, records.height)
        self.faults: list[tuple[str, str]] = [("", "")]
        self.warnings: dict[str, pl.Series] = {}

    def read(self, column: LayoutColumn) -> None:
        """Read one column of the batch: its values, its faults, its warnings."""
        texts = self.records[column.column]
        lexicon = self.lexicons.get(column.column)
        read = lexicon.look_up(texts) if lexicon else _read(texts, column)
        fault = read[FAULT]
        values = read.drop(FAULT)
        if column.applies_when:
            values, fault = self._apply(column, values, fault)
        if column.smaller_than:
            too_large = (values[column.column] >= self.rows[column.smaller_than]).fill_null(False)
            fault = fault.set(too_large, CONTRADICTING)
        if column.unknown_as is not None:
            filled = values[column.column].fill_null(column.unknown_as)
            is_applied = self._holds(column.applies_when)
            values = pl.DataFrame([filled.set(~is_applied, None).rename(column.column)])
        self.rows = self.rows.hstack(values)
        if fault.max():
            self._record(column, fault)

    def _apply(
        self, column: LayoutColumn, values: pl.DataFrame, fault: pl.Series
    ) -> tuple[pl.DataFrame, pl.Series]:
        is_outside = ~self._holds(column.applies_when)
        if column.contradiction == "warn":
            self._warn(column, CONTRADICTING, is_outside & (fault != BLANK))
        cleared = [series.set(is_outside, None) for series in values]
        return pl.DataFrame(cleared), fault.set(is_outside, NONE)

    def _holds(self, conditions: tuple[Condition, ...]) -> pl.Series:
        """Return for each row whether any condition holds; all hold where this kind lacks the column."""
        holds = pl.Series([not conditions], dtype=pl.Boolean).new_from_index(0, self.rows.height)
        seeds = {column.column: column.seed for column in self.layout.columns}
        for condition in conditions:
            if condition.column not in self.rows.columns:
                return ~(holds & False)
            codes = codes_where(seeds[condition.column], condition.attribute, condition.values)
            holds = holds | self.rows[condition.column].is_in(codes.implode()).fill_null(False)
        return holds

    def _record(self, column: LayoutColumn, fault: pl.Series) -> None:
        """Note the faults of a column: rows to refuse, or warnings."""
        is_needed = self._holds(column.required_when) & bool(column.required or column.required_when)
        is_refused = (fault != NONE) & is_needed
        if column.on_fault == "quarantine":
            is_refused = is_refused | (fault > BLANK)
        for number in FAULT_NAMES:
            is_fault = fault == number
            if is_fault.any():
                self._refuse(column, number, is_fault & is_refused)
                if number != BLANK:
                    self._warn(column, number, is_fault & ~is_refused)

    def _refuse(self, column: LayoutColumn, number: int, is_refused: pl.Series) -> None:
        if is_refused.any():
            is_first = is_refused & (self.first_fault == 0)
            self.first_fault = self.first_fault.set(is_first, len(self.faults))
            self.faults.append((column.name, f"{column.rule_stem}_{FAULT_NAMES[number]}"))

    def _warn(self, column: LayoutColumn, number: int, is_concerned: pl.Series) -> None:
        if is_concerned.any():
            self.warnings[f"{column.rule_stem}_{FAULT_NAMES[number]}"] = is_concerned

    def judgement(self) -> Judgement:
        """Return the batch split into sound and unsound rows."""
        is_sound = self.first_fault == 0
        if is_sound.all():
            return Judgement(self.rows, self._rejections(~is_sound), self.warnings)
        warnings = {rule: concerned.filter(is_sound) for rule, concerned in self.warnings.items()}
        return Judgement(self.rows.filter(is_sound), self._rejections(~is_sound), warnings)

    def _rejections(self, is_unsound: pl.Series) -> pl.DataFrame:
        unsound = self.rows.filter(is_unsound)
        faults = [self.faults[number] for number in self.first_fault.filter(is_unsound)]
        return unsound.select(
            *(name for name in KNOWN_OF_REJECTIONS if name in unsound.columns)
        ).with_columns(
            pl.Series("column_name", [name for name, _ in faults], dtype=pl.String),
            pl.Series("rule_code", [rule for _, rule in faults], dtype=pl.String),
        )


def _read(texts: pl.Series, column: LayoutColumn) -> pl.DataFrame:
    """Return a column's typed values and the fault number of each."""
    read = read_values(texts, column)
    fault = (
        pl.when(texts == "")
        .then(pl.lit(BLANK))
        .when(pl.col(FAULT) == MALFORMED)
        .then(pl.lit(WRONG))
        .when(pl.col(FAULT) == UNKNOWN)
        .then(pl.lit(STRANGE))
        .otherwise(pl.lit(NONE))
        .cast(pl.UInt8)
        .alias(FAULT)
    )
    blank_area = [pl.col(column.column).replace("", None)] if column.content == "area" else []
    return read.with_columns(fault, *blank_area)
