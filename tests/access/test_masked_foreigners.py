"""The masked table of foreign residents, against statements of their own on the true marts."""

import duckdb
import numpy as np

from access.masked_foreigners import FOREIGNERS
from tests.access.bounds import bounds
from tests.access.test_masked_tables import shown
from tests.dashboards.published_home import CITY


def test_foreign_residents_are_exact_or_masked(both: duckdb.DuckDBPyConnection) -> None:
    keys = "municipality_code, stat_month, residence_status_group_code, nationality_code"
    found = shown(both, "masked_foreign_residents", keys, "population_count")
    expected = true_foreigners(both)
    assert {key: count for key, count in found.items() if count is not None}.items() <= expected.items()
    assert set(expected) <= set(found), "what is not zero is there, masked at least"
    assert None in found.values()
    inhabited: dict[tuple, set[str]] = {}
    for code, month, group, _ in expected:
        inhabited.setdefault((code, month), set()).add(group)
    small = {key for key, count in expected.items() if count < 10 and found[key] is not None}
    assert {key for key in small if len(inhabited[key[:2]]) > 1} == set(), "but for a group that is everybody"


def true_foreigners(both: duckdb.DuckDBPyConnection) -> dict[tuple, int]:
    """Return persons by municipality, month, group of status and nationality, and of all nationalities."""
    found: dict[tuple, int] = {}
    for nationality in ("'total'", "nationality_code"):
        rows = both.execute(
            "select municipality_code, stat_month, coalesce(residence_status_group_code, ''),"
            f" {nationality}, sum(population_count)::bigint from truth.foreign_residents_monthly"
            " left join truth.residence_status_codes using (residence_status_code) group by all"
        ).fetchall()
        found |= {tuple(row[:-1]): row[-1] for row in rows}
    return found


def test_large_figures_of_foreign_residents_stay_exact() -> None:
    """Of groups and nationalities that are large enough; those who are few take some of these with them."""
    truth = {
        "392": {"permanent": 100, "family": 40, "work": 60, "training": 80},
        "704": {"permanent": 30, "family": 20, "work": 45, "training": 150},
        "156": {"permanent": 120, "family": 15, "work": 90, "training": 35},
        "840": {"permanent": 3, "work": 2},
    }
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as source")
        connection.execute(
            "create table source.residence_status_codes as"
            " select unnest(['permanent', 'family', 'work', 'training']) as residence_status_code,"
            " residence_status_code as residence_status_group_code"
        )
        connection.execute(
            "create table source.foreign_residents_monthly (municipality_code varchar, stat_month date,"
            " nationality_code varchar, residence_status_code varchar, population_count bigint)"
        )
        rows = [(code, group, count) for code, groups in truth.items() for group, count in groups.items()]
        connection.executemany(
            f"insert into source.foreign_residents_monthly values ('{CITY}', '2020-01-01', ?, ?, ?)", rows
        )
        found = {
            (code, group): count
            for _, _, group, code, count in FOREIGNERS.figures(connection, CITY).iter_rows()
        }
    told = {key: count for key, count in found.items() if count is not None and key[0] != "total"}
    assert told.items() <= {(code, group): count for code, group, count in rows}.items()
    assert len(told) >= 6
    assert found["840", "permanent"] is found["840", "work"] is None
    assert found["total", "training"] == 265


def test_no_masked_foreign_resident_of_the_version_is_found_out(both: duckdb.DuckDBPyConnection) -> None:
    """Nationalities add up to a group of status, groups to the nationality that everybody may see."""
    truth = {key[1:]: count for key, count in true_foreigners(both).items() if key[0] == CITY}
    rows = both.execute(
        "select stat_month, residence_status_group_code, nationality_code from gated.masked_foreign_residents"
        f" where municipality_code = '{CITY}' and population_count is null"
    ).fetchall()
    hidden = set(rows)
    months, groups, nationalities = (sorted({key[place] for key in truth}) for place in range(3))
    cells = [*(code for code in nationalities if code != "total"), "total"]
    keys = [[[(month, group, code) for code in cells] for group in groups] for month in months]
    counts = np.array([[[truth.get(key, 0) for key in line] for line in month] for month in keys])
    masked = np.array([[[key in hidden for key in line] for line in month] for month in keys])
    together = np.zeros(len(groups), dtype=np.int_)
    total = len(cells) - 1
    lowest, highest = bounds(counts.astype(np.int32), masked, [(total, tuple(range(total)))], together)
    assert masked.any()
    assert not (masked & (lowest == highest)).any()
