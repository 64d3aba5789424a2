"""外国人住民 for readers who may not see small figures: nationalities exact, whatever is finer masked."""

from pathlib import Path

import pytest

from tests.dashboards.published_home import CITY, VILLAGE
from tests.dashboards.reading import html_of, open_gated_page, open_page, table
from tests.dashboards.test_gated_pages import read_tables


@pytest.mark.parametrize("link", [{"mun": CITY}, {"mun": CITY, "group": "training"}, {"mun": VILLAGE}])
def test_foreign_residents_are_exact_by_nationality_and_finer_ones_exact_or_masked(
    home: Path, link: dict[str, str]
) -> None:
    """Every cell is the true one or `X`; of all groups of status, what tells of no status is the true one."""
    nationalities, groups = "国籍・地域別の外国人住民", "在留資格の区分別の外国人住民"
    shown, true = (read_tables(run(home, "foreign", **link)) for run in (open_gated_page, open_page))
    assert [one.caption for one in shown] == [one.caption for one in true]
    for mine, other in zip(shown, true, strict=True):
        exact = slice(None)
        rows = mine.rows, other.rows
        if mine.caption.startswith(nationalities):
            exact = slice(0 if "group" in link else 4)
            # of one group, more nationalities may be listed: those of whom nobody knows that they are zero
            rows = (mine.rows[-1:], other.rows[-1:]) if "group" in link else rows
        elif mine.caption.startswith(groups):
            exact = slice(-1, None)
        for row, expected in zip(*rows, strict=True):
            assert row[exact] == expected[exact]
            assert all(cell in (true_cell, "X") for cell, true_cell in zip(row, expected, strict=True))


def test_small_figures_of_foreign_residents_are_nowhere_on_the_page(home: Path) -> None:
    """From 1 to 9 only by nationality, and charts say that they leave figures out."""
    app = open_gated_page(home, "foreign", mun=CITY)
    finer = [row[4:] for row in table(app, "国籍・地域別の外国人住民").body]
    finer += [row[1:-1] for row in table(app, "在留資格の区分別の外国人住民").body]
    figures = {cell for row in finer for cell in row}
    assert "X" in figures
    assert figures & {str(count) for count in range(1, 10)} == set()
    assert "秘匿した数（X）は図に描いていません" in html_of(app)
