"""What the exported files of a municipality's month hold, read from the files and the seeds alone."""

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from store.home import PROJECT_ROOT

NO_DISTRICT = "999"
UNKNOWN_AGE = "999"
MEASURES = ("population_count", "household_count", "movement_count", "person_count")
SEEDS = PROJECT_ROOT / "seeds"


@dataclass(frozen=True)
class Exported:
    """The files of one month, of which only one municipality's cells are read."""

    folder: Path
    towns: Path
    """The municipality's own list of towns with their districts, if it has one."""
    municipality_code: str

    def total(self, mart: str, **kept: Collection[str] | None) -> int:
        """Return the sum of the cells whose codes are among those kept; None keeps all."""
        cells = self.cells(mart)
        for column, codes in kept.items():
            if codes is not None:
                cells = cells.filter(pl.col(column).is_in(list(codes)))
        return int(cells["count"].sum())

    def towns_of(self, area: str) -> list[str] | None:
        """Return the towns of an area as a link names it, None: all."""
        parts = area.split(".")
        listed = [
            self.cells(mart).select("town_code", "district_code")
            for mart in ("population_monthly", "households_monthly", "movements_monthly")
        ]
        inside = pl.col("town_code").is_in(parts) | ("d-" + pl.col("district_code")).is_in(parts)
        return pl.concat(listed).filter(inside)["town_code"].unique().to_list() if area else None

    def cells(self, mart: str) -> pl.DataFrame:
        """Return the municipality's cells with `count`, signed where persons leave, and wider codes."""
        return cells_of(self.folder, self.towns, self.municipality_code, mart)

    def names(self, code_system: str) -> dict[str, str]:
        """Return the codes of a list by their names, as `codes.csv` has them."""
        listed = read_csv(self.folder / "tidy" / "codes.csv").filter(
            (pl.col("code_system") == code_system)
            & pl.col("municipality_code").is_in(["", self.municipality_code])
        )
        return dict(zip(listed["label_ja"], listed["code"], strict=True))

    def official(self, pattern: str) -> pl.DataFrame:
        """Return the one official file of the municipality whose name is so."""
        (path,) = self.folder.glob(f"official/{pattern.format(self.municipality_code)}")
        return read_csv(path)


def read_csv(path: Path) -> pl.DataFrame:
    """Return a file's fields as they are written."""
    return pl.read_csv(path, infer_schema=False).fill_null("")


@cache
def cells_of(folder: Path, towns: Path, municipality_code: str, mart: str) -> pl.DataFrame:
    cells = read_csv(folder / "tidy" / f"{mart}.csv").filter(pl.col("municipality_code") == municipality_code)
    (measure,) = [name for name in MEASURES if name in cells.columns]
    cells = cells.with_columns(count=pl.col(measure).cast(pl.Int64))
    if "population_sign" in cells.columns:
        cells = cells.with_columns(count=pl.col("count") * pl.col("population_sign").cast(pl.Int64))
    for name, (column, wider) in WIDER.items():
        if column in cells.columns and name not in cells.columns:
            cells = cells.with_columns(pl.col(column).replace_strict(wider(), default="").alias(name))
    if "town_code" in cells.columns:
        districts = districts_of(towns)
        district = pl.col("town_code").replace_strict(districts, default=NO_DISTRICT)
        cells = cells.with_columns(district_code=district if districts else pl.lit(NO_DISTRICT))
    return cells


def districts_of(towns: Path) -> dict[str, str]:
    """Return the district of each town that is in one."""
    if not towns.exists():
        return {}
    with towns.open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(stream)]
    return {row["town_code"]: row["district_code"] for row in rows if row["district_code"]}


def seed(name: str, column: str, code: str) -> dict[str, str]:
    """Return an attribute of a code list by code."""
    rows = read_csv(SEEDS / f"{name}.csv")
    return dict(zip(rows[code], rows[column], strict=True))


def age_groups() -> dict[str, str]:
    """Return the three groups by age; of unknown ages there is a fourth."""
    groups = {f"{age:03}": "0-14" if age < 15 else "15-64" if age < 65 else "65+" for age in range(101)}
    return groups | {UNKNOWN_AGE: "unknown"}


def age_bands() -> dict[str, str]:
    """Return the five-year band by age."""
    bands = {f"{age:03}": f"{age // 5 * 5:02}-{age // 5 * 5 + 4:02}" for age in range(100)}
    return bands | {"100": "100+", UNKNOWN_AGE: "unknown"}


def sizes() -> dict[str, str]:
    """Return the size as pages group it."""
    return {str(size): f"{min(size, 6)}" for size in range(1, 1000)}


def cities() -> dict[str, str]:
    """Return the place that a partner's code goes by: a ward goes by its city."""
    rows = read_csv(SEEDS / "municipality_codes.csv")
    pairs = zip(rows["municipality_code"], rows["parent_municipality_code"], strict=True)
    countries = read_csv(SEEDS / "nationality_codes.csv")["nationality_code"]
    return {code: parent or code for code, parent in pairs} | {code: code for code in countries}


def status_groups() -> dict[str, str]:
    """Return the group of each residence status."""
    return seed("residence_status_codes", "residence_status_group_code", "residence_status_code")


WIDER: dict[str, tuple[str, Callable[[], dict[str, str]]]] = {
    "size": ("household_size", sizes),
    "partner": ("partner_code", cities),
    "status_group": ("residence_status_code", status_groups),
    "component": ("reason_code", lambda: seed("reason_codes", "component", "reason_code")),
    "age_group_code": ("age_code", age_groups),
    "age_band_code": ("age_code", age_bands),
    "life_stage_code": (
        "age_band_code",
        lambda: seed("age_band_codes", "life_stage_code", "age_band_code"),
    ),
    "ten_year_band_code": (
        "age_band_code",
        lambda: seed("age_band_codes", "ten_year_band_code", "age_band_code"),
    ),
}
"""Of each wider code: the column that it is made of, and how."""
