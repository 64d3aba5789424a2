"""The population pyramid: signed bars, ticks of the compared month, a year slider that runs in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.style import CONFIG, FONT, INK, SEX_COLOURS, Spec

SEXES = ("male", "female")
SIDES = {"male": -1, "female": 1}


@dataclass(frozen=True)
class Bars:
    """Ages from youngest to oldest and, by year and sex, the figure of each; persons or % of all persons."""

    ages: Sequence[str]
    by_year: Mapping[int, Mapping[str, Sequence[float]]]
    compared: Mapping[str, Sequence[float]] | None


@dataclass(frozen=True)
class PyramidWords:
    """What is written in and around the pyramid."""

    male: str
    female: str
    figure: str
    year_slider: str
    year_label: str
    """A Vega expression of `year` for the large label."""
    compared: str


def pyramid(bars: Bars, *, year: int, words: PyramidWords, number_format: str, every: int) -> Spec:
    """Return the pyramid of `bars` with the slider at `year`; every `every`-th age is written at the axis."""
    years = sorted(bars.by_year)
    names = {"male": words.male, "female": words.female}
    limit = widest(bars)
    shown = [age for position, age in enumerate(bars.ages) if position % every == 0]
    y = {
        "field": "a",
        "type": "ordinal",
        "sort": list(reversed(bars.ages)),
        "title": None,
        "axis": {"values": shown, "ticks": False, "domain": False, "labelOverlap": False},
    }
    x = {
        "field": "v",
        "type": "quantitative",
        "title": words.figure,
        "scale": {"domain": [-limit, limit], "nice": True},
        "axis": {"labelExpr": f"format(abs(datum.value), '{number_format}')", "tickCount": 9},
    }
    colour = {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": list(names.values()), "range": [SEX_COLOURS[sex] for sex in SEXES]},
        "legend": None,
    }
    tooltip = [
        {"field": "a", "title": " "},
        {"field": "s", "title": " "},
        {"field": "size", "title": words.figure, "format": number_format},
    ]
    layers: list[Spec] = [
        {
            "transform": [
                {"flatten": ["y", *SEXES]},
                {"filter": "datum.y === year"},
                {"fold": list(SEXES), "as": ["sex", "size"]},
                {"calculate": f"datum.sex === 'male' ? '{words.male}' : '{words.female}'", "as": "s"},
                {"calculate": "datum.sex === 'male' ? -datum.size : datum.size", "as": "v"},
            ],
            "mark": {"type": "bar", "height": {"band": 0.86}},
            "encoding": {"y": y, "x": x, "color": colour, "tooltip": tooltip},
        }
    ]
    if bars.compared:
        layers.append(compared_ticks(bars, names, words, y=y, x=x, number_format=number_format))
    return {
        "config": CONFIG,
        "width": "container",
        "height": 660,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"top": 34, "left": 5, "right": 5, "bottom": 5},
        "data": {"values": bar_rows(bars)},
        "params": [
            {
                "name": "year",
                "value": year,
                "bind": {
                    "input": "range",
                    "min": years[0],
                    "max": years[-1],
                    "step": 1,
                    "name": words.year_slider,
                },
            }
        ],
        "layer": [*layers, *written_on(words)],
    }


def widest(bars: Bars) -> float:
    """Return the longest bar or tick of any year, so that sliding does not move the scale."""
    figures = [figure for year in bars.by_year.values() for sex in SEXES for figure in year[sex]]
    figures += [figure for sex in SEXES for figure in (bars.compared or {}).get(sex, ())]
    return max([*figures, 1e-9])


def bar_rows(bars: Bars) -> list[Spec]:
    """Return one row per age with the lists of years and of both sexes: the browser gets every year at once."""
    return [
        {
            "a": age,
            "y": list(bars.by_year),
            **{sex: [figures[sex][position] for figures in bars.by_year.values()] for sex in SEXES},
        }
        for position, age in enumerate(bars.ages)
    ]


def compared_ticks(
    bars: Bars, names: Mapping[str, str], words: PyramidWords, *, y: Spec, x: Spec, number_format: str
) -> Spec:
    compared = bars.compared or {}
    values = [
        {
            "a": age,
            "s": names[sex],
            "size": compared[sex][position],
            "v": SIDES[sex] * compared[sex][position],
        }
        for sex in SEXES
        for position, age in enumerate(bars.ages)
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "tick", "thickness": 2.5, "color": "#111111", "height": {"band": 0.95}},
        "encoding": {
            "y": y,
            "x": x,
            "tooltip": [
                {"field": "a", "title": words.compared},
                {"field": "s", "title": " "},
                {"field": "size", "title": words.figure, "format": number_format},
            ],
        },
    }


def written_on(words: PyramidWords) -> list[Spec]:
    """Return the direct labels of the sexes and the large label of the year that is shown."""
    text = {"type": "text", "baseline": "bottom", "font": FONT}
    return [
        {
            "data": {"values": [{}]},
            "mark": {**text, "fontSize": 17, "fontWeight": "bold", "color": SEX_COLOURS[sex], "text": label},
            "encoding": {"x": {"value": {"expr": f"width * {position}"}}, "y": {"value": -8}},
        }
        for sex, label, position in (("male", words.male, 0.25), ("female", words.female, 0.75))
    ] + [
        {
            "data": {"values": [{}]},
            "mark": {
                **text,
                "fontSize": 20,
                "fontWeight": "bold",
                "color": INK,
                "text": {"expr": words.year_label},
            },
            "encoding": {"x": {"value": {"expr": "width * 0.5"}}, "y": {"value": -8}},
        }
    ]
