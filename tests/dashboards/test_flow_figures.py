"""The migrants of the page are those of the marts, asked by statements of their own; masked ones stay so."""

import re
import shutil
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from dashboards.queries.flows import Migrants, together
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import HtmlTable, figure, html_of, open_page, table
from tests.published_marts import current_marts, query

WINDOWS = {
    "1m": ("2020-02-01", "2020-02-01"),
    "12m": ("2019-03-01", "2020-02-01"),
    "year": ("2020-01-01", "2020-02-01"),
}
BEFORE = {
    "1m": ("2019-02-01", "2019-02-01"),
    "12m": ("2018-03-01", "2019-02-01"),
    "year": ("2019-01-01", "2019-02-01"),
}
KINDS = {"total": "true", "foreign": "resident_kind_code = '2'"}
SEXES = {"total": "true", "female": "sex_code = '2'"}
SCOPES = {
    "青森県内": "substr(partner_code, 1, 2) = '02' and partner_kind_code = 'domestic'",
    "青森県外": "substr(partner_code, 1, 2) <> '02' and partner_kind_code = 'domestic'",
    "国内の計": "partner_kind_code = 'domestic'",
    "国外": "partner_kind_code = 'abroad'",
    "不明": "partner_kind_code = 'unknown'",
}
BANDS = {"life": "life_stage_code", "10": "ten_year_band_code", "5": "age_band_code"}


def migrants(home: Path, window: tuple[str, str], condition: str, *by: str) -> dict[tuple, tuple[int, int]]:
    """Return arrivals and departures by columns of the mart; a ward goes by its city."""
    rows = query(
        home,
        f"""
        select {", ".join((*by, "true"))}, coalesce(sum(person_count) filter (direction_code = 'in'), 0),
            coalesce(sum(person_count) filter (direction_code = 'out'), 0)
        from (
            select flows.* exclude (partner_code),
                case when parent_municipality_code <> '' then parent_municipality_code
                    else partner_code end as partner_code
            from migration_flows_monthly flows
            left join (select municipality_code as code, parent_municipality_code from municipality_codes)
                on code = partner_code
        ) join age_band_codes using (age_band_code)
        where municipality_code = '{CITY}' and stat_month between '{window[0]}' and '{window[1]}'
            and {condition}
        group by all
        """,
    )
    return {row[:-3]: row[-2:] for row in rows}


def figures(row: list[str], start: int) -> list[float | None]:
    return [figure(cell) for cell in row[start:]]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("nat", "sex"), [("total", "total"), ("foreign", "total"), ("total", "female")])
def test_totals_by_range_and_the_year_before(home: Path, window: str, nat: str, sex: str) -> None:
    shown = table(open_page(home, "flows", window=window, nat=nat, sex=sex), "範囲別の転入・転出").body
    people = f"{KINDS[nat]} and {SEXES[sex]}"
    expected = []
    for scope in (*SCOPES.values(), "true"):
        ((arrivals, departures),) = migrants(home, WINDOWS[window], f"{people} and {scope}").values() or [
            (0, 0)
        ]
        ((came, left),) = migrants(home, BEFORE[window], f"{people} and {scope}").values() or [(0, 0)]
        net, before = arrivals - departures, came - left
        expected.append([arrivals, departures, net, before, net - before])
    assert [row[0] for row in shown] == [*SCOPES, "計"]
    assert [figures(row, 1) for row in shown] == expected


def partners_shown(shown: HtmlTable) -> dict[str, list[float | None]]:
    """Return the figures of the partners by code, without the others and the total."""
    return {row[2]: figures(row, 3) for row in shown.body if row[2]}


def test_partners_are_those_with_most_migrants(home: Path) -> None:
    shown = table(open_page(home, "flows"), "相手別の転入・転出")
    now = migrants(home, WINDOWS["12m"], "true", "partner_code")
    before = migrants(home, BEFORE["12m"], "true", "partner_code")
    for code, (arrivals, departures, net, earlier, change) in partners_shown(shown).items():
        came, left = before.get((code,), (0, 0))
        assert (arrivals, departures) == now[code,]
        assert (net, earlier) == (now[code,][0] - now[code,][1], came - left)
        assert change == net - earlier
    volumes = sorted((sum(both) for (code,), both in now.items()), reverse=True)
    named = [row for row in shown.body if row[1]]
    assert (
        sorted((row[0] + row[1] for row in (figures(one, 3) for one in named)), reverse=True) == volumes[:15]
    )
    others, total = shown.body[-2:]
    assert [
        sum(figures(row, 3)[place] or 0 for row in (*named, others)) for place in (0, 1, 2, 3)
    ] == figures(total, 3)[:4]


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize(("direction", "sign"), [("net", (1, -1)), ("in", (1, 0)), ("out", (0, 1))])
def test_ages_of_partners(home: Path, band: str, direction: str, sign: tuple[int, int]) -> None:
    app = open_page(home, "flows", band=band, dir=direction, scope="outside")
    shown, named = table(app, "相手別・年齢別"), table(app, "相手別の転入・転出")
    column, scope = BANDS[band], SCOPES["青森県外"]
    names = dict(query(home, f"select label_ja, {column} from {column}s"))
    found = migrants(home, WINDOWS["12m"], scope, "partner_code", column)
    by_age: dict[str, int] = defaultdict(int)
    for (_, age), (arrivals, departures) in found.items():
        by_age[age] += sign[0] * arrivals + sign[1] * departures
    ages = [names[heading.removesuffix("（人）")] for heading in shown.rows[0][1:-1]]
    for row, partner in zip(shown.body, named.body, strict=True):
        assert row[0] == partner[0]
        if partner[2]:
            both = [found.get((partner[2], age), (0, 0)) for age in ages]
            assert figures(row, 1)[:-1] == [sign[0] * came + sign[1] * left for came, left in both]
    assert figures(shown.body[-1], 1) == [*(by_age[age] for age in ages), sum(by_age.values())]


