"""The planners' side: every page from a bundle alone, with no ledger, warehouse or key present."""

from pathlib import Path

import pytest

from access.bundles import pack, unpack
from dashboards.wording import wording
from store.home import Home, open_home
from tests.dashboards.published_home import CITY, NORTH
from tests.dashboards.reading import PAGES, html_of, open_page, read
from tests.dashboards.serving import serving


@pytest.fixture(scope="module")
def planners(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds what came in a bundle and nothing else."""
    folder = tmp_path_factory.mktemp("two_sites")
    bundle = folder / "month.bundle"
    pack(open_home(home), bundle)
    there = open_home(folder / "planners")
    unpack(there, bundle, key_file=folder / "month.bundle.pub")
    return there.root


def test_nothing_but_gated_marts_has_crossed(planners: Path) -> None:
    crossed = {path.name for path in planners.rglob("*") if path.is_file() and path.name != ".lock"}
    assert crossed <= {"CURRENT", "gated.duckdb", "manifest.json", "bundle.json", "publish.pub", "store.json"}
    assert not Home(planners).ledger.exists() and not Home(planners).key_zone.exists()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "explain"])
def test_pages_draw_from_the_bundle_alone(planners: Path, page: str) -> None:
    assert read(open_page(planners, page, mun=CITY)).text


def test_forms_stay_on_the_other_side(planners: Path) -> None:
    page = open_page(planners, "export", mun=CITY)
    assert wording("export", "ja")("not_on_this_side") in html_of(page)
    assert not read(page).tables and not page.code


@pytest.mark.parametrize("area", ["", f"d-{NORTH}"])
def test_city_and_districts_are_the_same_on_both_sides(home: Path, planners: Path, area: str) -> None:
    for page in ("pyramid", "movements"):
        here, there = (read(open_page(side, page, mun=CITY, area=area)) for side in (home, planners))
        assert [table.rows for table in there.tables] == [table.rows for table in here.tables]


def test_the_server_serves_the_bundle_and_refuses_one_that_was_changed(planners: Path) -> None:
    with serving(planners) as server:
        assert server.process.poll() is None
    (gated,) = planners.glob("published/*/gated.duckdb")
    whole = gated.read_bytes()
    gated.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        with pytest.raises(AssertionError, match="not what the register's side signed"), serving(planners):
            pass
    finally:
        gated.write_bytes(whole)
