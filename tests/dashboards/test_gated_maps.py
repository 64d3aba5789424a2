"""Maps for readers who may not see small figures: what is sent of a masked place is its name and an X."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.charts.choropleth import AREA, MASKED_CLASS
from dashboards.indicators import offered_indicators
from tests.dashboards.published_home import VILLAGE
from tests.dashboards.reading import html_of, open_gated_page, read

NAMES_AND_SIGN = {"c", "n", "w", "k", "s", AREA}
"""What a row of a map may hold: codes, name, the figure as printed, its class, whether it is picked."""


def rows_sent(app: AppTest) -> list[dict[str, Any]]:
    """Return the rows of all charts of a page that tell of classed places."""
    charts = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    return [row for chart in charts for row in objects(chart) if "w" in row]


def objects(spec: object) -> Iterator[dict[str, Any]]:
    """Yield every object within a chart's specification."""
    if isinstance(spec, dict):
        yield spec
    for part in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from objects(part)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("indicator", offered_indicators([1], has_polygons=False))
def test_nothing_of_a_masked_town_is_sent(home: Path, indicator: str, language: str) -> None:
    app = open_gated_page(home, "map", ind=indicator, lang=language)
    assert not app.info, "the indicator is offered"
    rows = [row for row in rows_sent(app) if "c" in row]
    masked = [row for row in rows if row.get("k") == MASKED_CLASS]
    assert 0 < len(masked) < len(rows)
    assert {row["w"] for row in masked} == {"X"}
    assert all(row.keys() <= NAMES_AND_SIGN for row in rows)
    assert {"ja": "X：秘匿", "en": "X: suppressed"}[language] in html_of(app)


@pytest.mark.parametrize("direction", ["net", "in", "out"])
@pytest.mark.parametrize("window", ["1m", "12m", "year"])
def test_nothing_of_a_masked_partner_is_sent(home: Path, window: str, direction: str) -> None:
    app = open_gated_page(home, "flows", ym="2019-12", window=window, dir=direction)
    rows = [row for row in rows_sent(app) if "c" in row]
    masked = [row for row in rows if row["k"] == MASKED_CLASS]
    assert masked and {row["w"] for row in masked} == {"X"}
    assert all(row.keys() <= NAMES_AND_SIGN for row in rows)
    assert "X：秘匿" in html_of(app)


def test_bars_leave_masked_towns_out_and_the_legend_counts_them(home: Path) -> None:
    """Where there is no map: what cannot be drawn is in the legend and in the table."""
    app = open_gated_page(home, "map", mun=VILLAGE, ind="elderly")
    rows = rows_sent(app)
    assert all(row["w"] != "X" for row in rows)
    assert "X：秘匿" in html_of(app)
    masked = [row for row in read(app).tables[0].body if row[-1] == "X"]
    assert masked
