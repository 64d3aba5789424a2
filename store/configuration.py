"""`<home>/jukistat.toml`: the few settings an operator decides."""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.errors import ConfigurationError
from store.home import Home


@dataclass(frozen=True)
class Configuration:
    """Settings with their defaults. Unknown settings are an error, so that a typing mistake is seen."""

    my_numbers: str = "drop"
    """Columns of 個人番号 and 住民票コード: `drop` them, or `refuse` a delivery that fills them."""
    key_file: str = ""
    """Path of the master key; empty = `<home>/key/master.key`."""
    key_command: tuple[str, ...] = ()
    """A command that prints the master key in hex (a Vault or KMS client); wins over key_file."""
    next_key_command: tuple[str, ...] = ()
    """The command that prints the key to rotate to, where the key comes from a command."""
    purge_landing: bool = False
    """Whether raw files under `<home>/landing` are erased after each load that took them."""
    sign_in: Mapping[str, Any] = field(default_factory=dict)
    """The table `[sign_in]`, read by `access.sign_in`; empty = the dashboard has no sign-in."""


COMMANDS = ("key_command", "next_key_command")
SWITCHES = ("purge_landing",)
TABLES = ("sign_in",)


def read_configuration(home: Home) -> Configuration:
    """Return the configuration of `home`. Raises ConfigurationError for unknown settings or values."""
    path = home.configuration_file
    if not path.exists():
        return Configuration()
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML ({error}). Mend it.") from None
    unknown = sorted(set(settings) - set(Configuration.__dataclass_fields__))
    if unknown:
        raise ConfigurationError(
            f"{path} has unknown settings: {', '.join(unknown)}. See README, section configuration."
        )
    configuration = Configuration(
        **{name: _read_setting(path, name, setting) for name, setting in settings.items()}
    )
    if configuration.my_numbers not in ("drop", "refuse"):
        raise ConfigurationError(f"{path}: my_numbers must be drop or refuse.")
    return configuration


def _read_setting(path: Path, name: str, setting: Any) -> Any:
    """Return a setting as its type. Raises ConfigurationError for another type."""
    if name in COMMANDS:
        return _read_command(path, name, setting)
    if name in SWITCHES:
        if not isinstance(setting, bool):
            raise ConfigurationError(f"{path}: {name} is true or false, without quotation marks.")
        return setting
    if name in TABLES:
        if not isinstance(setting, dict):
            raise ConfigurationError(f"{path}: {name} is a table, [{name}], with settings of its own.")
        return setting
    if not isinstance(setting, str):
        raise ConfigurationError(f"{path}: every setting is a text in quotation marks.")
    return setting


def _read_command(path: Path, name: str, setting: Any) -> tuple[str, ...]:
    """Return the words of a command, given as a list or as one line of a shell."""
    try:
        words = shlex.split(setting) if isinstance(setting, str) else setting
    except ValueError:
        words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ConfigurationError(f'{path}: {name} is a list of words such as ["vault", "read", "…"].')
    return tuple(words)
