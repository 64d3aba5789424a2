"""The figures of 改訂三角形, delays and nowcasts are those of the marts, asked by statements of their own."""

from pathlib import Path

import pytest

from dashboards.formats import add_months, month_of
from dashboards.views.quality_revisions import NAME
from dashboards.wording import LANGUAGES, wording
from tests.dashboards.published_home import BASE_MONTH, CITY, LAST_MONTH, MONTHS, VILLAGE
from tests.dashboards.reading import figure, html_of, open_page, table
from tests.dashboards.test_pages import JAPANESE
from tests.published_marts import query

EARLIER_MONTH = "2019-09"


def known(home: Path, municipality: str, reference: str, as_known: str) -> int:
    ((count,),) = query(
        home,
        f"""
        select coalesce(sum(movement_change), 0)::bigint from movement_knowledge
        where municipality_code = '{municipality}' and reason_code <> '00'
            and reference_month = '{reference}-01' and as_known_month <= '{as_known}-01'
        """,
    )
    return int(count)


@pytest.mark.parametrize(
    ("municipality", "month"), [(CITY, LAST_MONTH), (CITY, EARLIER_MONTH), (VILLAGE, LAST_MONTH)]
)
def test_the_triangle_shows_what_was_known_when(home: Path, municipality: str, month: str) -> None:
    shown = table(open_page(home, "quality", mun=municipality, ym=month), "時点ごとの異動数").body
    last = MONTHS.index(month)
    assert len(shown) == 12
    for since, ((_, *cells), reference) in enumerate(zip(shown, MONTHS[last : last + 12], strict=True)):
        months = [f"{add_months(month_of(reference), delay):%Y-%m}" for delay in range(since + 1)]
        expected = [known(home, municipality, reference, as_known) for as_known in months]
        assert [figure(cell) for cell in cells] == [*expected, *[None] * (11 - since)]


def test_the_base_month_has_a_triangle_of_one_cell(home: Path) -> None:
    app = open_page(home, "quality", ym=BASE_MONTH)
    ((_, first, *rest),) = table(app, "時点ごとの異動数").body
    assert figure(first) == known(home, CITY, BASE_MONTH, BASE_MONTH)
    assert set(rest) == {"…"}
    assert wording(NAME, "ja")("nowcasts_none") in html_of(app)


def test_delays_of_every_reason(home: Path) -> None:
    total, *shown = table(open_page(home, "quality"), "事由別・月数別の異動数").body
    rows = query(
        home,
        f"""
        select label_ja, {
            ", ".join(
                f"coalesce(sum(movement_count) filter (delay_months between {first} and {last}), 0)"
                for first, last in ((-99, -1), (0, 0), (1, 1), (2, 3), (4, 6), (7, 99))
            )
        }, round(100 * sum(movement_count) filter (delay_months <= 0) / sum(movement_count), 1)
        from reporting_delays inner join reason_codes using (reason_code)
        where municipality_code = '{CITY}' group by reason_code, label_ja order by reason_code
        """,
    )
    assert [name for name, *_ in shown] == [name for name, *_ in rows]
    for (_, *cells), (_, *counts, share) in zip(shown, rows, strict=True):
        assert [figure(cell) for cell in cells[:-1]] == counts
        assert figure(cells[-1]) == pytest.approx(share or 0, abs=0.051)
    sums = [sum(row[place] for row in rows) for place in range(1, 7)]
    assert [figure(cell) for cell in total[1:-1]] == sums


@pytest.mark.parametrize("month", [LAST_MONTH, "2019-06"])
def test_nowcasts_of_the_last_months(home: Path, month: str) -> None:
    shown = table(open_page(home, "quality", ym=month), "最近の月の異動数の見込み").body
    rows = query(
        home,
        f"""
        select known_count, expected_count - known_count, expected_count,
            lowest_count, highest_count, true_count
        from movement_nowcasts
        where municipality_code = '{CITY}' and as_known_month = '{month}-01' order by reference_month desc
        """,
    )
    assert len(rows) == 6
    assert [[figure(cell) for cell in cells] for _, *cells in shown] == [list(row) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_often_the_band_held(home: Path, language: str) -> None:
    ((months, tried, covered),) = query(
        home,
        f"""
        select (select count(distinct as_known_month) from movement_nowcasts
                where municipality_code = '{CITY}' and is_covered is not null),
            sum(tried_count)::bigint, sum(covered_count)::bigint
        from nowcast_coverages where municipality_code = '{CITY}'
        """,
    )
    assert tried > 20
    said = wording(NAME, language)(
        "coverage", months=months, tried=tried, rate=f"{100 * covered / tried:.0f}"
    )
    assert said in html_of(open_page(home, "quality", lang=language))


def test_both_languages_say_the_same_things() -> None:
    japanese, english = (wording(NAME, language).texts for language in LANGUAGES)
    assert japanese.keys() == english.keys()
    own = [text for key, text in english.items() if japanese[key] != text]
    assert [text for text in own if JAPANESE.search(text)] == []
