"""The home directory: who may read it, what an operator sets, and files that are whole or not there."""

import stat
from pathlib import Path

import pytest

from store.configuration import Configuration, read_configuration
from store.errors import ConfigurationError
from store.home import open_home, replace_file
from tests.command_line import jukistat


def test_a_new_home_is_its_owner_s(tmp_path: Path) -> None:
    home = open_home(tmp_path / "new")
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    assert home.root.is_absolute()


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be made") as refusal:
        open_home(tmp_path / "file" / "home")
    assert refusal.value.exit_code == 4


def test_the_home_is_an_option_before_or_after_the_verb_or_a_variable(tmp_path: Path) -> None:
    for name in ("option", "variable", "late"):
        jukistat(tmp_path / name, "keys", "init")
    assert (tmp_path / "option" / "key" / "master.key").exists()
    later = jukistat(tmp_path / "option", "keys", "status", "--home", tmp_path / "late")
    assert str(tmp_path / "late" / "key") in later.stdout


def test_without_a_file_the_configuration_is_the_default(tmp_path: Path) -> None:
    assert read_configuration(open_home(tmp_path)) == Configuration()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("my_number = 'drop'", "has unknown settings: my_number"),
        ("my_numbers = 'keep'", "my_numbers must be drop or refuse"),
        ("my_numbers = drop", "is not valid TOML"),
        ("key_file = 1", "every setting is a text"),
        ("key_command = ['vault', 1]", "key_command is a list of words"),
        ("key_command = 'vault \"read'", "key_command is a list of words"),
        ("purge_landing = 'true'", "purge_landing is true or false"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    home = open_home(tmp_path)
    home.configuration_file.write_text(text)
    with pytest.raises(ConfigurationError, match=sentence):
        read_configuration(home)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "CURRENT"
    replace_file(path, b"one")
    with path.open("rb") as reader:
        replace_file(path, b"two")
        assert reader.read() == b"one"
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
