"""What a reader's own table can be of: subjects (a mart and its measure), each with its dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboards.publication import Publication
from dashboards.queries.areas import DISTRICT_PREFIX, areas, has_districts
from dashboards.queries.seeds import attributes

MONTH = "month"
LARGEST_SIZE = 6
"""Households of this size and over are one row."""


@dataclass(frozen=True)
class Dimension:
    """One way to cut a mart: its column and, where a list leads from the column's codes to others, that list.

    `adds_up`: the sum over its codes means something. `is_sparse`: only codes with a figure are rows.
    """

    name: str
    column: str
    lookup: str = ""
    attribute: str = ""
    label_list: str = ""
    adds_up: bool = True
    is_sparse: bool = False


@dataclass(frozen=True)
class Subject:
    """A mart that tables are made of; `is_signed` measures count what leaves as negative."""

    name: str
    mart: str
    measure: str
    unit: str
    dimensions: tuple[Dimension, ...]
    condition: str = "true"
    is_stock: bool = False
    is_signed: bool = False

    def dimension(self, name: str) -> Dimension:
        """Return one of its dimensions."""
        return next(dimension for dimension in self.dimensions if dimension.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its dimensions, in the order they are offered."""
        return tuple(dimension.name for dimension in self.dimensions)


STOCK_MONTH = Dimension(MONTH, "stat_month", adds_up=False)
FLOW_MONTH = Dimension(MONTH, "stat_month")
DISTRICT = Dimension("district", "town_code")
TOWN = Dimension("town", "town_code")
SEX = Dimension("sex", "sex_code", label_list="sex_codes")
NATIONALITY = Dimension("nationality", "resident_kind_code", label_list="resident_kind_codes")
AGE_GROUP = Dimension("age_group", "age_code", "age_codes", "age_group_code", "age_group_codes")
AGE_BAND = Dimension("age_band", "age_code", "age_codes", "age_band_code", "age_band_codes")
AGE = Dimension("age", "age_code", label_list="age_codes")
BAND = Dimension("age_band", "age_band_code", label_list="age_band_codes")
HOUSEHOLD_KIND = Dimension("household_kind", "household_kind_code", label_list="household_kind_codes")
HOUSEHOLD_SIZE = Dimension("household_size", "household_size")
REASON = Dimension("reason", "reason_code", label_list="reason_codes", is_sparse=True)
DIRECTION = Dimension("direction", "direction_code", label_list="direction_codes", adds_up=False)
PARTNER_KIND = Dimension("partner_kind", "partner_kind_code", label_list="partner_kind_codes")
PARTNER = Dimension("partner", "partner_code", is_sparse=True)

SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "population",
            "population_monthly",
            "population_count",
            "persons",
            (STOCK_MONTH, DISTRICT, TOWN, SEX, NATIONALITY, AGE_GROUP, AGE_BAND, AGE),
            is_stock=True,
        ),
        Subject(
            "households",
            "households_monthly",
            "household_count",
            "households",
            (STOCK_MONTH, DISTRICT, TOWN, HOUSEHOLD_KIND, HOUSEHOLD_SIZE),
            is_stock=True,
        ),
        Subject(
            "movements",
            "movements_monthly",
            "population_sign * movement_count",
            "persons",
            (FLOW_MONTH, DISTRICT, TOWN, REASON, SEX, NATIONALITY, BAND),
            condition="""
                basis_code in (select basis_code from basis_codes where is_official::varchar = 'true')
                and reason_code not in (select reason_code from reason_codes where component = 'initial')
            """,
            is_signed=True,
        ),
        Subject(
            "flows",
            "migration_flows_monthly",
            "person_count",
            "persons",
            (FLOW_MONTH, DIRECTION, PARTNER_KIND, PARTNER, SEX, NATIONALITY, BAND),
        ),
    )
}


@lru_cache(maxsize=64)
def offered(publication: Publication, municipality_code: str, subject: Subject) -> Subject:
    """Return the subject with the dimensions that its mart has here for this reader.

    Gated marts have no towns; where no districts are defined, a table by district would have no row.
    """
    columns = set(publication.rows(f"from {subject.mart} limit 0").columns)
    lacking = {TOWN} if publication.is_gated else set()
    if not has_districts(publication, municipality_code):
        lacking.add(DISTRICT)
    dimensions = tuple(one for one in subject.dimensions if one.column in columns and one not in lacking)
    return replace(subject, dimensions=dimensions)


@lru_cache(maxsize=256)
def recoding(publication: Publication, municipality_code: str, dimension: Dimension) -> Mapping[str, str]:
    """Return which code of the dimension each code of its column belongs to; empty: the codes themselves."""
    if dimension == DISTRICT:
        return {
            code: area.area_code
            for area in areas(publication, municipality_code).values()
            if area.area_code.startswith(DISTRICT_PREFIX)
            for code in area.mart_codes
        }
    if dimension == HOUSEHOLD_SIZE:
        return {str(size): f"{LARGEST_SIZE}+" for size in range(LARGEST_SIZE, 1000)}
    if dimension.lookup:
        return attributes(publication, dimension.lookup, dimension.attribute, dimension.column)
    return {}
