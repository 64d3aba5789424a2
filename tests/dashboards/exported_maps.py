"""What the map's tables would show if they were made from the exported files."""

from collections.abc import Iterator

from tests.dashboards.exported import Exported
from tests.dashboards.exported_figures import (
    CHILDREN,
    ELDERLY,
    HOUSEHOLD_KINDS,
    KINDS,
    KNOWN,
    Selection,
    Told,
    rate,
)
from tests.dashboards.exported_partners import Kept
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import HtmlTable, read, table

PICKED = {
    "人口": "population",
    "1年間の増減": "change1",
    "1年間の増減率": "rate1",
    "高齢化率（65歳以上）": "elderly",
    "年少人口割合（0～14歳）": "children",
    "外国人割合": "foreign",
    "世帯数": "households",
    "1世帯当たり人員": "members",
}
"""What is told of the areas picked, as far as exported months tell it."""


def town_map(chosen: Selection) -> Iterator[Told]:
    """The whole and every area with the figure of an indicator and what it is made of."""
    indicator = chosen.dice.choice(["population", "elderly", "children", "foreign", "households", "members"])
    if chosen.year_before:
        indicator = chosen.dice.choice([indicator, "change1", "rate1"])
    level = chosen.dice.choice(["town", "district"]) if chosen.municipality_code == CITY else "town"
    picked = chosen.area()
    app = chosen.open("map", ind=indicator, level=level, areas=picked)
    shown: HtmlTable = read(app).tables[-1]
    for name, code, *cells, _ in shown.body:
        place: Kept = {f"{level}_code": [code]} if code else {}
        yield from zip(
            [name + indicator] * len(cells), cells, of_indicator(chosen, indicator, place), strict=True
        )
    if picked:
        yield from of_picked(chosen, picked, table(app, "選んだ地域"))


def of_picked(chosen: Selection, picked: str, shown: HtmlTable) -> Iterator[Told]:
    """The areas picked, and first their sum, in which a town of several of them counts once."""
    for (_, code, *cells), area in zip(shown.body, [picked, *picked.split(".")], strict=True):
        # a town that nobody lives in any more had residents a year before
        months = filter(None, (chosen.now, chosen.year_before))
        place: Kept = {"town_code": {town for month in months for town in month.towns_of(area) or ()}}
        for heading, cell in zip(shown.rows[0][2:], cells, strict=True):
            label = heading.rpartition("（")[0]
            indicator = PICKED.get(label)
            if indicator and (chosen.year_before or indicator not in ("change1", "rate1")):
                yield f"{area} {label} {code}", cell, of_indicator(chosen, indicator, place)[-1]


def of_indicator(chosen: Selection, indicator: str, place: Kept) -> list[float | None]:
    """Return what an indicator is made of, and the indicator."""
    kinds, now = KINDS[chosen.nationality], chosen.now

    def persons(month: Exported, ages: list[str] | None = None) -> int:
        return month.total("population_monthly", resident_kind_code=kinds, age_code=ages, **place)

    everybody = now.total("population_monthly", **place)
    all_households = now.total("households_monthly", **place)
    if indicator in ("elderly", "children"):
        part, known = persons(now, ELDERLY if indicator == "elderly" else CHILDREN), persons(now, KNOWN)
        return [known, part, rate(part, known)]
    if indicator == "foreign":
        part = now.total("population_monthly", resident_kind_code=["2"], **place)
        return [everybody, part, rate(part, everybody)]
    if indicator == "members":
        return [everybody, all_households, everybody / all_households if all_households else None]
    if indicator == "households":
        kind = HOUSEHOLD_KINDS[chosen.nationality]
        return [now.total("households_monthly", household_kind_code=kind, **place)]
    if indicator == "population":
        return [persons(now)]
    assert chosen.year_before
    before = persons(chosen.year_before)
    change = persons(now) - before
    return [persons(now), before, change, *([rate(change, before)] if indicator == "rate1" else [])]
