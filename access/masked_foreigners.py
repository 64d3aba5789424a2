"""Foreign residents by nationality and group of residence status, small figures masked (04-privacy 4.4).

Everybody may see them by nationality. So the groups stand where towns do in other tables: those of a
nationality add up to a figure that is shown, and the nationalities of a group to one that may be masked.
"""

import duckdb

from access.cube import COUNT, TOTAL, Cube, totalled
from access.masked_tables import MaskedTable, values

NO_GROUP = ""
"""The group of a status that nobody knows."""


def nationality_cube(connection: duckdb.DuckDBPyConnection) -> Cube:
    """Return the nationalities that are known of and their total."""
    nationalities = values(
        connection,
        "select distinct nationality_code from source.foreign_residents_monthly order by nationality_code",
    )
    return Cube((totalled("nationality_code", nationalities),))


FOREIGNERS = MaskedTable(
    "masked_foreign_residents",
    "foreign_residents_monthly",
    ("residence_status_group_code",),
    "population_count",
    nationality_cube,
    f"""
    select
        stat_month as period,
        coalesce(residence_status_group_code, '{NO_GROUP}') as residence_status_group_code,
        '{TOTAL}' as place_group, nationality_code,
        sum(population_count)::integer as {COUNT}
    from source.foreign_residents_monthly
    left join source.residence_status_codes using (residence_status_code)
    where municipality_code = $municipality_code
    group by all
    """,
)
