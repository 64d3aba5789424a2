"""What a figure of the 異動集計表 is made of, as a reader opens it: it sums to the figure."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.wording import LANGUAGES, wording
from tests.command_line import report_of
from tests.dashboards.published_home import CITY, NORTH
from tests.dashboards.reading import HtmlTable, figure, html_of, open_page, read

MONTH = "2019-03"
"""The month of most moves."""
LINK = re.compile(r'<td><a href="([^"]+)#lineage"( aria-current="true")?>([^<]+)</a></td>')
CELLS = (
    "closing.total.total",
    "opening.foreign.female",
    "increase.japanese.male",
    "change.total.total",
    "internal_move.total.female",
    "households_change.total.total",
    "households_closing.japanese.total",
)


def links(app: AppTest) -> dict[str, tuple[str, bool]]:
    """Return the figures that can be opened, by code: as written, and whether it is the one opened."""
    found = {}
    for link, chosen, written in LINK.findall(html_of(app)):
        (code,) = re.findall(r"cell=([\w.]+)", link)
        found[code] = (written, bool(chosen))
    return found


def opened(app: AppTest, language: str) -> HtmlTable:
    """Return the records of the section that was opened."""
    words = wording("movements", language)
    assert [heading.value for heading in app.header] == [words("lineage_heading")]
    (records,) = [table for table in read(app).tables if table.rows[0][1] == words("lineage_reason")]
    return records


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", ["", f"d-{NORTH}"])
@pytest.mark.parametrize("cell", CELLS)
def test_the_records_sum_to_the_figure_that_was_clicked(
    home: Path, cell: str, area: str, language: str
) -> None:
    app = open_page(home, "movements", ym=MONTH, cell=cell, area=area, lang=language)
    figures = links(app)
    written, is_chosen = figures[cell]
    assert is_chosen and [code for code, (_, chosen) in figures.items() if chosen] == [cell]
    records = opened(app, language)
    counts = [figure(row[-1]) for row in records.body]
    assert counts[-1] == sum(count for count in counts[:-1] if count) == figure(written)
    assert all(all(row) for row in records.body[:-1])


def test_the_page_says_what_the_verb_says(home: Path) -> None:
    """Two readers of one truth: the page reads what is published, the verb what it was built from."""
    cell = ("item_code=decrease", "resident_kind=japanese", "sex=female", f"district_code={NORTH}")
    told = report_of(
        home,
        "lineage",
        "movement_tables_monthly",
        f"municipality_code={CITY}",
        f"stat_month={MONTH}",
        *cell,
    )
    app = open_page(home, "movements", ym=MONTH, cell="decrease.japanese.female", area=f"d-{NORTH}")
    records = opened(app, "ja")
    shown = sorted((row[1], row[2], row[3], -(figure(row[4]) or 0)) for row in records.body[:-1])
    assert shown == sorted(
        (
            line["reason"],
            f"{line['delivery_id']}　{line['file']}",
            line["dating_rule"],
            -line["record_count"],
        )
        for line in told["records"]
    )


def test_nothing_is_opened_unasked_and_a_zero_opens_nothing(home: Path) -> None:
    app = open_page(home, "movements")
    assert not app.header
    assert [written for written, _ in links(app).values() if figure(written) == 0] == []
    assert html_of(app).count("<td>0</td>") > 0


def test_a_figure_that_no_sheet_has_is_replaced_and_said(home: Path) -> None:
    app = open_page(home, "movements", cell="closing.martian.total")
    assert [wording("movements", "ja")("name_cell") in box.value for box in app.info] == [True]
    assert not app.header


def test_the_opened_figure_stays_when_the_month_changes(home: Path) -> None:
    """The link of every other figure, and of closing, keeps what was chosen beside it."""
    app = open_page(home, "movements", cell="closing.total.total", ym="2019-03", sex="female", lang="en")
    (close,) = re.findall(r'<a href="([^"]+)">Close</a>', html_of(app))
    assert "cell=" not in close
    assert {"ym=2019-03", "sex=female", "lang=en"} <= set(re.split("[?&]|&amp;", close.replace("amp;", "")))
