"""The names of a dimension's codes in the reader's language, in official order."""

from collections.abc import Mapping

from dashboards.formats import month_code
from dashboards.page import Page
from dashboards.queries.areas import DISTRICT_PREFIX
from dashboards.queries.seeds import code_list
from dashboards.queries.subjects import (
    DISTRICT,
    HOUSEHOLD_SIZE,
    LARGEST_SIZE,
    MONTH,
    PARTNER,
    TOWN,
    Dimension,
)


def dimension_labels(page: Page, dimension: Dimension) -> Mapping[str, str]:
    """Return the label of every code of a dimension, in official order."""
    if dimension.name == MONTH:
        return {month_code(month): page.month_short(month) for month in page.months}
    if dimension in (DISTRICT, TOWN):
        is_district = dimension == DISTRICT
        names = page.area_names()
        return {code: name for code, name in names.items() if code.startswith(DISTRICT_PREFIX) == is_district}
    if dimension == HOUSEHOLD_SIZE:
        sizes = {str(size): page.words("size", size=size) for size in range(1, LARGEST_SIZE)}
        return {**sizes, f"{LARGEST_SIZE}+": page.words("size_over", size=LARGEST_SIZE)}
    if dimension == PARTNER:
        return _partner_labels(page)
    return page.labels(dimension.label_list)


def _partner_labels(page: Page) -> dict[str, str]:
    """Return municipalities in code order, then countries, then what is unknown."""
    municipalities = code_list(page.publication, "municipality_codes").sort("municipality_code")
    names = municipalities.select("municipality_code", "prefecture_name", "municipality_name").iter_rows()
    return {
        **{code: name if name == prefecture else f"{prefecture}{name}" for code, prefecture, name in names},
        **page.labels("nationality_codes"),
        "": page.words("unknown_partner"),
    }
