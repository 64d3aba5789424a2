"""The tables of the map: every area with what its figure is made of, and the areas picked."""

from collections.abc import Sequence

from dashboards.charts.choropleth import MASKED_CLASS
from dashboards.indicators import INDICATORS, SUMMARY, Indicator
from dashboards.masking import MASK_SIGN
from dashboards.page import Page
from dashboards.queries.area_counts import AreaCounts
from dashboards.queries.areas import DISTRICT_PREFIX
from dashboards.tables import TEXT, Column, Table
from dashboards.views.map_scene import Scene


def areas_table(page: Page, shown: Scene) -> Table:
    """Return the whole, then every area in official order: parts, figure, class."""
    words, indicator = page.words, shown.indicator
    columns = [
        *area_columns(page),
        *(Column(part.name, words(part.label), words(part.unit), part.holds) for part in indicator.parts),
        column(page, indicator),
        Column("class", words("class"), holds=TEXT),
    ]

    def figures(counts: AreaCounts) -> tuple[object, ...]:
        return (*(part.read(counts) for part in indicator.parts), indicator.read(counts))

    rows = [(page.municipality_name, "", *figures(shown.whole), "")]
    rows += [
        (
            shown.names[area.area_code],
            plain_code(area.area_code),
            *figures(shown.counts[area.area_code]),
            class_name(shown.position(area.area_code)),
        )
        for area in shown.areas
    ]
    caption = words(
        "table",
        indicator=words(indicator.label),
        kind=page.nationality_name(),
        month=page.month_end(page.month),
    )
    return Table("areas", caption, columns, rows, emphasized=frozenset({0}))


def area_columns(page: Page) -> list[Column]:
    return [
        Column("area", page.words("area_name"), holds=TEXT),
        Column("code", page.words("code"), holds=TEXT),
    ]


def column(page: Page, indicator: Indicator) -> Column:
    return Column(indicator.code, page.words(indicator.label), page.words(indicator.unit), indicator.holds)


def plain_code(area_code: str) -> str:
    """Return the code of a town or of a district as its list has it."""
    return area_code.removeprefix(DISTRICT_PREFIX)


def class_name(position: int | None) -> str:
    """Return the number of a class, as the legend calls it."""
    if position is None:
        return ""
    return MASK_SIGN if position == MASKED_CLASS else str(position + 1)


def picked_table(page: Page, shown: Scene) -> Table:
    """Return the areas picked and their sum; a town that is in several of them counts once."""
    words = page.words
    told = summary_indicators(shown)
    rows = [
        (
            shown.names[area.area_code],
            plain_code(area.area_code),
            *figures(told, shown.counts_of([area])),
        )
        for area in shown.picked
    ]
    rows.insert(0, (words("picked_sum"), "", *figures(told, shown.counts_of(shown.picked))))
    caption = words("picked_table", kind=page.nationality_name(), month=page.month_end(page.month))
    columns = [*area_columns(page), *(column(page, indicator) for indicator in told)]
    return Table("picked", caption, columns, rows, emphasized=frozenset({0}))


def summary_indicators(shown: Scene) -> list[Indicator]:
    """Return what is told of the areas picked: the usual ones, as far as months allow, and the one mapped."""
    return [
        one
        for one in INDICATORS
        if (one.code in SUMMARY or one.code == shown.indicator.code)
        and (not one.is_change or one.years in shown.whole.before)
    ]


def figures(told: Sequence[Indicator], counts: AreaCounts) -> tuple[object, ...]:
    return tuple(indicator.read(counts) for indicator in told)
