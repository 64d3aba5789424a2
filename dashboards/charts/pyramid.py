"""The population pyramid: signed bars, ticks of the compared month, a year slider run by the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.style import FONT, INK, SEX_COLOURS, Spec, chart, tooltip

SIDES = {"male": -1, "female": 1}
"""The sexes of the marts' reports, and the side of zero each is drawn at."""
HEIGHT = 660
TICK = "#111111"
SEX_LINE, TITLE_LINE = 8, 30
"""Pixels above the bars of the names of the sexes and of the year."""


@dataclass(frozen=True)
class Bars:
    """Ages from youngest to oldest; by year and sex in persons or in % the figure of each (None: no bar)."""

    ages: Sequence[str]
    by_year: Mapping[int, Mapping[str, Sequence[float | None]]]
    compared: Mapping[str, Sequence[float | None]] | None


@dataclass(frozen=True)
class PyramidWords:
    """What is written in and around the pyramid, and how its figures are."""

    sexes: Mapping[str, str]
    figure: str
    number_format: str
    year_slider: str
    year_label: str
    """A Vega expression of `year` for the large label."""
    compared: str


def pyramid(bars: Bars, *, year: int, words: PyramidWords, every: int) -> Spec:
    """Return the pyramid of `bars`, the slider at `year`; every `every`-th age is written at the axis."""
    shown = [age for position, age in enumerate(bars.ages) if position % every == 0]
    y = {
        "field": "a",
        "type": "ordinal",
        "sort": list(reversed(bars.ages)),
        # an age without any bar keeps its place
        "scale": {"domain": list(reversed(bars.ages))},
        "title": None,
        "axis": {"values": shown, "ticks": False, "domain": False, "labelOverlap": False},
    }
    x = {
        "field": "v",
        "type": "quantitative",
        "title": words.figure,
        "scale": {"domain": [-widest(bars), widest(bars)], "nice": True},
        "axis": {"labelExpr": f"format(abs(datum.value), '{words.number_format}')", "tickCount": 9},
    }
    place = {"y": y, "x": x}
    ticks = [compared_ticks(bars.compared, bars.ages, words, place)] if bars.compared else []
    return chart(
        [year_bars(words, place), *ticks, *written_on(words)],
        values=bar_rows(bars),
        height=HEIGHT,
        padding={"top": TITLE_LINE + 26, "left": 5, "right": 5, "bottom": 5},
        params=[year_slider(sorted(bars.by_year), year, words)],
    )


def year_slider(years: Sequence[int], year: int, words: PyramidWords) -> Spec:
    slider = {"input": "range", "min": years[0], "max": years[-1], "step": 1, "name": words.year_slider}
    return {"name": "year", "value": year, "bind": slider}


def widest(bars: Bars) -> float:
    """Return the longest bar or tick of any year, so that sliding does not move the scale."""
    everything = [*bars.by_year.values(), *([bars.compared] if bars.compared else [])]
    return max([1e-9, *(figure or 0 for figures in everything for sex in SIDES for figure in figures[sex])])


def bar_rows(bars: Bars) -> list[Spec]:
    """Return one row per age with lists of years and figures: the browser gets every year at once."""
    return [
        {
            "a": age,
            "y": list(bars.by_year),
            **{sex: [figures[sex][position] for figures in bars.by_year.values()] for sex in SIDES},
        }
        for position, age in enumerate(bars.ages)
    ]


def year_bars(words: PyramidWords, place: Spec) -> Spec:
    """Return the bars of the slider's year: males to the left, females to the right."""
    names = {sex: words.sexes[sex] for sex in SIDES}
    (left, left_name), (_, right_name) = names.items()
    colours = {"domain": list(names.values()), "range": [SEX_COLOURS[sex] for sex in SIDES]}
    return {
        "transform": [
            {"flatten": ["y", *SIDES]},
            {"filter": "datum.y === year"},
            {"fold": list(SIDES), "as": ["sex", "size"]},
            {"filter": "datum.size !== null"},
            {"calculate": f"datum.sex === '{left}' ? '{left_name}' : '{right_name}'", "as": "s"},
            {"calculate": f"datum.sex === '{left}' ? -datum.size : datum.size", "as": "v"},
        ],
        "mark": {"type": "bar", "height": {"band": 0.86}},
        "encoding": {
            **place,
            "color": {"field": "s", "type": "nominal", "scale": colours, "legend": None},
            "tooltip": figure_tooltip(words, title=""),
        },
    }


def figure_tooltip(words: PyramidWords, *, title: str) -> list[Spec]:
    return tooltip(("a", title, ""), ("s", "", ""), ("size", words.figure, words.number_format))


def compared_ticks(
    compared: Mapping[str, Sequence[float | None]], ages: Sequence[str], words: PyramidWords, place: Spec
) -> Spec:
    """Return the black ticks of the compared month, which the slider does not move."""
    values = [
        {"a": age, "s": words.sexes[sex], "size": size, "v": side * size}
        for sex, side in SIDES.items()
        for age, size in zip(ages, compared[sex], strict=True)
        if size is not None
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "tick", "thickness": 2.5, "color": TICK, "opacity": 1, "height": {"band": 0.95}},
        "encoding": {**place, "tooltip": figure_tooltip(words, title=words.compared)},
    }


def written_on(words: PyramidWords) -> list[Spec]:
    """Return the direct labels of the sexes and the large label of the year that is shown."""
    sexes = [
        label_at(0.5 + side / 4, SEX_LINE, text=words.sexes[sex], fontSize=17, color=SEX_COLOURS[sex])
        for sex, side in SIDES.items()
    ]
    return [*sexes, label_at(0.5, TITLE_LINE, text={"expr": words.year_label}, fontSize=20, color=INK)]


def label_at(position: float, above: int, **label: object) -> Spec:
    """Return a label at a part of the width of the bars, so many pixels above them."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "baseline": "bottom", "font": FONT, "fontWeight": "bold", **label},
        "encoding": {"x": {"value": {"expr": f"width * {position}"}}, "y": {"value": -above}},
    }
