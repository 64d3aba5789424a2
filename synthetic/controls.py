"""The published annual table that the generated years must reproduce, and who may be generated from it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from store.errors import UsageError
from synthetic.parameters import PARAMETERS, read_rows, seed_rows

PACKAGED = PARAMETERS / "controls.csv"
FLOW_COLUMNS = (
    "in_domestic",
    "in_foreign",
    "births",
    "other_recorded",
    "out_domestic",
    "out_foreign",
    "deaths",
    "other_erased",
)
FLOWS = (
    "in_domestic",
    "in_abroad",
    "births",
    "other_add",
    "out_domestic",
    "out_abroad",
    "deaths",
    "other_remove",
)
"""The eight flows of a year, in the order of FLOW_COLUMNS: four that add, four that remove."""
SIGNS = np.array([1, 1, 1, 1, -1, -1, -1, -1])
STOCK_COLUMNS = ("pop_male_jan1", "pop_female_jan1", "pop_total_jan1", "households_jan1")
REQUIRED = ("dantai_code", "ref_year_jan1", "flow_year", *STOCK_COLUMNS, *FLOW_COLUMNS)


@dataclass(frozen=True)
class PublishedYear:
    """One row of the table: the flows of `year` and the stock of the 1 January after it, in persons."""

    year: int
    males: int
    females: int
    households: int
    flows: tuple[int, ...]
    """In the order of FLOWS."""


def read_controls(path: Path | None) -> dict[str, list[PublishedYear]]:
    """Return the published years of every municipality of the table, oldest first, keyed by 6-digit code.

    Without `path` the packaged table is read. Raises UsageError if the file cannot be read, lacks a column or
    holds a row whose sums do not agree.
    """
    source = path or PACKAGED
    try:
        rows = read_rows(source)
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"The control table {source} cannot be read as UTF-8 CSV.") from None
    missing = [column for column in REQUIRED if not rows or column not in rows[0]]
    if missing:
        raise UsageError(f"The control table {source} has no column {missing[0]}, or no rows.")
    table: dict[str, list[PublishedYear]] = {}
    for number, row in enumerate(rows, start=2):
        if row["dantai_code"]:
            table.setdefault(row["dantai_code"], []).append(published_year(row, source, number))
    return {code: sorted(years, key=lambda year: year.year) for code, years in table.items()}


def published_year(row: dict[str, str], source: Path, line: int) -> PublishedYear:
    """Return a row of the table as numbers. Raises UsageError, naming the line, if its sums do not agree."""
    try:
        males, females, total, households = (int(row[column]) for column in STOCK_COLUMNS)
        flows = tuple(int(row[column]) for column in FLOW_COLUMNS)
        year, stock_year = int(row["flow_year"]), int(row["ref_year_jan1"])
    except (TypeError, ValueError):
        raise UsageError(
            f"Line {line} of the control table {source} holds something that is not a whole number."
        ) from None
    if males + females != total or stock_year != year + 1 or min(males, females, households, *flows) < 0:
        raise UsageError(
            f"Line {line} of the control table {source} contradicts itself: "
            "men + women = total, stock year = flow year + 1."
        )
    return PublishedYear(year, males, females, households, flows)


def wanted_municipalities(codes: list[str], table: dict[str, list[PublishedYear]]) -> list[str]:
    """Return the municipalities to generate, in the order asked; `all` is every one of the table.

    Raises UsageError for a code that is no municipality (prefecture, 郡), is empty or is not in the table.
    """
    if codes == ["all"]:
        kinds = municipality_kinds()
        return [
            code
            for code in table
            if kinds.get(code, "prefecture") not in ("prefecture", "designated_ward")
            and not is_empty(table[code])
        ]
    for code in codes:
        refuse_unless_municipality(code, table)
    return list(dict.fromkeys(codes))


def municipality_kinds() -> dict[str, str]:
    """Return the kind (city, town, village, designated_ward, prefecture …) of every 6-digit code."""
    return {row["municipality_code"]: row["municipality_kind"] for row in seed_rows("municipality_codes")}


def is_empty(years: list[PublishedYear]) -> bool:
    return all(year.males + year.females == 0 for year in years)


def refuse_unless_municipality(code: str, table: dict[str, list[PublishedYear]]) -> None:
    """Raise UsageError, in one sentence, unless a register of `code` can be generated.

    Former municipalities and wards of the table, which today's code list no longer has, are taken.
    """
    kind = municipality_kinds().get(code)
    if kind == "prefecture":
        raise UsageError(
            f"{code} is a prefecture, which keeps no resident register: name its municipalities."
        )
    if kind is None and (code not in table or is_district_total(code)):
        raise UsageError(
            f"{code} is not the 6-digit code of a city, ward, town or village (a district is none of them)."
        )
    if code not in table:
        raise UsageError(
            f"{code} is not in the control table: name another municipality, or a table with --controls."
        )
    years = [year.year for year in table[code]]
    if years != list(range(years[0], years[0] + len(years))):
        raise UsageError(f"The years of {code} in the control table are not one row each without a gap.")
    if is_empty(table[code]):
        raise UsageError(
            f"{code} has no residents in the control table, so there is no register to generate."
        )


def is_district_total(code: str) -> bool:
    """Whether a code that no municipality has is that of a 郡: 300 and over, in steps of twenty."""
    number = int(code[2:5]) if code[:5].isdigit() else 0
    return number >= 300 and number % 20 == 0
