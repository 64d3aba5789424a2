"""The key figures of every month, as the overview shows them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.formats import percentage
from dashboards.publication import Publication
from dashboards.queries.ages import unknown_age_group
from dashboards.queries.cells import Cells
from dashboards.queries.masked_towns import residents_by_town
from dashboards.queries.movements import movements_by_month, official_basis, reasons_of
from dashboards.queries.population import city_population, households_by_month, population_by_town
from dashboards.queries.seeds import attributes, code_list, codes_where

ELDERLY_FROM_AGE = 65
"""The age from which the share of elderly (高齢化率) counts."""
TOTAL = "total"


@dataclass(frozen=True)
class MonthSummary:
    """Key figures at a month's end; flows are None in the base month, which has no opening stock."""

    month: date
    population: int
    male: int
    female: int
    foreign: int
    households: int
    elderly_rate: float | None
    """Persons of 65 and over in % of persons of known age."""
    natural_change: int | None
    social_change: int | None
    """Change less natural change: it includes その他 (02-register 2.6)."""

    @property
    def change(self) -> int | None:
        if self.natural_change is None or self.social_change is None:
            return None
        return self.natural_change + self.social_change


def kinds_of(publication: Publication, nationality: str) -> tuple[str, ...] | None:
    """Return the resident kinds a nationality filter keeps; None keeps all."""
    if nationality == TOTAL:
        return None
    return codes_where(publication, "resident_kind_codes", report_resident_kind=nationality)


def household_kinds_of(publication: Publication, nationality: str) -> tuple[str, ...] | None:
    """Return the kinds of households a nationality filter keeps: with members of no other; None keeps all."""
    if nationality == TOTAL:
        return None
    return codes_where(publication, "household_kind_codes", report_resident_kind=nationality)


def sum_by_month(rows: pl.DataFrame, measure: str) -> dict[date, int]:
    summed = rows.group_by("stat_month").agg(pl.col(measure).sum())
    return dict(summed.select("stat_month", measure).iter_rows())


@lru_cache(maxsize=64)
def month_summaries(
    publication: Publication, municipality_code: str, nationality: str, months: tuple[date, ...]
) -> dict[date, MonthSummary]:
    """Return the key figures of `months` (ascending, the base month or none of it first), by month."""
    everybody = city_population(publication, municipality_code)
    foreign_kinds = codes_where(publication, "resident_kind_codes", is_foreign=True)
    kinds = kinds_of(publication, nationality)
    residents = everybody if kinds is None else everybody.filter(pl.col("resident_kind_code").is_in(kinds))
    population = sum_by_month(residents, "population_count")
    by_sex = {
        sex: sum_by_month(
            residents.filter(pl.col("sex_code").is_in(codes_where(publication, "sex_codes", report_sex=sex))),
            "population_count",
        )
        for sex in ("male", "female")
    }
    foreign = sum_by_month(
        everybody.filter(pl.col("resident_kind_code").is_in(foreign_kinds)), "population_count"
    )
    households = households_of(publication, municipality_code, nationality)
    elderly = elderly_rates(publication, residents)
    natural, change = changes(publication, Cells(municipality_code, resident_kind_codes=kinds))
    base = months[0] if months else None
    return {
        month: MonthSummary(
            month=month,
            population=population.get(month, 0),
            male=by_sex["male"].get(month, 0),
            female=by_sex["female"].get(month, 0),
            foreign=foreign.get(month, 0),
            households=households.get(month, 0),
            elderly_rate=elderly.get(month),
            natural_change=None if month == base else natural.get(month, 0),
            social_change=None if month == base else change.get(month, 0) - natural.get(month, 0),
        )
        for month in months
    }


def households_of(publication: Publication, municipality_code: str, nationality: str) -> dict[date, int]:
    """Return the households by month; of a nationality, those with members of no other."""
    rows = households_by_month(publication, Cells(municipality_code))
    kinds = household_kinds_of(publication, nationality)
    if kinds is not None:
        rows = rows.filter(pl.col("household_kind_code").is_in(kinds))
    return sum_by_month(rows, "household_count")


