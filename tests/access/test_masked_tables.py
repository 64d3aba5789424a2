"""The masked tables of a version, against statements of their own on the true marts: exact, or masked."""

import duckdb
import numpy as np

from tests.access.bounds import bounds
from tests.access.districts import AREA, TOWNS
from tests.dashboards.published_home import CITY, VILLAGE

KINDS = {"japanese": "'1'", "foreign": "'2'"}
GROUPS = {
    "0-14": "<= '014'",
    "15-64": "between '015' and '064'",
    "65+": "between '065' and '100'",
    "unknown": "= '999'",
}


def shown(both: duckdb.DuckDBPyConnection, table: str, keys: str, measure: str) -> dict[tuple, int | None]:
    rows = both.execute(f"select {keys}, {measure} from gated.{table}").fetchall()
    found = {tuple(row[:-1]): row[-1] for row in rows}
    assert len(found) == len(rows)
    return found


def true_population(both: duckdb.DuckDBPyConnection) -> dict[tuple, int]:
    """Return persons by municipality, month, town, sex, kind and ages, of every combination that is shown."""
    statement = """
        select municipality_code, stat_month, town_code, {sex}, {kind}, {age}, sum(population_count)::bigint
        from truth.population_monthly left join truth.age_codes using (age_code) group by all
    """
    kinds = " ".join(f"when {code} then '{name}'" for name, code in KINDS.items())
    groups = " ".join(f"when age_code {ages} then '{name}'" for name, ages in GROUPS.items())
    kind, group = f"case resident_kind_code {kinds} end", f"case {groups} end"
    parts = [(kind, age) for kind in ("'total'", kind) for age in ("'total'", group)]
    found: dict[tuple, int] = {}
    for sex in ("'total'", "sex_code"):
        for nationality, age in [*parts, ("'total'", "age_band_code")]:
            rows = both.execute(statement.format(sex=sex, kind=nationality, age=age)).fetchall()
            found |= {tuple(row[:-1]): row[-1] for row in rows}
    return found


def test_towns_are_exact_or_masked(both: duckdb.DuckDBPyConnection) -> None:
    keys = "municipality_code, stat_month, town_code, sex_code, resident_kind, age_class"
    found, expected = shown(both, "town_population_monthly", keys, "population_count"), true_population(both)
    assert {key: count for key, count in found.items() if count is not None}.items() <= expected.items()
    assert set(expected) <= set(found), "what is not zero is there, masked at least"
    masked_zeros = [key for key in set(found) - set(expected) if found[key] is not None]
    assert masked_zeros == []
    small = {key for key, count in expected.items() if count < 10 and found[key] is not None}
    alone = {(code, month) for code, month, *_ in small}
    assert {code for code, _ in alone} <= {VILLAGE} or small == set()


def test_households_of_towns_are_exact_or_masked(both: duckdb.DuckDBPyConnection) -> None:
    keys = "municipality_code, stat_month, town_code, household_kind_code"
    found = shown(both, "town_households_monthly", keys, "household_count")
    expected: dict[tuple, int] = {}
    for kind in ("'total'", "household_kind_code"):
        rows = both.execute(
            f"select municipality_code, stat_month, town_code, {kind}, sum(household_count)::bigint"
            " from truth.households_monthly group by all"
        ).fetchall()
        expected |= {tuple(row[:-1]): row[-1] for row in rows}
    assert {key: count for key, count in found.items() if count is not None}.items() <= expected.items()
    assert set(expected) <= set(found)
    assert None in found.values()


def test_movements_of_towns_are_exact_or_masked(both: duckdb.DuckDBPyConnection) -> None:
    """Births and deaths by reason; what comes and goes of all kinds by sign."""
    found = shown(
        both,
        "town_movements_monthly",
        "municipality_code, stat_month, town_code, component",
        "movement_count",
    )
    for component, condition in {
        "birth": "reason_code = '13'",
        "death": "reason_code = '23'",
        "in_migration": "reason_code in ('11', '12')",
        "out_migration": "reason_code in ('21', '22')",
        "entries": "population_sign = 1",
        "removals": "population_sign = -1",
    }.items():
        rows = both.execute(
            "select municipality_code, stat_month, town_code, sum(movement_count)::bigint"
            f" from truth.movements_monthly where {condition} and basis_code = 'register'"
            " and reason_code != '00' group by all"
        ).fetchall()
        expected = {(*key, component): count for *key, count in rows}
        told = {key: count for key, count in found.items() if key[3] == component and count is not None}
        assert told.items() <= expected.items()
        assert set(expected) <= set(found)


