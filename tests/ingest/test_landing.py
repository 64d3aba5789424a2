"""Raw files are erased once they are loaded, and no other file ever (04-privacy 4.2)."""

import json
import os
from pathlib import Path

from ingest.landing import purge_landing
from store.home import open_home
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import OTHER_CITY, change, resident, write
from tests.ingest.stores import Store
from tests.interruptions import photographs


def landed(store: Store) -> list[str]:
    return sorted(path.name for path in store.home.landing.rglob("*"))


def test_loaded_files_are_erased_and_others_left(store: Store, tmp_path: Path) -> None:
    landing = store.home.landing
    base = write(landing / "base.csv", [resident(number) for number in range(1, 4)])
    waiting = write(landing / "waiting.csv", [change(1, 市区町村コード=OTHER_CITY), change(1)])
    store.load(base, waiting)
    write(landing / "new.csv", [change(2)])
    archived = write(tmp_path / "archive.csv", [resident(number) for number in range(1, 4)])
    (landing / "linked.csv").symlink_to(archived)
    report = report_of(store.home.root, "purge", "--landing")
    assert report == {"erased": 1, "unknown": 1, "waiting": 1}
    assert landed(store) == ["linked.csv", "new.csv", "waiting.csv"]
    last = json.loads((store.home.logs / "jukistat.jsonl").read_text("utf-8").splitlines()[-1])
    assert {name: last[name] for name in ("event", *report)} == {"event": "landing_purged", **report}
    store.load(write(tmp_path / "other.csv", [resident(1, 市区町村コード=OTHER_CITY)]))
    assert "Erased 1 loaded files" in jukistat(store.home.root, "purge", "--landing").stdout
    assert landed(store) == ["linked.csv", "new.csv"]
    assert archived.exists()


def test_an_erased_file_is_overwritten_but_not_under_another_name(store: Store, tmp_path: Path) -> None:
    """The reader that had the file open before sees what is left of its bytes."""
    rows = [resident(number) for number in range(1, 4)]
    plain = write(store.home.landing / "plain.csv", rows)
    linked = write(store.home.landing / "linked.csv", [*rows, resident(4)])
    kept = tmp_path / "kept.csv"
    os.link(linked, kept)
    content = kept.read_bytes()
    store.load(plain, linked)
    plain.chmod(0o400)
    with plain.open("rb") as reader:
        size = plain.stat().st_size
        assert report_of(store.home.root, "purge", "--landing")["erased"] == 2
        assert reader.read() == bytes(size)
    assert landed(store) == []
    assert kept.read_bytes() == content


def test_each_load_erases_if_the_configuration_says_so(store: Store) -> None:
    store.home.configuration_file.write_text("purge_landing = true\n")
    write(store.home.landing / "base.csv", [resident(1)])
    assert "Erased 1 loaded files" in jukistat(store.home.root, "load", store.home.landing).stdout
    write(store.home.landing / "changes.csv", [change(1)])
    report = report_of(store.home.root, "load", store.home.landing)
    assert report["landing"] == {"erased": 1, "unknown": 0, "waiting": 0}
    write(store.home.landing / "torn.csv", [{"x": "1"}])
    jukistat(store.home.root, "load", store.home.landing, exit_code=3)
    assert landed(store) == ["torn.csv"]


def test_an_erasure_killed_anywhere_is_finished_by_the_next(store: Store, tmp_path: Path) -> None:
    """A file that is half overwritten is known by its name, for its bytes are no delivery's any more."""
    landing = store.home.landing
    store.load(write(landing / "a.csv", [resident(1)]), write(landing / "b.csv", [change(1)]))
    copies = photographs(store.home.root, tmp_path / "copies", lambda: purge_landing(store.home))
    assert len(copies) > 4
    for copy in copies:
        killed = Store(open_home(copy))
        for begun in killed.home.landing.glob(".*.erased"):
            begun.write_bytes(b"half")
        purge_landing(killed.home)
        assert landed(killed) == [], copy.name
