"""No key, no ingest: one key per home, its owner's only, and a wrong one is found out (04-privacy 4.2)."""

import json
import secrets
import stat
import subprocess
from pathlib import Path

import pytest

from ingest.key_sources import run_key_command
from ingest.keys import MasterKey, create_key, open_key
from store.errors import ConfigurationError
from store.home import Home, open_home
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import CITY, change, resident, write
from tests.ingest.stores import Store


def key_path(home: Home) -> Path:
    return home.key_zone / "master.key"


def assert_refused(store: Store, delivery: Path, sentence: str) -> None:
    """Check that a load is refused for its key before anything is written."""
    before = store.digest()
    with pytest.raises(ConfigurationError, match=sentence) as refusal:
        store.load(delivery)
    assert refusal.value.exit_code == 4
    assert store.digest() == before


def test_the_key_zone_is_its_owner_s(based: Store) -> None:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in based.home.key_zone.rglob("*")}
    assert stat.S_IMODE(based.home.key_zone.stat().st_mode) == 0o700
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    secret = [path for path in modes if path.suffix in (".key", ".parquet")]
    assert len(secret) == 2
    assert {modes[path] for path in secret} == {0o600}


def test_init_makes_one_key_and_never_another(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "Back it up" in jukistat(home, "keys", "init").stdout
    key = (home / "key" / "master.key").read_text()
    assert len(bytes.fromhex(key)) == 32
    refused = jukistat(home, "keys", "init", exit_code=4)
    assert "There is a key for" in refused.stderr
    assert (home / "key" / "master.key").read_text() == key
    status = report_of(home, "keys", "status")
    assert (status["source"], status["links"]) == (str(home / "key" / "master.key"), {})
    assert key.strip() not in json.dumps(status) + refused.stderr


def test_without_a_key_nothing_is_loaded(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "residents.csv", [resident(1)])
    refused = jukistat(home, "load", path, exit_code=4)
    assert "Run `jukistat keys init` first." in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert list(home.iterdir()) == []
    assert "keys init" in jukistat(home, "keys", "status", exit_code=4).stderr


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o400, 0o700])
def test_a_key_of_another_mode_is_refused(based: Store, tmp_path: Path, mode: int) -> None:
    key_path(based.home).chmod(mode)
    assert_refused(
        based, write(tmp_path / "changes.csv", [change(1)]), f"has mode {mode:o}, not 600. Run `chmod 600"
    )


def test_a_key_in_an_open_directory_is_refused(based: Store, tmp_path: Path) -> None:
    delivery = write(tmp_path / "changes.csv", [change(1)])
    based.home.key_zone.chmod(0o750)
    assert_refused(based, delivery, "has mode 750, not 700. Run `chmod 700")
    based.home.key_zone.chmod(0o700)
    elsewhere = tmp_path / "vault" / "key"
    elsewhere.parent.mkdir(mode=0o755)
    key_path(based.home).rename(elsewhere)
    based.home.configuration_file.write_text(f'key_file = "{elsewhere}"\n')
    assert_refused(based, delivery, "vault has mode 755, not 700")


def test_a_key_that_is_no_file_is_refused(based: Store, tmp_path: Path) -> None:
    key_path(based.home).unlink()
    key_path(based.home).mkdir()
    assert_refused(based, write(tmp_path / "changes.csv", [change(1)]), "is not a file of the user")


@pytest.mark.parametrize("text", ["", "00", "zz" * 32, "00" * 31])
def test_a_key_of_another_form_is_refused(based: Store, tmp_path: Path, text: str) -> None:
    key_path(based.home).write_text(text)
    assert_refused(based, write(tmp_path / "changes.csv", [change(1)]), "is not 32 bytes of hex text")


def test_a_wrong_key_is_found_out_before_anything_is_written(based: Store, tmp_path: Path) -> None:
    key_path(based.home).write_text(secrets.token_hex(32))
    assert_refused(based, write(tmp_path / "changes.csv", [change(1)]), "is not the one .* was loaded with")


def test_a_lost_key_is_put_back_not_made_again(based: Store, tmp_path: Path) -> None:
    saved = key_path(based.home).read_text()
    key_path(based.home).unlink()
    delivery = write(tmp_path / "changes.csv", [change(1)])
    assert_refused(based, delivery, "any more. Put it back from its backup")
    with pytest.raises(ConfigurationError, match="There is a key for"):
        create_key(based.home)
    key_path(based.home).write_text(saved)
    key_path(based.home).chmod(0o600)
    assert based.load(delivery)[0].loaded == 1


def test_the_key_may_lie_elsewhere_or_come_from_a_command(store: Store, tmp_path: Path) -> None:
    secret = key_path(store.home).read_text()
    elsewhere = tmp_path / "vault" / "key"
    elsewhere.parent.mkdir(mode=0o700)
    key_path(store.home).rename(elsewhere)
    store.home.configuration_file.write_text(f'key_file = "{elsewhere}"\n')
    assert open_key(store.home).secret.hex() == secret.strip()
    for command in (f'"cat {elsewhere}"', f'["cat", "{elsewhere}"]'):
        store.home.configuration_file.write_text(f"key_command = {command}\n")
        assert open_key(store.home).source == "the key command"
    with pytest.raises(ConfigurationError, match="There is a key for"):
        create_key(store.home)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [("false", "ended with 1"), ("no-such-program", "cannot be run"), ("echo secret", "is not 32 bytes")],
)
def test_a_key_command_that_fails_says_so_without_its_output(
    store: Store, command: str, sentence: str
) -> None:
    store.home.configuration_file.write_text(f'key_command = "{command}"\n')
    with pytest.raises(ConfigurationError, match=sentence) as refusal:
        open_key(store.home)
    assert "secret" not in str(refusal.value)


def test_a_key_command_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """Its grandchild would write the file if it lived on."""
    late = tmp_path / "late"
    waiting = f"(sleep 3; echo here > {late}) & echo secret; wait"
    with pytest.raises(ConfigurationError, match=r"has not ended after 0\.2 seconds") as refusal:
        run_key_command(("sh", "-c", waiting), seconds=0.2)
    assert "secret" not in str(refusal.value)
    subprocess.run(["sleep", "3.5"], check=True)
    assert not late.exists()


def test_no_key_is_made_beside_a_key_command(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    home.configuration_file.write_text('key_command = ["cat", "key"]\n')
    with pytest.raises(ConfigurationError, match="The key comes from key_command"):
        create_key(home)
    assert not home.key_zone.exists()


def test_status_counts_persons_and_households_and_says_when(based: Store) -> None:
    status = report_of(based.home.root, "keys", "status")
    assert status["links"] == {CITY: {"person": 10, "household": 1}}
    assert (status["generation"], status["rotated_at"], status["nested_links"]) == (1, None, 0)
    said = jukistat(based.home.root, "keys", "status").stdout
    assert f"{CITY}: 10 person links, 1 household links" in said
    assert f"check value {status['check_value']}, made {status['made_at']}, never rotated" in said


def test_municipalities_have_keys_of_their_own() -> None:
    key = MasterKey(bytes(32), "nowhere")
    assert key.for_municipality("022039") != key.for_municipality("023035")
    assert key.for_municipality("022039") == MasterKey(bytes(32), "elsewhere").for_municipality("022039")
    assert "0" * 64 not in repr(key)
