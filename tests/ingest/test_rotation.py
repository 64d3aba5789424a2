"""Keys are rotated without touching a fact (04-privacy 4.2).

What can never happen: a person known before a rotation is a stranger after it, one that was stopped anywhere
included; links of one key are read with another; or the old key still opens something.
"""

import json
import secrets
from pathlib import Path

import pytest

from ingest.keyring import read_keyring
from ingest.keys import open_key
from ingest.links import count_generations, links_folder
from ingest.rotation import rotate_keys
from ingest.shapes import Assignment
from store.errors import ConfigurationError, DeliveryRefused, UsageError
from store.home import Home, open_home
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.ingest.legacy_writing import legacy_fixed
from tests.ingest.stores import Store, counts, tree_digest
from tests.interruptions import photographs

GONE = (9, 10)
"""Known from the base, and on no later list."""


def key_text(home: Home) -> str:
    return (home.key_zone / "master.key").read_text("utf-8").strip()


def later_list(path: Path, *numbers: int) -> Path:
    """Write a full residents delivery; without numbers all of the base but those who are gone."""
    listed = numbers or [number for number in range(1, 11) if number not in GONE]
    return write(path, [resident(number, 基準日="2024-03-31") for number in listed])


def assert_nobody_is_a_stranger(store: Store, path: Path, *, history: int = 3) -> None:
    """Load a change of every person of the base, and find each under the surrogate of the base."""
    (delivery,) = store.load(write(path, [change(number, history) for number in range(1, 11)]))
    rows = store.rows("changes")
    changed = rows.filter(rows["delivery_id"] == delivery.delivery_id)["person_token"].to_list()
    assert changed == store.rows("residents").head(10)["person_token"].to_list()