def test_stocks_do_not_tell_what_came_to_a_town(both: duckdb.DuckDBPyConnection) -> None:
    """Stocks that are shown tell entries less removals: so both are masked, or none.

    Unless one town alone has all entries or removals of its district: then the district tells them anyway.
    """
    ((hidden, one_sided),) = both.execute(
        f"""
        with town_sums as (
            select
                municipality_code, stat_month, {AREA} as area,
                count_if(component = 'entries' and movement_count is null) as hidden_entries,
                count_if(component = 'removals' and movement_count is null) as hidden_removals,
            from gated.town_movements_monthly left join {TOWNS} using (municipality_code, town_code)
            group by municipality_code, stat_month, area, town_code
        ),

        districts as (
            select
                municipality_code, stat_month, {AREA} as area,
                count(distinct town_code) filter (population_sign = 1) as towns_with_entries,
                count(distinct town_code) filter (population_sign = -1) as towns_with_removals,
            from truth.movements_monthly left join {TOWNS} using (municipality_code, town_code)
            where basis_code = 'register' and reason_code != '00'
            group by all
        )

        select count(*), count_if(hidden_entries != hidden_removals)
        from town_sums
        inner join districts using (municipality_code, stat_month, area)
        where hidden_entries + hidden_removals > 0 and towns_with_entries > 1 and towns_with_removals > 1
        """
    ).fetchall()
    assert hidden > 0
    assert one_sided == 0


def test_movements_do_not_tell_a_masked_stock(both: duckdb.DuckDBPyConnection) -> None:
    """The stock before and what came and went would tell the stock after: all of it is masked then."""
    ((hidden, told),) = both.execute(
        """
        with masked_stocks as (
            select
                municipality_code, town_code,
                unnest([stat_month, stat_month + interval 1 month]) as stat_month,
            from gated.town_population_monthly
            where population_count is null
                and sex_code = 'total' and resident_kind = 'total' and age_class = 'total'
        )

        select count(*), count(movement_count) from gated.town_movements_monthly
        where (municipality_code, town_code, stat_month) in (
            select (municipality_code, town_code, stat_month::date) from masked_stocks
        )
        """
    ).fetchall()
    assert hidden > 0
    assert told == 0


def test_flows_are_exact_or_masked_in_months_and_calendar_years(both: duckdb.DuckDBPyConnection) -> None:
    """A year that rolled on month by month would give every month away by its differences."""
    partner = "direction_code, partner_kind_code, partner_code"
    keys = f"municipality_code, window_months, stat_month, {partner}, age_band_code"
    found = shown(both, "masked_migration_flows", keys, "person_count")
    expected: dict[tuple, int] = {}
    for months, month in (
        (1, "stat_month"),
        (12, "(date_trunc('year', stat_month) + interval 11 month)::date"),
    ):
        for band in ("'total'", "age_band_code"):
            rows = both.execute(
                f"select municipality_code, {months}, {month}, {partner}, {band}, sum(person_count)::bigint"
                " from truth.migration_flows_monthly group by all"
            ).fetchall()
            expected |= {tuple(row[:-1]): row[-1] for row in rows}
    assert {key: count for key, count in found.items() if count is not None}.items() <= expected.items()
    whole_years = {key[2].year for key in found if key[1] == 12}
    assert whole_years == {2018, 2019}, "2017 has its base month only, 2020 two months"
    offered = {key for key in expected if key[1] == 1 or key[2].year in whole_years}
    assert offered <= set(found)


def test_no_masked_town_of_the_version_is_found_out(both: duckdb.DuckDBPyConnection) -> None:
    """Sexes within towns and towns within districts, of real life: every month of the city."""
    rows = both.execute(
        f"""
        select stat_month, town_code, {AREA}, sex_code, population_count from gated.town_population_monthly
        left join {TOWNS} using (municipality_code, town_code)
        where municipality_code = '{CITY}' and resident_kind = 'total' and age_class = 'total'
        """
    ).fetchall()
    truth = true_population(both)
    months, towns = sorted({row[0] for row in rows}), sorted({(row[2], row[1]) for row in rows})
    sexes = ("1", "2", "0", "total")
    keys = [
        [[(CITY, month, town, sex, "total", "total") for sex in sexes] for _, town in towns]
        for month in months
    ]
    counts = np.array(
        [[[truth.get(key, 0) for key in line] for line in month] for month in keys], dtype=np.int32
    )
    hidden = {
        (CITY, month, town, sex, "total", "total") for month, town, _, sex, count in rows if count is None
    }
    masked = np.array([[[key in hidden for key in line] for line in month] for month in keys])
    districts = np.array([sorted({area for area, _ in towns}).index(area) for area, _ in towns])
    lowest, highest = bounds(counts, masked, [(3, (0, 1, 2))], districts)
    assert masked.any()
    assert not (masked & (lowest == highest)).any()
