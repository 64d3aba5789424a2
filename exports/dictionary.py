"""What the columns and codes of the files mean: `columns.csv` and `codes.csv`, and the same for the linter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import polars as pl

from exports.layouts import read_seed

COLUMNS_FILE = "columns.csv"
CODES_FILE = "codes.csv"


@dataclass(frozen=True)
class ColumnMeaning:
    """One column name, the same in every file: words, unit, the type of its values and the code lists they are from."""

    column: str
    label_ja: str
    label_en: str
    unit: str
    definition: str
    value_type: str
    code_systems: tuple[str, ...]


@cache
def column_meanings() -> dict[str, ColumnMeaning]:
    """Return the meaning of every column name that a mart, a dictionary or an official table has."""
    labels = read_seed("column_labels").rename({"column_name": "column"})
    official = read_seed("official_columns").rename({"header_ja": "column"})
    official = official.with_columns(label_ja="column").select(labels.columns).unique(maintain_order=True)
    rows = pl.concat([labels, official]).iter_rows(named=True)
    return {
        row["column"]: ColumnMeaning(**row | {"code_systems": tuple(row["code_systems"].split())})
        for row in rows
    }


def columns_table(headers: Iterable[str]) -> pl.DataFrame:
    """Return the rows of columns.csv for these column names (and its own), in the order of the seeds."""
    words = ("column", "label_ja", "label_en", "unit", "definition")
    wanted = {*headers, *words, *CODE_COLUMNS}
    meanings = [meaning for column, meaning in column_meanings().items() if column in wanted]
    return pl.DataFrame({word: [getattr(meaning, word) for meaning in meanings] for word in words})


CODE_COLUMNS = ("code_system", "code", "label_ja", "label_en", "municipality_code")

SEED_CODES = """
    select '{system}' as code_system, {system} as code, label_ja, label_en, '' as municipality_code from {seed}
"""

OWN_CODES = {
    "municipality_code": """
        select 'municipality_code', municipality_code, municipality_name, '', '' from municipality_codes
    """,
    "resident_kind": "select 'resident_kind', resident_kind, label_ja, label_en, '' from report_resident_kinds",
    "sex": "select 'sex', sex, label_ja, label_en, '' from report_sexes",
    "item_code": "select 'item_code', item_code, label_ja, label_en, '' from report_item_codes",
    "district_code": """
        select 'district_code', district_code, district_name, '', municipality_code
        from districts where list_contains($municipality_codes, municipality_code)
    """,
    "town_code": """
        with used as (
            select municipality_code, town_code from population_monthly where stat_month = $stat_month
            union
            select municipality_code, town_code from households_monthly where stat_month = $stat_month
            union
            select municipality_code, town_code from movements_monthly where stat_month = $stat_month
            union
            select municipality_code, town_code from towns
        )

        select 'town_code', used.town_code, coalesce(towns.town_name, special.label_ja, ''),
            coalesce(special.label_en, ''), used.municipality_code
        from used
        left join towns using (municipality_code, town_code)
        left join special_codes as special on special.code_system = 'town_code' and special.code = used.town_code
        where list_contains($municipality_codes, used.municipality_code)
    """,
}
"""Code lists that are not one seed with labels. A town that is not in the master is listed without a name."""

SYMBOLS = "select code_system, code, label_ja, label_en, '' from special_codes where code_system = 'symbol'"


def codes_table(
    connection: duckdb.DuckDBPyConnection,
    headers: Iterable[str],
    *,
    municipality_codes: list[str],
    stat_month: date,
) -> pl.DataFrame:
    """Return the rows of codes.csv: every code list that one of these columns uses, and the signs for numbers.

    `municipality_code` is filled where the list belongs to one municipality (towns, districts).
    """
    meanings = column_meanings()
    systems = sorted({system for header in headers for system in meanings[header].code_systems})
    parameters = {"municipality_codes": municipality_codes, "stat_month": stat_month}
    queries = [
        OWN_CODES.get(system) or SEED_CODES.format(system=system, seed=f"{system}s") for system in systems
    ]
    lists = [_code_list(connection, query, parameters) for query in [*queries, SYMBOLS]]
    return pl.concat(lists)


def _code_list(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict) -> pl.DataFrame:
    used = {name: value for name, value in parameters.items() if f"${name}" in query}
    codes = connection.sql(query, params=used).pl()
    codes.columns = list(CODE_COLUMNS)
    return codes.cast(pl.String).fill_null("").sort("municipality_code", "code")
