"""Stores of other formats: an older one is brought up to date by the next writer, a newer one is left."""

import shutil
from pathlib import Path

import pytest

from store.errors import ConfigurationError
from store.home import STORE_FORMAT, Home, open_home, read_format, write_format
from store.key_zone import link_note, linked_through
from store.ledger import read_deliveries
from store.lock import writer_lock
from store.migrations import MIGRATIONS
from tests.command_line import jukistat
from tests.ingest.deliveries import change, write
from tests.ingest.stores import Store
from tests.interruptions import photographs
from tests.store.small_stores import facts

FORMAT_1 = Path(__file__).parent / "format_1"
"""A store of golden case 08 as commit 0c29a91 wrote it, before there was a format to be told."""


def old_store(place: Path) -> Store:
    """Copy the store of format 1, with the modes that it had."""
    shutil.copytree(FORMAT_1, place)
    for path in (place / "key", *(place / "key").rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    (place / "README.md").unlink()
    return Store(open_home(place))


def test_there_is_a_way_from_every_format_to_this_one() -> None:
    assert list(MIGRATIONS) == list(range(1, STORE_FORMAT))


def test_a_home_has_this_format_from_its_first_writer_on(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    assert read_format(home) is None
    with writer_lock(home):
        pass
    assert read_format(home) == STORE_FORMAT


def test_verbs_that_read_leave_an_older_store_as_it_is(tmp_path: Path) -> None:
    store = old_store(tmp_path / "home")
    before = facts(store.home.root)
    assert "23 received = 6 loaded" in jukistat(store.home.root, "status").stdout
    assert "conflicting_row" in jukistat(store.home.root, "quarantine", "list").stdout
    assert (read_format(store.home), facts(store.home.root)) == (1, before)


def test_the_next_load_migrates_and_persons_keep_their_surrogates(tmp_path: Path) -> None:
    store = old_store(tmp_path / "home")
    (loaded,) = store.load(write(tmp_path / "next.csv", [change(1, 20), change(2, 20)]))
    assert (loaded.delivery_id, loaded.loaded) == (4, 2)
    assert (read_format(store.home), linked_through(store.home)) == (2, 4)
    assert '"store_migrated", "store_format": 2' in (store.home.logs / "jukistat.jsonl").read_text()
    known = set(store.rows("residents")["person_token"])
    rows = store.rows("changes")
    assert set(rows.filter(rows["delivery_id"] == 4)["person_token"]) <= known


def migrate(home: Home) -> None:
    with writer_lock(home):
        pass


def test_a_migration_killed_anywhere_is_finished_by_the_next_writer(tmp_path: Path) -> None:
    store = old_store(tmp_path / "home")
    copies = photographs(store.home.root, tmp_path, lambda: migrate(store.home))
    assert len(copies) > 3
    for copy in copies:
        home = open_home(copy)
        migrate(home)
        assert (read_format(home), linked_through(home)) == (2, 3), copy.name
        assert len(read_deliveries(home)) == 3


def test_without_its_key_zone_an_older_store_is_migrated_and_takes_no_delivery(tmp_path: Path) -> None:
    store = old_store(tmp_path / "home")
    (store.home.key_zone / "links").rename(tmp_path / "links")
    with pytest.raises(ConfigurationError, match="goes to delivery 0, the ledger to 3"):
        store.load(write(tmp_path / "next.csv", [change(1, 20)]))
    assert (read_format(store.home), link_note(store.home).exists()) == (2, False)


def test_a_newer_store_is_left_to_the_newer_program(tmp_path: Path) -> None:
    store = old_store(tmp_path / "home")
    write_format(store.home, STORE_FORMAT + 1)
    before = facts(store.home.root)
    delivery = write(tmp_path / "next.csv", [change(1, 20)])
    for verb in (("status",), ("load", delivery), ("backup", "--out", tmp_path / "out.tar")):
        refused = jukistat(store.home.root, *verb, exit_code=4).stderr
        assert "written by a newer jukistat (format 3; this one knows 2)" in refused
    assert facts(store.home.root) == before


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": "x"}', b"[]"])
def test_a_format_that_is_none_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.json").write_bytes(content)
    with pytest.raises(ConfigurationError, match="does not say the format"):
        open_home(tmp_path)
