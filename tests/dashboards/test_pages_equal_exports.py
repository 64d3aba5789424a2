"""Every number on every page equals the export of the same cell, whatever a reader selects."""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl
import pytest

from tests.command_line import jukistat
from tests.dashboards import (
    exported_explanations,
    exported_figures,
    exported_households,
    exported_maps,
    exported_partners,
    exported_tables,
)
from tests.dashboards.exported import Exported
from tests.dashboards.exported_figures import KINDS, Selection, Told
from tests.dashboards.published_home import CITY, VILLAGE
from tests.dashboards.reading import figure, open_page, table
from tests.shared_homes import shared_folder

MONTHS = ("2018-02", "2019-02", "2020-01", "2020-02")
"""The last one's month before and years before are among them."""
SELECTIONS = 5
"""Random ones of each page."""
PAGES: dict[str, Callable[[Selection], Iterator[Told]]] = {
    "overview": exported_figures.overview,
    "pyramid": exported_figures.pyramid,
    "movements": exported_figures.movements,
    "households": exported_households.households,
    "flows": exported_partners.flows,
    "foreign": exported_partners.foreign,
    "map": exported_maps.town_map,
    "explain": exported_explanations.explanation,
    "table": exported_tables.own_table,
}
Exports = Mapping[tuple[str, str], Exported]


@pytest.fixture(scope="module")
def exports(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """The exported files by municipality and month; they are made of a copy of the home."""

    def make(folder: Path) -> None:
        shutil.copytree(home, folder / "home")
        for month in MONTHS:
            jukistat(
                *(folder / "home", "export", "--month", month),
                *("--audience", "internal", "--out", folder / month),
            )

    folder = shared_folder(tmp_path_factory, "dashboards_exported", make)
    return {
        (code, month): Exported(folder / month, home / "municipalities" / code / "towns.csv", code)
        for code in (CITY, VILLAGE)
        for month in MONTHS
    }


@pytest.mark.parametrize("seed", range(SELECTIONS))
@pytest.mark.parametrize("page", PAGES)
def test_figures_are_those_of_the_exported_cells(home: Path, exports: Exports, page: str, seed: int) -> None:
    dice = random.Random(f"{page} {seed}")
    where = dice.choice([CITY, CITY, VILLAGE]), dice.choice([MONTHS[-1], *MONTHS]), dice.choice([*KINDS])
    compared = [*PAGES[page](Selection(home, exports, *where, dice))]
    assert compared
    assert [told for told in compared if not agrees(*told[1:])] == []


@pytest.mark.parametrize("direction", ["net", "in", "out"])
def test_partners_without_a_row_of_their_own_are_together_those_of_the_files(
    home: Path, exports: Exports, direction: str
) -> None:
    """Of the exported months the first has most partners."""
    chosen = Selection(home, exports, CITY, MONTHS[0], "total", random.Random(direction))
    compared = [*exported_partners.flows_of(chosen, "total", "all", "10", direction)]
    assert any(name.startswith("その他（") for name, *_ in compared)
    assert [told for told in compared if not agrees(*told[1:])] == []


def test_changes_of_foreign_residents_are_those_of_exported_periods(home: Path, tmp_path: Path) -> None:
    """Twelve months, and the twelve before, each exported as one period."""
    shown = table(open_page(home, "foreign", mun=CITY, ym=MONTHS[-1]), "外国人住民の増減の内訳")
    printed = {name: tuple(map(figure, cells)) for name, *cells in shown.body}
    now, before = (
        foreigners_by_item(home, tmp_path / first, first, last)
        for first, last in (("2019-03-01", "2020-02-29"), ("2018-03-01", "2019-02-28"))
    )
    assert len(printed) > 15 and any(now.values())
    assert printed == {name: (now[name], before[name], now[name] - before[name]) for name in printed}


def foreigners_by_item(home: Path, folder: Path, first: str, last: str) -> dict[str, float]:
    """Return the column of foreign residents of a period's 異動集計表, by the names of its items."""
    days = ("--from", first, "--to", last)
    jukistat(home, "export", *days, "--audience", "internal", "--out", folder)
    of_all = {"district_code": "", "resident_kind": "foreign", "sex": "total", "notification_group_code": ""}
    rows = Exported(folder, home, CITY).official("movement_table_{}_*.csv").filter(**of_all)
    return dict(zip(rows["item_label"], rows["value"].cast(pl.Float64), strict=True))


def agrees(printed: str, exact: float | None) -> bool:
    """Return whether a printed figure is the exact one, to the digits that are printed."""
    shown = figure(printed)
    if shown is None or exact is None:
        return exact is None and printed == "…"
    digits = len(printed.partition(".")[2])
    return abs(shown - exact) <= (0.5 * 10**-digits + 1e-9 if digits else 0)


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("municipality", [CITY, VILLAGE])
def test_key_figures_are_those_of_the_official_files(
    home: Path, exports: Exports, municipality: str, month: str
) -> None:
    exported = exports[municipality, month]
    whole = exported.official("{}_population_*.csv").row(0, named=True)
    monthly = exported.official("aomori_monthly_{}_*.csv").row(0, named=True)
    months = {kind: key_figures(home, municipality, month, kind) for kind in KINDS}
    assert months["total"] == [int(whole[name]) for name in ("総人口", "男性", "女性", "世帯数")]
    for kind, name in (("japanese", "日本人"), ("foreign", "外国人")):
        official = [int(monthly[f"{what}{name}"]) for what in ("計", "男", "女", "世帯")]
        assert months[kind] == official


def key_figures(home: Path, municipality: str, month: str, kind: str) -> list[float | None]:
    """Return residents, men, women and households that the overview shows of the month."""
    app = open_page(home, "overview", mun=municipality, ym=month, nat=kind)
    return [figure(cell) for cell in table(app, "月別の主な数値").body[0][1:5]]
