"""全件照合: what later residents deliveries differ in, and where the rows behind it are listed."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from store.home import Home, replace_file, writing

COORDINATES = (
    "difference_code",
    "attribute_codes",
    "list_delivery_id",
    "list_file",
    "list_row_number",
    "record_delivery_id",
    "record_kind",
    "record_file",
    "record_row_number",
)
"""Where rows stand and what kind of difference it is: no value of a person, and no token."""

COUNTED = (
    "municipality_code",
    "base_date",
    "register_count",
    "derived_count",
    "missing_count",
    "extra_count",
    "different_count",
    "waiting_count",
)


@dataclass(frozen=True)
class Reconciliation:
    """One later residents delivery against the changes: persons, and refused rows of the list that wait."""

    municipality_code: str
    base_date: str
    register_count: int
    derived_count: int
    missing_count: int
    extra_count: int
    different_count: int
    waiting_count: int
    coordinates_file: str | None
    """Where the rows behind the differences are listed; None if there are none."""

    def sentence(self) -> str:
        """Return the line that `build` prints."""
        counts = (
            f"{self.municipality_code} {self.base_date}: register {self.register_count:,}, "
            f"derived {self.derived_count:,}; {self.missing_count:,} missing, {self.extra_count:,} extra, "
            f"{self.different_count:,} different"
        )
        waiting = f"; {self.waiting_count:,} rows of the list wait" if self.waiting_count else ""
        where = f" Coordinates: {self.coordinates_file}" if self.coordinates_file else ""
        return f"{counts}{waiting}.{where}"


def write_reconciliations(home: Home, build_file: Path) -> list[Reconciliation]:
    """List the rows behind differences in `<home>/key/reconciliation`, and return every reconciliation.

    One file (0600) per municipality and base date with differences; those of earlier builds are gone.

    Raises ConfigurationError if the key zone cannot be written.
    """
    folder = home.key_zone / "reconciliation"
    with writing(home), duckdb.connect(str(build_file), read_only=True) as connection:
        counted = connection.execute(
            f"select {', '.join(COUNTED)} from main_marts.reconciliation_lists"
            " order by municipality_code, base_date"
        ).fetchall()
        reconciliations = []
        for code, base_date, *counts in counted:
            path = _write_coordinates(connection, folder, code, base_date)
            known = dict(zip(COUNTED, (code, str(base_date), *counts), strict=True))
            reconciliations.append(Reconciliation(**known, coordinates_file=path))
        _remove_others(folder, {one.coordinates_file for one in reconciliations})
    return reconciliations


def _write_coordinates(
    connection: duckdb.DuckDBPyConnection, folder: Path, municipality_code: str, base_date: date
) -> str | None:
    """Write the coordinates of one reconciliation in the order of the files, and return the path."""
    rows = connection.execute(
        f"select {', '.join(COORDINATES)} from main_intermediate.int_reconciliation_coordinates"
        " where municipality_code = ? and base_date = ? order by difference_code,"
        " list_delivery_id, list_row_number, record_delivery_id, record_row_number",
        [municipality_code, base_date],
    ).fetchall()
    if not rows:
        return None
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([COORDINATES, *rows])
    path = folder / f"{municipality_code}_{base_date}.csv"
    replace_file(path, text.getvalue().encode("utf-8-sig"), mode=0o600)
    folder.chmod(0o700)
    return str(path)


def _remove_others(folder: Path, kept: set[str | None]) -> None:
    """Remove what an earlier build listed and this one does not."""
    for path in sorted(folder.glob("*")):
        if str(path) not in kept:
            path.unlink()
