"""A small store with everything a backup takes: a ledger of three deliveries, a version, settings, keys."""

from pathlib import Path

from tests.ingest.deliveries import change, resident, write
from tests.ingest.stores import Store, new_store
from tests.store.test_status import publish_months

OWN_TOWNS = "town_code,town_name,town_kana,district_code\n0001001,堀端町,,\n"


def small_store(folder: Path) -> Store:
    """Make a store in `folder/home`; what is offered to it lies in `folder/inbox`."""
    store = new_store(folder / "home")
    write(folder / "inbox" / "1_residents.csv", [resident(number) for number in range(1, 6)])
    write(folder / "inbox" / "2_changes.csv", [change(1), change(2, 性別="9")])
    write(folder / "inbox" / "3_changes.csv", [change(7, 1, 異動事由コード="11")])
    store.load(*sorted((folder / "inbox").iterdir()))
    publish_months(store.home)
    own = store.home.municipalities / "022039" / "towns.csv"
    own.parent.mkdir(parents=True)
    own.write_text(OWN_TOWNS)
    store.home.configuration_file.write_text('my_numbers = "drop"\n')
    return store


def tree(root: Path) -> dict[str, bytes]:
    """Return every file under `root` but its lock, by name."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def facts(root: Path) -> dict[str, bytes]:
    """Return the files of a home that a backup of the store holds: all but keys and what is built again."""
    return {
        name: content
        for name, content in tree(root).items()
        if name.split("/")[0] not in ("key", "warehouse")
    }
