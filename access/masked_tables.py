"""The tables of towns and of partners that every reader may see: small figures masked (04-privacy 4.4)."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import polars as pl

from access.cube import COUNT, TOTAL, Axis, Cube, flagged, totalled
from access.recoding import AREA_OF_TOWN, TOWN_AREAS

THRESHOLD = 10
"""Smaller counts are masked, zero is not (04-privacy 4.4)."""
ENTRIES, REMOVALS = "entries", "removals"
MOVED_IN, MOVED_OUT = "moved_in", "moved_out"
"""Movements of a town as components: all that come and all that go, and of these what other towns of the
municipality give and take (and corrections, which count on both sides)."""
YEAR = "year"
TOWN = ("town_code",)
PARTNER = ("direction_code", "partner_kind_code", "partner_code")


@dataclass(frozen=True)
class MaskedTable:
    """A masked table: the mart it is made of, what tells its places apart, its cube and the rows it masks.

    `rows` is a query of one municipality: period, the columns of the places, place_group (whose figures
    everybody may see), a code of every axis, figure.
    """

    name: str
    mart: str
    place_columns: tuple[str, ...]
    measure: str
    cube: Callable[[duckdb.DuckDBPyConnection], Cube]
    rows: str
    shown: str = """
    select municipality_code, period as stat_month, * exclude (municipality_code, period) from figures
    """
    """What the table has of the masked `figures` of a municipality."""
    hidden: str = ""
    """A query of periods and places that are masked whole: period, columns of the places, place_group."""

    def figures(self, connection: duckdb.DuckDBPyConnection, municipality_code: str) -> pl.DataFrame:
        """Return municipality, period, places, axes and measure: null = masked, zeros left out."""
        rows = frame(connection, self.rows, {"municipality_code": municipality_code})
        hidden = (
            frame(connection, self.hidden, {"municipality_code": municipality_code})
            if self.hidden
            else rows.select("period", *self.place_columns, "place_group").clear()
        )
        figures = masked_rows(self.cube(connection), rows, hidden, self.place_columns)
        return figures.select(
            pl.lit(municipality_code).alias("municipality_code"),
            pl.all().exclude(COUNT),
            pl.col(COUNT).alias(self.measure),
        )


def frame(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(connection.sql(query, params=parameters).to_arrow_table()))


def masked_rows(
    cube: Cube, rows: pl.DataFrame, hidden: pl.DataFrame, place_columns: tuple[str, ...]
) -> pl.DataFrame:
    """Return the rows of a cube, masked; `rows` and `hidden` as MaskedTable says."""
    columns = ("period", *place_columns, *(axis.column for axis in cube.axes), COUNT)
    if rows.is_empty():
        return rows.select(columns)
    keys = ["period", *place_columns, "place_group"]
    known = pl.concat([rows.select(keys), hidden.select(keys)])
    places = known.select(keys[1:]).unique().sort(place_columns).with_row_index("place")
    periods, numbers = known["period"].unique().sort().to_list(), list(range(len(places)))
    counts = cube.dense(rows.join(places, on=place_columns, how="left"), periods, numbers)
    is_hidden = flagged(hidden.join(places, on=place_columns, how="left"), periods, numbers)
    masked = cube.masked(counts, is_hidden, places["place_group"].to_list(), THRESHOLD)
    figures = cube.long(counts, masked, periods, numbers)
    named = figures.join(places.cast({"place": pl.Int64}), on="place", how="left", maintain_order="left")
    return named.select(columns)


def values(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query).fetchall()]


def age_axis(connection: duckdb.DuckDBPyConnection) -> Axis:
    """Return everybody, the age groups, and the five-year bands of each; unknown ages are a group of one."""
    pairs = connection.execute(
        "select distinct age_group_code, age_band_code from source.age_codes order by age_band_code"
    ).fetchall()
    groups: dict[str, tuple[str, ...]] = {}
    for group, band in pairs:
        groups[group] = (*groups.get(group, ()), band)
    parts: dict[str, tuple[str, ...]] = {TOTAL: tuple(groups)}
    parts |= {group: bands for group, bands in groups.items() if bands != (group,)}
    return Axis("age_class", parts | {band: () for _, band in pairs})


def population_cube(connection: duckdb.DuckDBPyConnection) -> Cube:
    """Return sex × nationality × age; five-year bands for both nationalities together only."""
    sexes = values(connection, "select sex_code from source.sex_codes order by sex_code")
    kinds = values(
        connection,
        "select distinct report_resident_kind from source.resident_kind_codes order by report_resident_kind",
    )
    ages = age_axis(connection)
    coarse = {TOTAL, *ages.parts[TOTAL]}
    return Cube(
        (totalled("sex_code", sexes), totalled("resident_kind", kinds), ages),
        holds=lambda cell: cell[1] == TOTAL or cell[2] in coarse,
    )


def household_cube(connection: duckdb.DuckDBPyConnection) -> Cube:
    kinds = values(connection, "select household_kind_code from source.household_kind_codes")
    return Cube((totalled("household_kind_code", kinds),))


def movement_cube(connection: duckdb.DuckDBPyConnection) -> Cube:
    """Return the components of what comes and goes; their difference is that of two stocks."""

    def components(effect: str) -> list[str]:
        query = (
            "select distinct component from source.reason_codes where population_effect = $effect"
            " and component != 'initial' order by component"
        )
        return [row[0] for row in connection.execute(query, {"effect": effect}).fetchall()]

    come, go = (*components("add"), MOVED_IN), (*components("remove"), MOVED_OUT)
    parts = {ENTRIES: come, REMOVALS: go, **dict.fromkeys((*come, *go), ())}
    return Cube((Axis("component", parts),), also=(((ENTRIES,), (REMOVALS,)),))


def flow_cube(connection: duckdb.DuckDBPyConnection) -> Cube:
    """Return months and their year × age bands."""
    bands = values(connection, "select age_band_code from source.age_band_codes order by sort_order")
    months = tuple(f"{month:02}" for month in range(1, 13))
    return Cube(
        (Axis("month", {YEAR: months, **dict.fromkeys(months, ())}), totalled("age_band_code", bands))
    )


POPULATION = MaskedTable(
    "town_population_monthly",
    "population_monthly",
    TOWN,
    "population_count",
    population_cube,
    f"""
    select
        stat_month as period, mart.town_code, {AREA_OF_TOWN} as place_group, sex_code,
        report_resident_kind as resident_kind, age_band_code as age_class,
        sum(population_count)::integer as {COUNT}
    from source.population_monthly as mart
    inner join source.age_codes using (age_code)
    inner join source.resident_kind_codes using (resident_kind_code)
    {TOWN_AREAS}
    where mart.municipality_code = $municipality_code
    group by all
    """,
)
HOUSEHOLDS = MaskedTable(
    "town_households_monthly",
    "households_monthly",
    TOWN,
    "household_count",
    household_cube,
    f"""
    select
        stat_month as period, mart.town_code, {AREA_OF_TOWN} as place_group, household_kind_code,
        sum(household_count)::integer as {COUNT}
    from source.households_monthly as mart
    {TOWN_AREAS}
    where mart.municipality_code = $municipality_code
    group by all
    """,
)
MOVEMENTS = MaskedTable(
    "town_movements_monthly",
    "movements_monthly",
    TOWN,
    "movement_count",
    movement_cube,
    f"""
    select
        stat_month as period, mart.town_code, {AREA_OF_TOWN} as place_group,
        case
            when population_effect in ('add', 'remove') then component
            when population_sign > 0 then '{MOVED_IN}'
            else '{MOVED_OUT}'
        end as component,
        sum(movement_count)::integer as {COUNT}
    from source.movements_monthly as mart
    inner join source.reason_codes using (reason_code)
    inner join source.basis_codes using (basis_code)
    {TOWN_AREAS}
    where mart.municipality_code = $municipality_code and is_official and component != 'initial'
    group by all
    """,
    hidden=f"""
    select stat_month as period, mart.town_code, {AREA_OF_TOWN} as place_group
    from (
        select
            municipality_code, town_code,
            unnest([stat_month, (stat_month + interval 1 month)::date]) as stat_month
        from town_population_monthly
        where population_count is null and '{TOTAL}' = all ([sex_code, resident_kind, age_class])
    ) as mart
    inner join source.covered_months using (municipality_code, stat_month)
    {TOWN_AREAS}
    where mart.municipality_code = $municipality_code and not is_base_month
    group by all
    """,
)
FLOWS = MaskedTable(
    "masked_migration_flows",
    "migration_flows_monthly",
    PARTNER,
    "person_count",
    flow_cube,
    f"""
    select
        date_trunc('year', stat_month)::date as period, direction_code, partner_kind_code, partner_code,
        direction_code || partner_kind_code as place_group,
        strftime(stat_month, '%m') as month, age_band_code,
        sum(person_count)::integer as {COUNT}
    from source.migration_flows_monthly
    where municipality_code = $municipality_code
    group by all
    """,
    shown=f"""
    select
        municipality_code,
        case when month = '{YEAR}' then 12 else 1 end as window_months,
        (period + to_months(coalesce(try_cast(month as integer), 12) - 1))::date as stat_month,
        * exclude (municipality_code, period, month)
    from figures
    where month != '{YEAR}' or (municipality_code, period) in (
        select (municipality_code, date_trunc('year', stat_month)::date) from source.covered_months
        where not is_base_month
        group by all having count(*) = 12
    )
    """,
)
