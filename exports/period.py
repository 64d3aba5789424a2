"""The days of an export: a month, or any days from the month after the base month on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import duckdb

from exports.marts import Municipality, select_municipalities
from store.errors import UsageError


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both in. `is_month` says that a month's whole export is meant."""

    first_date: date
    last_date: date
    is_month: bool = False

    @classmethod
    def of_month(cls, stat_month: date) -> Self:
        """Return the days of a month, given by its first."""
        following = (stat_month + timedelta(days=31)).replace(day=1)
        return cls(stat_month, following - timedelta(days=1), is_month=True)

    @property
    def name(self) -> str:
        """YYYY-MM of a month, else both days."""
        days = f"{self.first_date.isoformat()}_{self.last_date.isoformat()}"
        return f"{self.first_date:%Y-%m}" if self.is_month else days

    @property
    def first_month(self) -> date:
        return self.first_date.replace(day=1)

    @property
    def last_month(self) -> date:
        return self.last_date.replace(day=1)

    @property
    def is_whole_months(self) -> bool:
        """Whether the first day begins a month and the last ends one."""
        return self.first_date.day == 1 and (self.last_date + timedelta(days=1)).day == 1


def with_opening(
    connection: duckdb.DuckDBPyConnection, municipalities: list[Municipality], period: Period
) -> list[Municipality]:
    """Return the municipalities if each has a stock before the first day; a month itself needs none.

    Raises UsageError for days before the month after the base month, which have no opening stock.
    """
    if period.is_month:
        return municipalities
    codes = [municipality.municipality_code for municipality in municipalities]
    opening = select_municipalities(connection, stat_month=period.first_month, municipality_codes=codes)
    for municipality in opening:
        if municipality.is_base_month:
            raise UsageError(
                f"{period.first_date} lies in the base month of municipality "
                f"{municipality.municipality_code}, which has no opening stock. Begin a month later."
            )
    return municipalities
