"""Who has left the register for good, by the spells of the last build."""

from datetime import date

import duckdb

from store.errors import UsageError
from store.home import Home
from store.ingredients import ingredients
from store.prefix import read_prefix
from store.published import open_version
from warehouse.build import build_file_of


def read_departed(home: Home, before: date) -> list[int]:
    """Return the surrogates of persons off the register whose last spell ended before a day.

    Raises UsageError unless the served version was built from the ledger as it is: a later load may have
    brought someone back.
    """
    version = open_version(home)
    if not version.is_made_of(ingredients(home, read_prefix(home), None)):
        raise UsageError(
            f"{version.name} was not built from all that is loaded now. Run `jukistat build` first."
        )
    with duckdb.connect(str(build_file_of(home, version.name)), read_only=True) as connection:
        departed = connection.execute(
            "select person_token from main_intermediate.int_residence_spells group by person_token"
            " having count(*) = count(valid_to_date) and max(valid_to_date) < ? order by person_token",
            [before],
        ).fetchall()
    return [token for (token,) in departed]
