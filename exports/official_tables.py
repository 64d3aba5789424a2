"""The official tables that are sums over cells: population by area and age, monthly report, annual return."""

from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl

from exports.cells import flow_cells, stock_cells
from exports.edition import reference_date
from exports.layouts import form_texts, official_columns, read_seed
from exports.marts import Municipality
from exports.tabulation import OPENING_ITEM, tabulate
from store.errors import CheckFailed

TOWN_NAMES = """
    with master as (
        select town_code, town_name from towns where municipality_code = $municipality_code
    )

    select town_code, town_name from master
    union all
    select code, label_ja from special_codes
    where code_system = 'town_code' and code not in (select town_code from master)
"""

Tables = Iterator[tuple[str, pl.DataFrame]]
"""File names inside `official/` and their rows."""


def monthly_tables(
    connection: duckdb.DuckDBPyConnection, municipality: Municipality, stat_month: date
) -> Tables:
    """Yield 地域・年齢別人口 (one row per area) and the 月報集計表 (one row) of the month."""
    code = municipality.municipality_code
    cells = stock_cells(connection, municipality_code=code, stat_month=stat_month)
    names = connection.sql(TOWN_NAMES, params={"municipality_code": code}).pl()
    day = reference_date(stat_month)
    yield f"{code}_population_{day:%Y%m%d}.csv", _population_by_area(cells, names, municipality, day)
    yield f"aomori_monthly_{code}_{stat_month:%Y%m}.csv", _monthly_report(cells, municipality, day)


def _population_by_area(
    cells: pl.DataFrame, names: pl.DataFrame, municipality: Municipality, day: date
) -> pl.DataFrame:
    """The whole municipality, then its towns in code order; the unknown town's code sorts last by itself."""
    whole = cells.with_columns(town_code=pl.lit(""))
    areas = pl.concat([whole, cells])
    towns = pl.DataFrame({"town_code": [""]}).vstack(cells.select("town_code").unique().sort("town_code"))
    attributes = (
        towns.join(names, on="town_code", how="left", maintain_order="left")
        .join(_remarks(areas), on="town_code", how="left", maintain_order="left")
        .with_columns(pl.selectors.string().fill_null(""), **_identity(municipality, reference_date=day))
    )
    return tabulate(areas, attributes, official_columns("population"), row_key="town_code")


def _remarks(areas: pl.DataFrame) -> pl.DataFrame:
    """Return per town_code how many persons are of unknown sex, and how many of unknown age, in words."""
    persons = areas.filter(pl.col("item_code") == "population")
    counts = persons.group_by("town_code").agg(
        remark_unknown_sex=pl.col("value").filter(pl.col("sex") == "").sum(),
        remark_unknown_age=pl.col("value").filter(pl.col("age_years").is_null()).sum(),
    )
    remarks = [_remark(row) for row in counts.drop("town_code").iter_rows(named=True)]
    return counts.select("town_code", remark=pl.Series(remarks, dtype=pl.String))


def _remark(counts: dict[str, int]) -> str:
    texts = form_texts()
    parts = [texts[text_code].format(count=count) for text_code, count in counts.items() if count]
    return texts["remark_separator"].join(parts)


def _monthly_report(cells: pl.DataFrame, municipality: Municipality, day: date) -> pl.DataFrame:
    attributes = pl.DataFrame({"area": [""]}).with_columns(**_identity(municipality, reference_date=day))
    return tabulate(
        cells.with_columns(area=pl.lit("")), attributes, official_columns("aomori_monthly"), row_key="area"
    )


def _identity(municipality: Municipality, **more: date) -> dict[str, pl.Expr]:
    names = {
        "municipality_code": municipality.municipality_code,
        "municipality_name": municipality.municipality_name,
        "prefecture_name": municipality.prefecture_name,
        "mic_name": municipality.mic_name,
    }
    texts = names | {name: day.isoformat() for name, day in more.items()}
    return {name: pl.lit(text) for name, text in texts.items()}


def annual_tables(connection: duckdb.DuckDBPyConnection, municipality: Municipality, year: int) -> Tables:
    """Yield the annual return and its age tables of `year`, each for all residents and by kind.

    Stock: end of December, which is 0:00 of 1 January of the next year; flows: the calendar year on the register
    basis; rates over the stock of the December before. Raises CheckFailed if stock and flows do not balance.
    """
    code = municipality.municipality_code
    closing = stock_cells(connection, municipality_code=code, stat_month=date(year, 12, 1))
    cells = pl.concat([closing, _opening_cells(connection, code, year), _year_flows(connection, code, year)])
    _require_balance(cells, municipality, year)
    kinds = read_seed("report_resident_kinds").filter(pl.col("is_person_kind") == "true")["resident_kind"]
    for kind in kinds:
        yield f"mic_annual_{code}_{year}_{kind}.csv", _annual_return(cells, municipality, kind)
        yield f"mic_age_{code}_{year}_{kind}.csv", _age_table(closing, municipality, kind)


def _require_balance(cells: pl.DataFrame, municipality: Municipality, year: int) -> None:
    """Raise CheckFailed unless, per kind, the stock before + entries - removals = the stock after (03-tables 3.4)."""
    items = read_seed("annual_balance_items")
    factors = dict(zip(items["item_code"], items["factor"].cast(pl.Int64), strict=True))
    residues = (
        cells.filter(pl.col("item_code").is_in(list(factors)))
        .group_by("resident_kind")
        .agg((pl.col("value") * pl.col("item_code").replace_strict(factors, return_dtype=pl.Int64)).sum())
        .filter(pl.col("value") != 0)
    )
    if len(residues):
        raise CheckFailed(
            f"Stock and flows of {year} do not balance for municipality {municipality.municipality_code} "
            f"({', '.join(sorted(residues['resident_kind']))}). Nothing was exported; run `jukistat build` again."
        )


def _opening_cells(connection: duckdb.DuckDBPyConnection, code: str, year: int) -> pl.DataFrame:
    stock = stock_cells(connection, municipality_code=code, stat_month=date(year - 1, 12, 1))
    return stock.filter(pl.col("item_code") == "population").with_columns(item_code=pl.lit(OPENING_ITEM))


def _year_flows(connection: duckdb.DuckDBPyConnection, code: str, year: int) -> pl.DataFrame:
    return flow_cells(
        connection, municipality_code=code, first_month=date(year, 1, 1), last_month=date(year, 12, 1)
    )


def _annual_return(cells: pl.DataFrame, municipality: Municipality, kind: str) -> pl.DataFrame:
    layout = official_columns(f"mic_annual_{kind}")
    attributes = pl.DataFrame({"area": [""]}).with_columns(**_identity(municipality))
    return tabulate(cells.with_columns(area=pl.lit("")), attributes, layout, row_key="area")


def _age_table(stock: pl.DataFrame, municipality: Municipality, kind: str) -> pl.DataFrame:
    """One row per sex: the total of all sexes (unknown included), men, women."""
    sexes = read_seed("report_sexes").sort(pl.col("age_table_order").cast(pl.Int64))
    total = sexes.filter(pl.col("is_total") == "true")["sex"].item()
    rows = pl.concat([stock.with_columns(sex_row=pl.lit(total)), stock.with_columns(sex_row=pl.col("sex"))])
    attributes = sexes.select(sex_row="sex", sex_label="label_ja").with_columns(**_identity(municipality))
    return tabulate(rows, attributes, official_columns(f"mic_age_{kind}"), row_key="sex_row")
