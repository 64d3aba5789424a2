"""The tables of households: sizes and kinds by year, areas."""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboards.formats import difference
from dashboards.page import Page
from dashboards.queries.households import LARGEST_SIZE, Sizes, kinds_by_month
from dashboards.tables import MEAN, RATE, RATE_OF_CHANGE, TEXT, Column, Table
from dashboards.views.households_areas import AreaSizes


def sizes_table(page: Page, sizes: Mapping[date, Sizes]) -> Table:
    """Return households by size, their mean size and the share of one person, latest year first."""
    words = page.words
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        Column("households", words("total"), words("households")),
        *(
            Column(f"size_{size}", size_name(page, size), words("households"))
            for size in range(1, LARGEST_SIZE + 1)
        ),
        *measure_columns(page),
    ]
    rows = [
        (
            page.month_short(month),
            one.households,
            *(one.by_size.get(size, 0) for size in range(1, LARGEST_SIZE + 1)),
            one.mean_size,
            one.single_rate,
        )
        for month, one in sorted(sizes.items(), reverse=True)
    ]
    return Table("household_sizes", f"{words('sizes_table')}　{page.area_name()}", columns, rows)


def measure_columns(page: Page) -> list[Column]:
    """Return the columns of the mean size and of the share of one person."""
    words = page.words
    return [
        Column("mean_size", words("mean_size"), words("persons"), MEAN),
        Column("single_rate", words("single_rate"), words("percent"), RATE),
    ]


def size_name(page: Page, size: int) -> str:
    """Return the name of a size; the largest stands for itself and more."""
    return page.words("size_largest" if size == LARGEST_SIZE else "size", size=size)


def kinds_table(page: Page, years: Sequence[date]) -> Table:
    """Return households by the nationalities of their members, latest year first; of all nationalities."""
    words, names = page.words, page.labels("household_kind_codes")
    counts = kinds_by_month(page.publication, page.cells(), tuple(years))
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(f"kind_{kind}", name, words("households")) for kind, name in names.items()),
        Column("households", words("total"), words("households")),
    ]
    rows = []
    for month in reversed(years):
        parts = [counts.get((month, kind), 0) for kind in names]
        rows.append((page.month_short(month), *parts, sum(parts)))
    return Table("household_kinds", f"{words('kinds_table')}　{page.area_name()}", columns, rows)


def areas_table(page: Page, found: Sequence[AreaSizes], years: Sequence[date]) -> Table:
    """Return areas with their households, mean size and share of one person, and what changed."""
    words, then = page.words, page.month_short(years[0])
    columns = [
        Column("area_name", words("area_heading"), holds=TEXT),
        Column("area_code", words("area_code"), holds=TEXT),
        Column("households", words("count"), words("households")),
        *measure_columns(page),
        Column("size_change", words("size_change", month=then), words("persons"), RATE_OF_CHANGE),
        Column("rate_change", words("rate_change", month=then), words("points"), RATE_OF_CHANGE),
    ]
    rows = [
        (
            one.name,
            one.area_code,
            one.now.households,
            one.now.mean_size,
            one.now.single_rate,
            difference(one.now.mean_size, one.then.mean_size),
            difference(one.now.single_rate, one.then.single_rate),
        )
        for one in found
    ]
    return Table("household_areas", f"{words('areas_table')}　{page.month_end(page.month)}", columns, rows)