def test_the_sentence_says_where_and_at_which_age(home: Path) -> None:
    sentence = html_of(open_page(home, "flows"))
    nets = {
        code: came - left
        for (code,), (came, left) in migrants(home, WINDOWS["12m"], "true", "partner_code").items()
    }
    worst = min(net for code, net in nets.items() if code)
    assert "転出超過が最も大きい相手は" in sentence and f"（−{-worst}人）" in sentence
    ages = migrants(home, WINDOWS["12m"], "true", "life_stage_code")
    largest = max((came - left for came, left in ages.values()), key=abs)
    assert f"の差引が最も大きい（{largest:+}人）".replace("-", "−") in sentence


def classes_of(page: str, title: str) -> dict[str, int]:
    """Return the legend of the map of this title: how many places each class has."""
    (section,) = re.findall(rf"<h3>{title}</h3><ul>(.*?)</ul>", page)
    lines = re.findall(r'class="range">([^<]*)</span><span class="areas">(\d+)地域', section)
    return {text: int(count) for text, count in lines}


def test_maps_show_every_partner_of_the_country(home: Path) -> None:
    """Municipalities of the own prefecture on one map, the other prefectures on the other, by class."""
    html = html_of(open_page(home, "flows", dir="in"))
    partners = {
        scope: {
            code
            for (code,), (came, _) in migrants(home, WINDOWS["12m"], where, "partner_code").items()
            if code and came
        }
        for scope, where in SCOPES.items()
    }
    expected = {
        "青森県内の市町村": len(partners["青森県内"]),
        "ほかの都道府県": len({code[:2] for code in partners["青森県外"]}),
    }
    places = {"青森県内の市町村": 39, "ほかの都道府県": 46}
    for title, count in expected.items():
        classes = classes_of(html, title)
        white = classes.pop("0：転入がない")
        assert sum(classes.values()) == count > 0 and count + white == places[title]


@pytest.mark.parametrize(("scope", "maps"), [("inside", 1), ("abroad", 0)])
def test_maps_are_of_the_scope_chosen(home: Path, scope: str, maps: int) -> None:
    assert html_of(open_page(home, "flows", scope=scope)).count('class="classes"') == maps


def test_a_masked_part_masks_its_sum() -> None:
    known, masked = Migrants(12, 30), Migrants(None, 11)
    assert together([known, known]) == Migrants(24, 60)
    assert together([known, masked]) == Migrants(None, 41)
    assert masked.net is None and known.net == -18


def test_masked_flows_are_shown_as_such(home: Path, tmp_path: Path) -> None:
    """What is null in the source is X on the page, with every sum that it is a part of, and nothing fails."""
    shutil.copytree(home / "published", tmp_path / "published")
    with duckdb.connect(str(current_marts(tmp_path))) as connection:
        connection.execute(
            "update migration_flows_monthly set person_count = null where partner_kind_code = 'domestic'"
            " and direction_code = 'in' and substr(partner_code, 1, 2) = '02'"
        )
    app = open_page(tmp_path, "flows")
    inside, outside, *_, total = table(app, "範囲別の転入・転出").body
    assert inside[1] == inside[3] == inside[4] == inside[5] == "X" and figure(inside[2]) is not None
    assert figure(outside[3]) is not None
    assert total[1] == total[3] == "X" and figure(total[2]) is not None
    assert "転入は X人" in html_of(app)
    partners = table(app, "相手別の転入・転出").body
    assert {row[3] for row in partners if row[1] == "青森県"} <= {"X", "0"}
    assert partners[-1][3] == "X"
    assert "X" in [cell for row in table(app, "相手別・年齢別").body for cell in row]
