"""Back-up and move: what is restored is what was backed up, whole or not at all, and never with its keys."""

import shutil
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from store.backup import LEFT_OUT, ZONES, back_up
from store.errors import ConfigurationError, DeliveryRefused, UsageError
from store.home import Home, open_home
from store.restore import restore_key_zone, restore_store
from tests.command_line import jukistat, report_of
from tests.file_search import traces_under
from tests.ingest.deliveries import change, write
from tests.ingest.stores import Store
from tests.interruptions import photographs
from tests.store.small_stores import facts, small_store, tree


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small store in `home`, and with both its backups."""
    folder = tmp_path_factory.mktemp("backups")
    home = small_store(folder).home
    back_up(home, folder / "store.tar", content="store")
    back_up(home, folder / "key.tar", content="key")
    return folder


def names(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


def restored(folder: Path, place: Path) -> Store:
    """Restore the store and its key zone at another place."""
    restore_store(place, folder / "store.tar")
    restore_key_zone(open_home(place), folder / "key.tar")
    return Store(open_home(place))


@contextmanager
def nothing_left(folder: Path) -> Iterator[None]:
    """Check that what happens inside leaves every file of a folder as it was."""
    before = tree(folder)
    yield
    assert tree(folder) == before
    assert not any(path.name.endswith((".draft", ".restore")) for path in folder.rglob("*"))


def test_a_restored_store_is_the_one_that_was_backed_up(folder: Path, tmp_path: Path) -> None:
    store = restored(folder, tmp_path / "moved")
    assert tree(store.home.root) == tree(folder / "home")
    assert report_of(store.home.root, "status") == report_of(folder / "home", "status")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in store.home.key_zone.rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}


def test_a_moved_store_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    """The same file is known, and who was known keeps the surrogate."""
    store = restored(folder, tmp_path / "moved")
    shutil.rmtree(tmp_path / "inbox", ignore_errors=True)
    assert [each.is_new for each in store.offer(folder / "inbox" / "2_changes.csv")] == [False]
    store.load(write(tmp_path / "next.csv", [change(1, 3)]))
    tokens = store.rows("changes").filter(store.rows("changes")["delivery_id"] == 4)["person_token"]
    base = store.rows("residents").filter(store.rows("residents")["row_number"] == 1)["person_token"]
    assert tokens.to_list() == base.to_list()


def test_the_key_zone_is_never_inside(folder: Path, tmp_path: Path) -> None:
    secret = (folder / "home" / "key" / "master.key").read_text().strip()
    assert not any(name.split("/")[0] == "key" for name in names(folder / "store.tar"))
    assert set(names(folder / "key.tar")) == {
        *(f"key/{name}" for name in tree(folder / "home" / "key")),
        "manifest.json",
    }
    shutil.copyfile(folder / "store.tar", tmp_path / "store.tar")
    assert traces_under([tmp_path], {secret.encode(): "the key", bytes.fromhex(secret): "the key"}) == []
    for archive in ("store.tar", "key.tar"):
        assert stat.S_IMODE((folder / archive).stat().st_mode) == 0o600


def test_every_place_of_a_home_is_backed_up_or_left_out_on_purpose(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    places = [getattr(home, name) for name, kind in vars(Home).items() if isinstance(kind, property)]
    decided = {*ZONES["store"], *ZONES["key"], *LEFT_OUT}
    assert {place.relative_to(tmp_path).parts[0] for place in places} <= decided


def test_what_an_unfinished_run_left_stays_out(folder: Path, tmp_path: Path) -> None:
    home = open_home(shutil.copytree(folder / "home", tmp_path / "home"))
    for left in ("ledger/changes/draft-000004-000.parquet", "ledger/changes/000004-000.parquet"):
        (home.root / left).write_bytes(b"half")
    (home.published / ".v0002.draft").mkdir()
    (home.published / ".v0002.draft" / "marts.duckdb").write_bytes(b"half")
    (home.key_zone / "reconciliation").mkdir()
    (home.key_zone / "reconciliation" / "022039_2024-01-31.csv").write_bytes(b"made again")
    for content in ("store", "key"):
        back_up(home, tmp_path / f"{content}.tar", content=content)
        assert names(tmp_path / f"{content}.tar") == names(folder / f"{content}.tar")


def test_the_console_says_what_is_inside_and_what_is_to_be_done_next(folder: Path, tmp_path: Path) -> None:
    home, moved = folder / "home", tmp_path / "moved"
    said = jukistat(home, "backup", "--out", tmp_path / "store.tar").stdout
    assert "the ledger up to entry 3, version v0001 served. The key zone is not inside" in said
    report = report_of(home, "backup", "--key", "--out", tmp_path / "key.tar")
    assert (report["content"], report["last_delivery_id"], report["has_master_key"]) == ("key", 3, True)
    said = jukistat(moved, "restore", tmp_path / "store.tar").stdout
    assert "Version v0001 is served. To load again restore the key zone" in said
    refused = jukistat(moved, "load", folder / "inbox", exit_code=4).stderr
    assert "jukistat restore --key FILE" in refused
    assert "jukistat restore --key FILE" in jukistat(moved, "keys", "init", exit_code=4).stderr
    jukistat(moved, "restore", "--key", tmp_path / "key.tar")
    assert facts(moved).keys() == facts(home).keys()
    assert "the right one" in jukistat(moved, "keys", "status").stdout


def test_a_backup_is_never_written_over_nor_into_the_home(folder: Path, tmp_path: Path) -> None:
    home = open_home(folder / "home")
    with nothing_left(folder):
        for out, sentence in (
            (folder / "store.tar", "exists already"),
            (folder / "home" / "backup.tar", "lies in the home itself"),
            (folder / "nowhere" / "backup.tar", "There is no directory"),
        ):
            with pytest.raises(UsageError, match=sentence):
                back_up(home, out, content="store")
    with pytest.raises(UsageError, match="nothing to back up"):
        back_up(open_home(tmp_path / "empty"), tmp_path / "empty.tar", content="store")


def test_a_store_is_restored_into_an_empty_home_only(folder: Path, tmp_path: Path) -> None:
    with nothing_left(folder), pytest.raises(UsageError, match="is not empty"):
        restore_store(folder / "home", folder / "store.tar")
    with pytest.raises(UsageError, match="There is no file"):
        restore_store(tmp_path / "home", tmp_path / "nothing.tar")
    (tmp_path / "home").mkdir()
    assert restore_store(tmp_path / "home", folder / "store.tar").files == len(facts(folder / "home"))


def test_keys_are_restored_to_their_own_store_only(folder: Path, tmp_path: Path) -> None:
    """Not before the store, not over other keys, not links that are older than the ledger."""
    with pytest.raises(UsageError, match="Restore that first"):
        restore_key_zone(open_home(tmp_path / "home"), folder / "key.tar")
    with nothing_left(folder), pytest.raises(UsageError, match="There are keys"):
        restore_key_zone(open_home(folder / "home"), folder / "key.tar")
    store = restored(folder, tmp_path / "newer")
    store.load(write(tmp_path / "next.csv", [change(1, 3)]))
    shutil.rmtree(store.home.key_zone)
    with pytest.raises(ConfigurationError, match=r"go to delivery 3, the ledger of .* to 4"):
        restore_key_zone(store.home, folder / "key.tar")
    assert not store.home.key_zone.exists()
    with pytest.raises(DeliveryRefused, match="not an archive of this kind"):
        restore_key_zone(store.home, folder / "store.tar")


def test_links_older_than_the_ledger_load_nothing(folder: Path, tmp_path: Path) -> None:
    """Whichever way they came there: persons who are known would be given a second surrogate."""
    store = restored(folder, tmp_path / "home")
    older = shutil.copytree(store.home.key_zone, tmp_path / "older")
    store.load(write(tmp_path / "next.csv", [change(9, 1, 異動事由コード="11")]))
    shutil.rmtree(store.home.key_zone)
    older.rename(store.home.key_zone)
    before = facts(store.home.root)
    with pytest.raises(ConfigurationError, match="goes to delivery 3, the ledger to 4"):
        store.load(write(tmp_path / "third.csv", [change(9, 2)]))
    assert facts(store.home.root) == before


def test_a_restore_killed_anywhere_leaves_no_home_or_the_whole_one(folder: Path, tmp_path: Path) -> None:
    disk, copies = tmp_path / "disk", tmp_path / "copies"
    disk.mkdir()
    expected = tree(folder / "home")
    for copy in photographs(disk, copies, lambda: restored(folder, disk / "home")):
        home = copy / "home"
        if not home.exists():
            restore_store(home, folder / "store.tar")
        assert facts(home).items() >= facts(folder / "home").items(), copy.name
        if not (home / "key").exists():
            restore_key_zone(open_home(home), folder / "key.tar")
        assert tree(home) == expected, copy.name
        assert {path.name for path in copy.iterdir()} == {"home"}, copy.name


def test_a_backup_killed_anywhere_is_whole_or_none(folder: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    home = open_home(folder / "home")
    act = partial(back_up, home, disk / "store.tar", content="store")
    copies = photographs(disk, tmp_path / "copies", act)
    assert len(copies) > 2
    for copy in copies:
        if not (copy / "store.tar").exists():
            back_up(home, copy / "store.tar", content="store")
        assert tree(copy) == tree(disk), copy.name
