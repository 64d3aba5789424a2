"""Stocks by age as a pyramid needs them: single years or five-year bands, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

import polars as pl

from dashboards.masking import MASKED
from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.masked_towns import TOTAL, nationality_of, split_off_towns, town_ages
from dashboards.queries.population import population_by_age
from dashboards.queries.seeds import attributes, code_list

BOTH = "both"
FIVE_YEARS = 5


@dataclass(frozen=True)
class AgeScale:
    """How ages are cut: codes from youngest to oldest, and the code for unknown ages."""

    seed: str
    codes: tuple[str, ...]
    unknown_code: str
    code_of_age: Mapping[str, str]


@lru_cache(maxsize=16)
def age_scale(publication: Publication, years: int) -> AgeScale:
    """Return the scale of single ages (`years` 1) or of five-year bands (5)."""
    seed = "age_codes" if years == 1 else "age_band_codes"
    code = "age_code" if years == 1 else "age_band_code"
    ages = code_list(publication, "age_codes")
    known = ages.drop_nulls("age_years").sort("age_years")
    unknown = ages.filter(pl.col("age_years").is_null())
    return AgeScale(
        seed=seed,
        codes=tuple(known[code].unique(maintain_order=True)),
        unknown_code=unknown.item(0, code),
        code_of_age=attributes(publication, "age_codes", code),
    )


@lru_cache(maxsize=16)
def known_age_groups(publication: Publication) -> tuple[str, ...]:
    """Return the age groups that ages belong to, youngest first; the group of unknown ages is not one."""
    ages = code_list(publication, "age_codes").drop_nulls("age_years").sort("age_years")
    return tuple(ages["age_group_code"].unique(maintain_order=True))


@lru_cache(maxsize=16)
def unknown_age_group(publication: Publication) -> str:
    """Return the age group of unknown ages."""
    ages = code_list(publication, "age_codes")
    return str(ages.filter(pl.col("age_years").is_null()).item(0, "age_group_code"))


@lru_cache(maxsize=64)
def ages_by_month(
    publication: Publication, cells: Cells, scale_years: int, months: tuple[date, ...]
) -> dict[date, dict[tuple[str, str], int]]:
    """Return per month the persons by (age code of the scale or TOTAL, `male` | `female` | `both`).

    Towns of gated marts have five-year bands only, of both nationalities together; else MASKED.
    """
    scale = age_scale(publication, scale_years)
    sexes = attributes(publication, "sex_codes", "report_sex")
    exact, towns = split_off_towns(publication, cells)
    found: dict[date, dict[tuple[str, str], int]] = {month: {} for month in months}
    for month, sex_code, age_code, count in population_by_age(publication, exact, months).iter_rows():
        for age, sex in product((scale.code_of_age[age_code], TOTAL), (sexes[sex_code], BOTH)):
            found[month][age, sex] = found[month].get((age, sex), 0) + count
    if towns:
        for (month, sex, age), count in masked_ages(publication, cells, towns, months).items():
            found[month][age, sex] = found[month].get((age, sex), 0) + count
    return found


def masked_ages(
    publication: Publication, cells: Cells, towns: tuple[str, ...], months: tuple[date, ...]
) -> dict[tuple[date, str, str], int]:
    """Return the persons of towns of gated marts by month, sex as in ages_by_month, and band or TOTAL."""
    sexes = {**attributes(publication, "sex_codes", "report_sex"), TOTAL: BOTH}
    found = {
        (month, sexes[sex], age): count
        for (month, sex, age), count in town_ages(publication, cells, towns, months).items()
    }
    if nationality_of(publication, cells) != TOTAL:
        bands = age_scale(publication, FIVE_YEARS).codes
        found |= {(month, sex, band): MASKED for month, sex, _ in list(found) for band in bands}
    return found
