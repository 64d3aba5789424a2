"""Base dates: what a municipality's first residents delivery settles (01-feed 1.4)."""

from datetime import date

import numpy as np
import polars as pl

from ingest.codes import codes_where
from ingest.rejections import COORDINATES, replaced_coordinates
from store.errors import DeliveryRefused
from store.home import Home
from store.ledger import Delivery, row_files


def read_base_dates(deliveries: list[Delivery]) -> dict[str, date]:
    """Return each municipality's base date: that of its first residents delivery."""
    bases: dict[str, date] = {}
    for delivery in deliveries:
        if delivery.kind == "residents" and delivery.first_recorded_date:
            for code in delivery.municipality_codes:
                bases.setdefault(code, date.fromisoformat(delivery.first_recorded_date))
    return bases


def check_base_date(
    place: str, residents: pl.DataFrame, bases: dict[str, date], base_date: date | None
) -> date | None:
    """Return the base date of a residents delivery, given the one its earlier batches had.

    `place` names file and column to the user.

    Raises DeliveryRefused if rows differ in it, or if it is earlier than a municipality's base.
    """
    if residents.is_empty():
        return base_date
    expected = base_date or residents["base_date"][0]
    differing = residents.filter(pl.col("base_date") != expected)
    if differing.height:
        row = differing["row_number"][0]
        raise DeliveryRefused(
            f"{place}, row {row}: not the date of the first row. Deliver each base date as its own file."
        )
    for code in residents["municipality_code"].unique().sort():
        if code in bases and expected < bases[code]:
            raise DeliveryRefused(
                f"{place}: {expected} is earlier than {bases[code]}, the base of {code}. "
                "The first base date loaded is the base; deliver later ones."
            )
    return expected


def split_baseless(changes: pl.DataFrame, bases: dict[str, date]) -> pl.Series:
    """Return which changes belong to a municipality that has no base yet."""
    return ~changes["municipality_code"].cast(pl.String).is_in(list(bases))


class BaseHistories:
    """The history numbers of the persons of the bases, read per municipality when first asked for."""

    def __init__(self, home: Home, deliveries: list[Delivery], bases: dict[str, date]) -> None:
        self._home = home
        self._deliveries = deliveries
        self._bases = bases
        self._read: set[str] = set()
        self._tokens = np.empty(0, np.int64)
        self._histories = np.empty(0, np.int32)

    def history_numbers(self, changes: pl.DataFrame) -> pl.Series:
        """Return each person's history number in the base, 0 for those who are not in it."""
        for code in changes["municipality_code"].unique().sort():
            if code not in self._read:
                self._add(self._read_base(code))
                self._read.add(code)
        tokens = changes["person_token"].to_numpy()
        found = np.zeros(tokens.size, np.int32)
        if self._tokens.size:
            order = np.argsort(tokens)  # a sorted search is many times faster
            sought = tokens[order]
            places = np.minimum(np.searchsorted(self._tokens, sought), self._tokens.size - 1)
            found[order] = np.where(self._tokens[places] == sought, self._histories[places], 0)
        return pl.Series("base_history_number", found)

    def _add(self, base: pl.DataFrame) -> None:
        tokens = np.concatenate([self._tokens, base["person_token"].to_numpy()])
        histories = np.concatenate([self._histories, base["history_number"].to_numpy()])
        order = np.argsort(tokens, kind="stable")
        self._tokens, self._histories = tokens[order], histories[order]

    def _read_base(self, code: str) -> pl.DataFrame:
        deliveries = [delivery for delivery in self._deliveries if code in delivery.municipality_codes]
        paths = row_files(self._home, "residents", deliveries)
        if not paths or code not in self._bases:
            return pl.DataFrame(schema={"person_token": pl.Int64, "history_number": pl.Int32})
        return (
            pl.scan_parquet(paths)
            .filter(pl.col("municipality_code") == code, pl.col("base_date") == self._bases[code])
            .join(replaced_coordinates(deliveries).lazy(), on=COORDINATES, how="anti")
            .select("person_token", "history_number")
            .collect()
        )


def find_superseded(changes: pl.DataFrame, bases: dict[str, date]) -> pl.Series:
    """Return which changes the base already tells: their history number is not above `base_history_number`.

    Not superseded are removals planned for a day after the base, and rows that may name one: cancellations
    that restore a resident, and notices.
    """
    reason = pl.col("reason_code")
    base_date = (
        pl.col("municipality_code")
        .cast(pl.String)
        .replace_strict(list(bases), list(bases.values()), return_dtype=pl.Date)
    )
    is_planned = reason.is_in(codes_where("reason_codes", "is_planned", ("true",)).implode())
    restores = reason.is_in(
        codes_where("reason_codes", "is_cancellation", ("true",)).implode()
    ) & reason.is_in(codes_where("reason_codes", "population_effect", ("add",)).implode())
    is_notice = reason.is_in(codes_where("reason_codes", "is_notice", ("true",)).implode())
    is_excepted = (is_planned & (pl.col("changed_date") > base_date).fill_null(False)) | restores | is_notice
    is_old = pl.col("history_number") <= pl.col("base_history_number")
    old = changes.select(is_old.alias("is_old"))["is_old"]
    if not old.any():
        return old
    return changes.select((is_old & ~is_excepted).alias("is_superseded"))["is_superseded"]
