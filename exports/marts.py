"""The published marts, read-only: one connection, the municipalities and months they cover."""

from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from exports.layouts import read_seed
from store.errors import UsageError
from store.published import PublishedVersion

LAYOUT_SEEDS = ("report_resident_kinds", "report_sexes", "report_item_components", "special_codes")
"""Seeds of this room that its queries join: order and meaning of the columns of printed tables."""

COVERED_MONTHS = "select * from covered_months order by municipality_code, stat_month"

MUNICIPALITY_NAMES = """
    select municipality_code, prefecture_name, municipality_name, mic_name, counting_date_code
    from municipality_codes
    inner join counting_rules using (municipality_code)
    where municipality_code in (select municipality_code from covered_months)
"""


@dataclass(frozen=True)
class Municipality:
    """One municipality whose month can be exported."""

    municipality_code: str
    prefecture_name: str
    municipality_name: str
    mic_name: str
    counting_date_code: str
    """計上日の基準: by which date the municipality's own tables count."""
    is_base_month: bool
    is_assumed: bool
    is_year_covered: bool
    """Whether the month is a December whose twelve months and opening stock are all there."""


def connect(version: PublishedVersion) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the marts of `version`, with the layout seeds beside them.

    Raises UsageError for a version that came in a bundle: forms hold true counts, gated marts do not.
    """
    if not version.marts_file.exists():
        raise UsageError(f"Version {version.name} has gated marts only. Export on the register's side.")
    connection = duckdb.connect(str(version.marts_file), read_only=True)
    for name in LAYOUT_SEEDS:
        connection.register(name, read_seed(name).to_arrow())
    return connection


def select_municipalities(
    connection: duckdb.DuckDBPyConnection, *, stat_month: date, municipality_codes: list[str]
) -> list[Municipality]:
    """Return the municipalities to export, in code order: those asked for, or all that cover the month.

    Raises UsageError, saying which months there are, if one asked for (or none at all) covers `stat_month`.
    """
    covered = connection.sql(COVERED_MONTHS).pl()
    wanted = municipality_codes or _codes_with(covered, stat_month)
    if not wanted:
        raise UsageError(f"{stat_month:%Y-%m} is not covered by any delivery. {_months_there(covered)}")
    _require_month(covered, stat_month, wanted)
    names = connection.sql(MUNICIPALITY_NAMES).pl()
    return [_municipality(code, stat_month, covered, names) for code in sorted(set(wanted))]


def _codes_with(covered: pl.DataFrame, stat_month: date) -> list[str]:
    return covered.filter(pl.col("stat_month") == stat_month)["municipality_code"].to_list()


def _require_month(covered: pl.DataFrame, stat_month: date, wanted: list[str]) -> None:
    covering = set(_codes_with(covered, stat_month))
    for code in wanted:
        if code not in covering:
            own = covered.filter(pl.col("municipality_code") == code)
            there = _months_there(covered if own.is_empty() else own)
            raise UsageError(f"{stat_month:%Y-%m} is not covered for municipality {code}. {there}")


def _months_there(covered: pl.DataFrame) -> str:
    """Say which months each municipality has; many municipalities are summed up in one range."""
    if covered.is_empty():
        return "No month is covered yet: load deliveries, then build."
    spans = covered.group_by("municipality_code").agg(
        pl.col("stat_month").min().alias("first"), pl.col("stat_month").max().alias("last")
    )
    shown = spans.sort("municipality_code").head(5)
    parts = [f"{code} has {first:%Y-%m} to {last:%Y-%m}" for code, first, last in shown.iter_rows()]
    more = f" (and {len(spans) - len(shown)} more municipalities)" if len(spans) > len(shown) else ""
    return "; ".join(parts) + more + "."


def _municipality(code: str, stat_month: date, covered: pl.DataFrame, names: pl.DataFrame) -> Municipality:
    own = covered.filter(pl.col("municipality_code") == code)
    month = own.row(by_predicate=pl.col("stat_month") == stat_month, named=True)
    name = names.row(by_predicate=pl.col("municipality_code") == code, named=True)
    return Municipality(
        municipality_code=code,
        prefecture_name=name["prefecture_name"],
        municipality_name=name["municipality_name"],
        mic_name=name["mic_name"] or name["municipality_name"],
        counting_date_code=name["counting_date_code"],
        is_base_month=month["is_base_month"],
        is_assumed=month["is_assumed"],
        is_year_covered=_is_year_covered(own, stat_month),
    )


def _is_year_covered(covered: pl.DataFrame, stat_month: date) -> bool:
    """Say whether `stat_month` ends twelve months of flows after a stock of December (03-tables 3.2)."""
    if stat_month.month != 12:
        return False
    year = covered.filter(pl.col("stat_month").dt.year() == stat_month.year, ~pl.col("is_base_month"))
    return len(year) == 12 and date(stat_month.year - 1, 12, 1) in covered["stat_month"].to_list()
