"""What is being exported: one month of one published version, for one audience."""

from dataclasses import dataclass
from datetime import date

import duckdb

from exports.disclosure import Audience
from exports.layouts import read_seed
from exports.marts import Municipality
from exports.period import Period
from store.months import month_state
from store.published import PublishedVersion


@dataclass(frozen=True)
class Edition:
    """One export in the making."""

    version: PublishedVersion
    connection: duckdb.DuckDBPyConnection
    period: Period
    audience: Audience
    municipalities: list[Municipality]

    @property
    def month(self) -> str:
        """The month as files name it, YYYY-MM; of other days the first and the last."""
        return self.period.name

    @property
    def stat_month(self) -> date:
        """The month, or the last of the months that the days touch."""
        return self.period.last_month

    @property
    def municipality_codes(self) -> list[str]:
        return [municipality.municipality_code for municipality in self.municipalities]

    def state_of(self, municipality: Municipality) -> str:
        """Return how final the (last) month is for a municipality: open, provisional or closed."""
        return month_state(
            f"{self.stat_month:%Y-%m}",
            is_assumed=municipality.is_assumed,
            last_closed=self.version.closed_through.get(municipality.municipality_code),
        )

    @property
    def as_known(self) -> date | None:
        """The day up to which the register's records are known; None = all that was loaded."""
        as_known = self.version.manifest.get("as_known")
        return date.fromisoformat(as_known) if as_known else None

    @property
    def made_date(self) -> date:
        """作成日: the day of the last ledger entry used, so that files repeat byte for byte."""
        return date.fromisoformat(self.version.manifest["made_date"])


def reference_date(stat_month: date) -> date:
    """Return the first day of the next month: its 0:00 is the moment of the stock (02-register 2.4)."""
    return date(stat_month.year + stat_month.month // 12, stat_month.month % 12 + 1, 1)


def era_year(day: date) -> tuple[str, int]:
    """Return the letter of the Japanese era of `day` and the year in it."""
    eras = read_seed("eras").sort("first_date")
    era = next(row for row in reversed(eras.rows(named=True)) if date.fromisoformat(row["first_date"]) <= day)
    return era["era"], day.year - int(era["first_date"][:4]) + 1
