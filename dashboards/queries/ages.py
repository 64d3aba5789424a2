"""Stocks by age as a pyramid needs them: single years or five-year bands, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.cells import Cells
from dashboards.queries.population import population_by_age
from dashboards.queries.seeds import code_list

BOTH = "both"


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
        code_of_age=dict(zip(ages["age_code"], ages[code], strict=True)),
    )


def known_age_groups(publication: Publication) -> list[str]:
    """Return the age groups that ages belong to, youngest first; the group of unknown ages is not one."""
    ages = code_list(publication, "age_codes").drop_nulls("age_years").sort("age_years")
    return ages["age_group_code"].unique(maintain_order=True).to_list()


@lru_cache(maxsize=64)
def ages_by_month(
    publication: Publication, cells: Cells, scale_years: int, months: tuple[date, ...]
) -> dict[date, dict[tuple[str, str], int]]:
    """Return per month the persons by (age code of the scale, `male` | `female` | `both`)."""
    scale = age_scale(publication, scale_years)
    sexes = dict(code_list(publication, "sex_codes").select("sex_code", "report_sex").iter_rows())
    found: dict[date, dict[tuple[str, str], int]] = {month: {} for month in months}
    for month, sex_code, age_code, count in population_by_age(publication, cells, months).iter_rows():
        age = scale.code_of_age[age_code]
        for sex in (sexes[sex_code], BOTH):
            if sex:
                found[month][age, sex] = found[month].get((age, sex), 0) + count
    return found
