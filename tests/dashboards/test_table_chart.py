"""The chart of 集計表 draws the cells of the table, where they can be told apart."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.published_home import CITY
from tests.dashboards.reading import figure, open_page, read

TOTAL = "計"


def chart_of(app: AppTest) -> list[dict[str, Any]]:
    """Return the cells that the chart draws, none without a chart."""
    return [
        value
        for one in app.get("vega_lite_chart")
        for value in json.loads(one.proto.spec)["layer"][0]["data"]["values"]
    ]


@pytest.mark.parametrize(
    "choices",
    [
        {"rows": "age_group", "column": "sex"},
        {"rows": "nationality", "column": "month", "time": "last12"},
        {"rows": "month", "column": "sex", "time": "last12", "show": "row_share"},
    ],
)
def test_the_chart_draws_the_cells_of_the_table(home: Path, choices: dict[str, str]) -> None:
    app = open_page(home, "table", mun=CITY, **choices)
    (shown,) = read(app).tables
    heads = [head.removesuffix("（人）").removesuffix("（%）") for head in shown.rows[0][1:]]
    cells = {
        frozenset((row[0], head)): figure(cell)
        for row in shown.body
        for head, cell in zip(heads, row[1:], strict=True)
        if TOTAL not in (row[0], head)
    }
    drawn = {frozenset((one["p"], one["s"])): one["n"] for one in chart_of(app)}
    assert drawn.keys() == cells.keys() and len(drawn) > 5
    assert all(drawn[cell] == pytest.approx(cells[cell], abs=0.051) for cell in cells)


@pytest.mark.parametrize("rows", ["age", "age_band.sex"])
def test_what_cannot_be_told_apart_is_not_drawn(home: Path, rows: str) -> None:
    app = open_page(home, "table", mun=CITY, rows=rows, column="nationality")
    assert len(read(app).tables[0].body) > 30
    assert chart_of(app) == []
