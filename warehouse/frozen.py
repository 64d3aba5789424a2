"""What closing freezes: sha256 digests of a month's register-basis rows, per municipality and mart.

A digest covers named columns only, so that a mart may gain a column without a closed month changing.
"""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from store.errors import CheckFailed
from store.months import MonthEntry, closed_digests

MOST_NAMED = 3
"""How many changed months an error names."""


@dataclass(frozen=True)
class FrozenMart:
    """The cells of a mart that closing freezes: their columns and their measure."""

    columns: tuple[str, ...]
    measure: str
    has_basis: bool = False


FROZEN_MARTS = {
    "population_monthly": FrozenMart(
        ("town_code", "sex_code", "resident_kind_code", "age_code"), "population_count"
    ),
    "households_monthly": FrozenMart(
        ("town_code", "household_kind_code", "household_size"), "household_count"
    ),
    "household_types_monthly": FrozenMart(("town_code", "household_type_code"), "household_count"),
    "movements_monthly": FrozenMart(
        (
            *("town_code", "reason_code", "cancelled_reason_code", "notification_type_code"),
            *("population_sign", "sex_code", "resident_kind_code", "age_band_code"),
        ),
        "movement_count",
        has_basis=True,
    ),
    "migration_flows_monthly": FrozenMart(
        (
            *("direction_code", "partner_kind_code", "partner_code"),
            *("sex_code", "resident_kind_code", "age_band_code"),
        ),
        "person_count",
    ),
    "foreign_residents_monthly": FrozenMart(
        ("nationality_code", "residence_status_code", "sex_code", "age_band_code"), "population_count"
    ),
    "kind_changes_monthly": FrozenMart(
        ("reason_code", "from_kind_code", "to_kind_code", "sex_code"), "change_count"
    ),
}
OFFICIAL = "where basis_code in (select basis_code from basis_codes where is_official)"

DIGESTS = """
    with cells as (
        select
            municipality_code,
            strftime(stat_month, '%Y-%m') as month,
            concat_ws('|', {columns}, sum({measure})) as cell,
        from {mart}
        {official}
        group by municipality_code, stat_month, {grain}
    )

    select months.municipality_code, months.month, sha256(string_agg(cell, chr(10) order by cell)) as digest
    from months
    inner join cells using (municipality_code, month)
    group by months.municipality_code, months.month
"""
NO_CELLS = sha256(b"").hexdigest()
"""The digest of a month without any cell: zero is frozen too."""

MonthOfMunicipality = tuple[str, str]
"""Municipality code and month (YYYY-MM)."""


def month_digests(
    connection: duckdb.DuckDBPyConnection, months: list[MonthOfMunicipality]
) -> dict[tuple[str, str, str], str]:
    """Return the digest of each of these months by municipality code, month and mart.

    A version that an older program published may lack a mart: it has no digest, and none is compared.
    """
    connection.register("months", month_rows(months))
    there = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    digests: dict[tuple[str, str, str], str] = {}
    for mart, frozen in FROZEN_MARTS.items():
        if mart not in there:
            continue
        found = {row[:2]: row[2] for row in connection.execute(_query(mart, frozen)).fetchall()}
        digests |= {(*month, mart): found.get(month, NO_CELLS) for month in months}
    connection.unregister("months")
    return digests


def month_rows(months: list[MonthOfMunicipality]) -> pa.Table:
    """Return the months as a table that a query can join."""
    schema = {"municipality_code": pl.String, "month": pl.String}
    return pl.DataFrame(months, schema, orient="row").to_arrow()


def _query(mart: str, frozen: FrozenMart) -> str:
    return DIGESTS.format(
        mart=mart,
        columns=", ".join(f"coalesce({column}::varchar, '')" for column in frozen.columns),
        grain=", ".join(frozen.columns),
        measure=frozen.measure,
        official=OFFICIAL if frozen.has_basis else "",
    )


def nested(digests: dict[tuple[str, str, str], str]) -> dict[str, dict[str, dict[str, str]]]:
    """Return digests as the journal of months keeps them: by municipality, month and mart."""
    tree: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for (code, month, mart), digest in digests.items():
        tree[code][month][mart] = digest
    return {code: dict(months) for code, months in tree.items()}


def require_closed_months(build_file: Path, entries: list[MonthEntry]) -> None:
    """Raise CheckFailed, naming municipality, month and mart, if a build changes a closed month."""
    expected = closed_digests(entries)
    if not expected:
        return
    with duckdb.connect(str(build_file), read_only=True) as connection:
        connection.execute("set search_path = 'main_marts,main_seeds'")
        found = month_digests(connection, sorted({key[:2] for key in expected}))
    changed = sorted(key for key, digest in expected.items() if found.get(key) != digest)
    if changed:
        named = "; ".join(" ".join(key) for key in changed[:MOST_NAMED])
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        raise CheckFailed(
            f"Closed months are not what they were: {named}{more}. Nothing was published; the version before "
            "is still served. Undo what changed them (rules, code lists), or run `jukistat month reopen`."
        )
