"""What the tests of the room share: an empty store, and one in which a base is loaded."""

from pathlib import Path

import pytest

from tests.ingest.deliveries import resident, write
from tests.ingest.stores import Store, new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with a key, nothing loaded."""
    return new_store(tmp_path / "home")


@pytest.fixture
def based(store: Store, tmp_path: Path) -> Store:
    """A store whose city has a base of ten persons, 宛名番号 1 to 10, history number 1."""
    store.load(write(tmp_path / "base" / "20231231_residents.csv", [resident(n) for n in range(1, 11)]))
    return store