def known_ages(publication: Publication, residents: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose age is known, with `age_years`."""
    ages = code_list(publication, "age_codes").filter(pl.col("age_years").is_not_null())
    years = dict(zip(ages["age_code"], ages["age_years"], strict=True))
    return residents.with_columns(
        age_years=pl.col("age_code").replace_strict(years, default=None, return_dtype=pl.Int64)
    ).drop_nulls("age_years")


def elderly_rates(publication: Publication, residents: pl.DataFrame) -> dict[date, float | None]:
    known = known_ages(publication, residents)
    whole = sum_by_month(known, "population_count")
    elderly = sum_by_month(known.filter(pl.col("age_years") >= ELDERLY_FROM_AGE), "population_count")
    return {month: percentage(elderly.get(month, 0), count) for month, count in whole.items()}


def changes(publication: Publication, cells: Cells) -> tuple[dict[date, int], dict[date, int]]:
    """Return natural change and whole change by month, on the official basis."""
    rows = movements_by_month(publication, cells, official_basis(publication))
    natural_reasons = reasons_of(publication, "birth", "death")
    natural = rows.filter(pl.col("reason_code").is_in(natural_reasons))
    return sum_by_month(natural, "signed_count"), sum_by_month(rows, "signed_count")


@dataclass(frozen=True)
class TownSummary:
    """A town at a month's end, and what it was a month and a year before (None: not covered)."""

    town_code: str
    population: int
    month_before: int | None
    year_before: int | None
    elderly_rate: float | None

    @property
    def change_in_year(self) -> int | None:
        return None if self.year_before is None else self.population - self.year_before


@lru_cache(maxsize=64)
def town_summaries(
    publication: Publication,
    municipality_code: str,
    nationality: str,
    month: date,
    month_before: date | None,
    year_before: date | None,
) -> tuple[TownSummary, ...]:
    """Return every town with residents at one of the three month ends, in code order."""
    cells = Cells(municipality_code, resident_kind_codes=kinds_of(publication, nationality))
    population, elderly, whole = town_counts(publication, cells, month)
    last_month, last_year = (
        {} if when is None else town_counts(publication, cells, when)[0]
        for when in (month_before, year_before)
    )
    return tuple(
        TownSummary(
            town_code=town,
            population=population.get(town, 0),
            month_before=last_month.get(town, 0) if month_before else None,
            year_before=last_year.get(town, 0) if year_before else None,
            elderly_rate=percentage(elderly.get(town, 0), whole.get(town, 0)),
        )
        for town in sorted({*population, *last_month, *last_year})
    )


TownFigures = dict[str, int]


def town_counts(
    publication: Publication, cells: Cells, month: date
) -> tuple[TownFigures, TownFigures, TownFigures]:
    """Return by town its residents, its elderly, and its residents of known age."""
    if publication.is_gated:
        return masked_town_counts(publication, cells, month)
    now = population_by_town(publication, cells, month)
    elderly = now.filter(age_group_code=elderly_age_group(publication))
    known = now.filter(pl.col("age_group_code") != unknown_age_group(publication))
    return sum_by_town(now), sum_by_town(elderly), sum_by_town(known)


def masked_town_counts(
    publication: Publication, cells: Cells, month: date
) -> tuple[TownFigures, TownFigures, TownFigures]:
    """Return the same of gated marts."""
    elderly_group, unknown = elderly_age_group(publication), unknown_age_group(publication)
    residents = residents_by_town(publication, cells, month)
    population = {town: count for (town, age), count in residents.items() if age == TOTAL}
    elderly = {town: residents.get((town, elderly_group), 0) for town in population}
    known = {town: count - residents.get((town, unknown), 0) for town, count in population.items()}
    return population, elderly, known


def elderly_age_group(publication: Publication) -> str:
    """Return the age group of the elderly, who are one."""
    ages = code_list(publication, "age_codes").filter(pl.col("age_years") >= ELDERLY_FROM_AGE)
    (group,) = ages["age_group_code"].unique()
    return str(group)


def sum_by_town(rows: pl.DataFrame) -> dict[str, int]:
    return dict(rows.group_by("town_code").agg(pl.col("population_count").sum()).iter_rows())


@lru_cache(maxsize=64)
def age_groups_by_month(
    publication: Publication, municipality_code: str, nationality: str, months: tuple[date, ...]
) -> pl.DataFrame:
    """Return stat_month, age_group_code, population_count of the months given."""
    kinds = kinds_of(publication, nationality)
    groups = attributes(publication, "age_codes", "age_group_code")
    rows = city_population(publication, municipality_code).filter(pl.col("stat_month").is_in(months))
    if kinds is not None:
        rows = rows.filter(pl.col("resident_kind_code").is_in(kinds))
    return (
        rows.with_columns(age_group_code=pl.col("age_code").replace_strict(groups))
        .group_by("stat_month", "age_group_code")
        .agg(pl.col("population_count").sum())
        .sort("stat_month", "age_group_code")
    )