def logged(home: Home) -> list[dict[str, object]]:
    lines = (home.logs / "jukistat.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_full_delivery_re_keys_its_numbers_and_nests_the_others(based: Store, tmp_path: Path) -> None:
    facts, old_key = tree_digest(based.home.ledger), key_text(based.home)
    old_links = links_folder(based.home)
    before = report_of(based.home.root, "keys", "status")
    rotation = report_of(based.home.root, "keys", "rotate", later_list(tmp_path / "list.csv"))
    assert (rotation["rekeyed"], rotation["nested"], rotation["dropped"]) == (9, 2, 0)
    assert tree_digest(based.home.ledger) == facts
    assert key_text(based.home) not in (old_key, "")
    assert not old_links.exists()
    status = report_of(based.home.root, "keys", "status")
    assert status["check_value"] == rotation["check_value"] != before["check_value"]
    assert status["links"] == before["links"] == {CITY: {"person": 10, "household": 1}}
    assert (status["retired_keys"], status["nested_links"]) == (1, 2)
    assert status["rotated_at"] is not None
    assert "2 links still need a retired key (1 kept)" in jukistat(based.home.root, "keys", "status").stdout
    assert logged(based.home)[-1]["event"] == "keys_rotated"
    assert_nobody_is_a_stranger(based, tmp_path / "changes.csv")


def test_an_older_system_s_list_re_keys_as_well(based: Store, tmp_path: Path) -> None:
    rows = [resident(number, 基準日="2024-03-31") for number in range(1, 11)]
    (tmp_path / "list.dat").write_bytes(legacy_fixed(rows, "residents"))
    assert rotate_keys(based.home, [Assignment(tmp_path / "list.dat")]).rekeyed == 11
    assert_nobody_is_a_stranger(based, tmp_path / "changes.csv")
    strange = ("keys", "rotate", tmp_path / "list.dat", "--profile", "none")
    assert "There is no profile none" in jukistat(based.home.root, *strange, exit_code=2).stderr


def test_the_old_key_opens_nothing_after_a_rotation(based: Store, tmp_path: Path) -> None:
    """Neither by itself nor by what is written of it: it is readable with the new key only."""
    old_key = key_text(based.home)
    rotate_keys(based.home, [Assignment(later_list(tmp_path / "list.csv"))])
    zone = [path.read_bytes() for path in based.home.key_zone.rglob("*") if path.is_file()]
    assert not any(old_key.encode() in content or bytes.fromhex(old_key) in content for content in zone)
    assert [key.secret.hex() for key in open_key(based.home).retired] == [old_key]
    (based.home.key_zone / "master.key").write_text(old_key)
    with pytest.raises(ConfigurationError, match="is not the one"):
        open_key(based.home)


def test_keys_are_nested_in_an_emergency_and_freed_by_full_deliveries(based: Store, tmp_path: Path) -> None:
    """Three keys later everyone is still found; a key is forgotten as soon as no link needs it."""
    assert report_of(based.home.root, "keys", "rotate", "--nested")["nested"] == 11
    assert_nobody_is_a_stranger(based, tmp_path / "1.csv", history=3)
    based.load(write(tmp_path / "new.csv", [change(11, 1, 異動事由コード="11")]))
    assert rotate_keys(based.home, []).nested == 12
    assert_nobody_is_a_stranger(based, tmp_path / "2.csv", history=4)
    assert count_generations(based.home) == {1: 11, 2: 1}
    assert rotate_keys(based.home, [Assignment(later_list(tmp_path / "list.csv"))]).nested == 3
    assert_nobody_is_a_stranger(based, tmp_path / "3.csv", history=5)
    assert len(open_key(based.home).retired) == 3
    everyone = later_list(tmp_path / "everyone.csv", *range(1, 11))
    assert rotate_keys(based.home, [Assignment(everyone)]).nested == 1
    assert [key.generation for key in open_key(based.home).retired] == [4, 3, 2]
    everyone = later_list(tmp_path / "with_11.csv", *range(1, 12))
    assert rotate_keys(based.home, [Assignment(everyone)]).rekeyed == 12
    assert open_key(based.home).retired == ()
    assert_nobody_is_a_stranger(based, tmp_path / "4.csv", history=6)


def test_missing_links_are_dropped_on_demand(based: Store, tmp_path: Path) -> None:
    lists = later_list(tmp_path / "list.csv")
    rotation = report_of(based.home.root, "keys", "rotate", lists, "--drop-missing")
    assert (rotation["rekeyed"], rotation["dropped"]) == (9, len(GONE))
    assert open_key(based.home).retired == ()
    known = based.rows("residents")["person_token"].to_list()
    based.load(write(tmp_path / "back.csv", [change(GONE[0], 5), change(1, 5)]))
    returned, stayed = based.rows("changes")["person_token"]
    assert returned not in known
    assert stayed == known[0]


def test_links_are_never_dropped_by_an_incomplete_list(based: Store, tmp_path: Path) -> None:
    other = write(tmp_path / "other.csv", [resident(1, 市区町村コード=OTHER_CITY, 基準日="2024-03-31")])
    faulty = write(tmp_path / "faulty.csv", [resident(number) for number in (1, "x")])
    changes = write(tmp_path / "changes.csv", [change(1)])
    before = based.digest()
    for path, refusal, sentence in (
        (other, UsageError, f"There are links of {CITY}"),
        (faulty, DeliveryRefused, "1 rows of these deliveries cannot be read"),
        (changes, UsageError, "changes.csv is a changes delivery"),
    ):
        with pytest.raises(refusal, match=sentence):
            rotate_keys(based.home, [Assignment(path)], drops_missing=True)
        assert based.digest() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name full residents deliveries, or say --nested"),
        (("--nested", "--drop-missing"), "--drop-missing needs full residents deliveries"),
    ],
)
def test_a_rotation_needs_deliveries_or_an_emergency(
    store: Store, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in jukistat(store.home.root, "keys", "rotate", *arguments, exit_code=2).stderr


def test_a_wrong_key_is_refused_before_anything_is_written(based: Store, tmp_path: Path) -> None:
    (based.home.key_zone / "master.key").write_text(secrets.token_hex(32))
    before = based.digest()
    lists = later_list(tmp_path / "list.csv")
    assert "is not the one" in jukistat(based.home.root, "keys", "rotate", lists, exit_code=4).stderr
    assert based.digest() == before


def test_a_key_from_a_command_is_followed_by_the_next_command_s(based: Store, tmp_path: Path) -> None:
    settings = based.home.configuration_file
    present, following = tmp_path / "present", tmp_path / "following"
    present.write_text(key_text(based.home))
    following.write_text(secrets.token_hex(32))
    (based.home.key_zone / "master.key").unlink()
    settings.write_text(f'key_command = ["cat", "{present}"]\n')
    with pytest.raises(ConfigurationError, match="Set next_key_command"):
        rotate_keys(based.home, [])
    settings.write_text(f'key_command = ["cat", "{present}"]\nnext_key_command = ["cat", "{present}"]\n')
    with pytest.raises(ConfigurationError, match="in use already"):
        rotate_keys(based.home, [])
    settings.write_text(f'key_command = ["cat", "{present}"]\nnext_key_command = ["cat", "{following}"]\n')
    jukistat(based.home.root, "keys", "rotate", later_list(tmp_path / "list.csv"))
    assert open_key(based.home).source == "the next key command"
    settings.write_text(f'key_command = ["cat", "{following}"]\n')
    assert_nobody_is_a_stranger(based, tmp_path / "changes.csv")
    settings.write_text(f'key_command = ["cat", "{present}"]\n')
    with pytest.raises(ConfigurationError, match="is not the one"):
        open_key(based.home)


def test_a_key_of_the_environment_is_not_rotated(based: Store) -> None:
    key = key_text(based.home)
    refused = jukistat(based.home.root, "keys", "rotate", "--nested", exit_code=4, JUKISTAT_MASTER_KEY=key)
    assert "cannot be rotated" in refused.stderr
    assert key not in refused.stderr


def test_a_rotation_killed_anywhere_leaves_the_old_state_or_the_new(based: Store, tmp_path: Path) -> None:
    lists = [Assignment(later_list(tmp_path / "list.csv"))]
    copies = photographs(based.home.root, tmp_path / "copies", lambda: rotate_keys(based.home, lists))
    generations = set()
    for copy in copies:
        store = Store(open_home(copy))
        generations.add(open_key(store.home).generation)
        assert_nobody_is_a_stranger(store, tmp_path / f"changes_{copy.name}.csv")
        keyring = read_keyring(store.home)
        zone = {path.name for path in store.home.key_zone.iterdir()}
        assert keyring is not None
        assert zone == {"master.key", "key-check.json", "link-table.json", keyring.links}, copy.name
        later = store.load(later_list(tmp_path / f"later_{copy.name}.csv"))
        assert counts(later[0]) == {"received": 8, "loaded": 8}
    assert generations == {1, 2}
