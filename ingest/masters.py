"""What municipalities define themselves, row by row: areas (a closed list) and towns (an open one)."""

from dataclasses import dataclass

import polars as pl

from ingest.codes import municipal_seed
from ingest.layouts import Layout
from store.home import Home

SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Masters:
    """Municipality and code in one text each, so that membership is one look-up."""

    areas: dict[str, pl.Series]
    """Per area system number."""
    towns: pl.Series
    area_codes: frozenset[str]


def read_masters(home: Home) -> Masters:
    """Return the masters of a home: built-in seeds with the municipalities' own over them."""
    areas = municipal_seed(home, "area_codes", ("area_system_number", "area_code"))
    towns = municipal_seed(home, "town_codes", ("town_code",))
    systems = areas.partition_by("area_system_number", as_dict=True)
    return Masters(
        areas={str(system[0]): _joined(rows, "area_code") for system, rows in systems.items()},
        towns=_joined(towns, "town_code"),
        area_codes=frozenset(areas["area_code"]),
    )


def _joined(rows: pl.DataFrame, code: str) -> pl.Series:
    return rows["municipality_code"] + SEPARATOR + rows[code]


def check_masters(
    rows: pl.DataFrame, layout: Layout, masters: Masters
) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Return rows whose area codes are the municipality's own, others blank, and which rows to warn about.

    A town that is not in the master stays: masters lag behind the register.
    """
    warnings: dict[str, pl.Series] = {}
    for column in layout.columns:
        if column.column not in rows.columns or rows[column.column].null_count() == rows.height:
            continue
        if column.content == "area":
            is_strange = ~_is_member(rows, column.column, masters.areas.get(column.system))
            rows = rows.with_columns(rows[column.column].set(is_strange, None))
            warnings["area_code_unknown"] = warnings.get("area_code_unknown", is_strange) | is_strange
        elif column.master:
            warnings[f"{column.rule_stem}_not_in_master"] = ~_is_member(rows, column.column, masters.towns)
    return rows, warnings


def _is_member(rows: pl.DataFrame, column: str, members: pl.Series | None) -> pl.Series:
    """Return whether each row's code is one of its municipality's; a blank one is no stranger."""
    if members is None:
        return rows[column].is_null()
    joined = rows["municipality_code"].cast(pl.String) + SEPARATOR + rows[column]
    return joined.is_in(members.implode()).fill_null(True)
