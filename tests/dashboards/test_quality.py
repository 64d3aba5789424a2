"""データ品質 says what the marts say of reconciliation, quarantine and freshness, in both languages."""

from datetime import date
from pathlib import Path

from dashboards.views.quality_reconciliation import CELLS_SHOWN
from tests.dashboards.published_home import CITY, LIST_DATE, VILLAGE
from tests.dashboards.reading import HtmlTable, figure, html_of, open_page, table
from tests.published_marts import query

CELL = "difference, missing_count, extra_count, different_count, moved_in_count, moved_out_count"


def figures(shown: HtmlTable) -> list[list[float | None]]:
    return [[figure(cell) for cell in row[1:]] for row in shown.body]


def test_every_later_list_is_shown_with_its_kinds_of_difference(home: Path) -> None:
    shown = table(open_page(home, "quality"), "基準日ごとの照合")
    rows = query(
        home,
        "select register_count, derived_count, difference, missing_count, extra_count, different_count,"
        f" waiting_count from reconciliation_lists where municipality_code = '{CITY}'",
    )
    assert [row[0] for row in shown.body] == [LIST_DATE]
    assert figures(shown) == [list(row) for row in rows]
    assert rows[0][-1] == 1 and all(count > 0 for count in rows[0][3:6]), "something of each kind is shown"


def test_attributes_are_counted(home: Path) -> None:
    shown = table(open_page(home, "quality"), "異なる項目ごとの人数")
    counts = dict(query(home, "select attribute_code, person_count from reconciliation_attributes"))
    names = query(home, "select label_ja, attribute_code from attribute_codes order by sort_order")
    assert [heading.partition("（")[0] for heading in shown.rows[0][1:]] == [name for name, _ in names]
    assert figures(shown) == [[counts.get(code, 0) for _, code in names]]
    assert counts["sex"] == 1


def test_cells_are_those_behind_which_somebody_differs(home: Path) -> None:
    shown = table(open_page(home, "quality"), "差のある区分")
    rows = query(
        home,
        f"select register_count, derived_count, {CELL} from reconciliation where missing_count + extra_count"
        " + different_count + moved_in_count + moved_out_count > 0"
        " order by town_code, sex_code, resident_kind_code",
    )
    assert [row[3:] for row in figures(shown)] == [list(row) for row in rows[:CELLS_SHOWN]]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    register, derived, difference, missing, extra, _, moved_in, moved_out = sums
    assert register - derived == difference == missing - extra
    assert moved_in == moved_out > 0


def test_without_a_later_list_the_page_says_so(home: Path) -> None:
    page = html_of(open_page(home, "quality", mun=VILLAGE))
    assert "最初の基準日より後の全件データはまだ取り込まれていません" in page
    assert "基準日ごとの照合" not in page
    english = html_of(open_page(home, "quality", mun=VILLAGE, lang="en"))
    assert "No residents delivery after the first base date is loaded yet" in english


def test_the_population_lies_between_its_bounds(home: Path) -> None:
    """The row of the later list waits and can do nothing to it."""
    app = open_page(home, "quality")
    names = "population_count, lowest_count, highest_count, waiting_count, unplaced_count"
    ((population, lowest, highest, waiting, unplaced),) = query(
        home, f"select {names} from quarantine_bounds where municipality_code = '{CITY}'"
    )
    assert figures(table(app, "人口の取りうる範囲")) == [[population, lowest, highest, waiting, unplaced]]
    assert (lowest, highest, waiting) == (population, population, 1)
    assert "保留中の 1件がすべて採られても" in html_of(app)
    assert "No row waits." in html_of(open_page(home, "quality", mun=VILLAGE, lang="en"))


def test_freshness_is_that_of_the_load_and_of_the_reader(home: Path) -> None:
    ((row),) = table(open_page(home, "quality"), "最後の取込みと処理日").body
    ((loaded, recorded, lag),) = query(
        home,
        "select strftime(last_loaded_at, '%Y-%m-%d %H:%M'), last_recorded_date, recording_lag_days"
        f" from freshness where municipality_code = '{CITY}'",
    )
    assert row[:3] == [loaded, str(recorded), "…"]
    assert [figure(cell) for cell in row[3:]] == [lag, (date.today() - recorded).days]
