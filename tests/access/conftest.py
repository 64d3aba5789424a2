"""The true marts and the gated ones of one version, side by side."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.published_home import published_home
from tests.published_marts import current_marts


@pytest.fixture(scope="session")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return current_marts(published_home(tmp_path_factory))


@pytest.fixture(scope="session")
def both(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has them as `truth` and `gated`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{marts}' as truth (read_only)")
        connection.execute(f"attach '{marts.with_name('gated.duckdb')}' as gated (read_only)")
        yield connection
