"""Readers at once, as the benchmark lets them look: no page fails, and none is too large for a thin line."""

from benchmarks.page_pace import PAGE_BUDGET
from benchmarks.readers import VIEWS, Readers
from tests.dashboards.apart import run_apart
from tests.dashboards.published_home import MONTHS
from tests.dashboards.serving import Server


def test_readers_at_once_see_no_error_and_small_pages(server: Server) -> None:
    port = int(server.address.rpartition(":")[2])
    readers = Readers(port, seconds_between=0.05, views_each=12)
    run_apart(readers.look(4, tuple(MONTHS)))
    assert len(readers.seconds) == 4 * 12
    assert readers.errors == 0
    assert {path for path, _ in VIEWS} == set(readers.largest)
    assert {path: size for path, size in readers.largest.items() if size > PAGE_BUDGET * 1000} == {}
