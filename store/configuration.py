"""`<home>/jukistat.toml`: the few settings an operator decides."""

import tomllib
from dataclasses import dataclass

from store.errors import ConfigurationError
from store.home import Home


@dataclass(frozen=True)
class Configuration:
    """Settings with their defaults. Unknown settings are an error, so that a typing mistake is seen."""

    my_numbers: str = "drop"
    """Columns of 個人番号 and 住民票コード: `drop` them, or `refuse` a delivery that fills them."""
    key_file: str = ""
    """Path of the master key; empty = `<home>/key/master.key`."""
    key_command: str = ""
    """A command that prints the master key in hex (a Vault or KMS client); wins over key_file."""


def read_configuration(home: Home) -> Configuration:
    """Return the configuration of `home`. Raises ConfigurationError for unknown settings or values."""
    path = home.configuration_file
    if not path.exists():
        return Configuration()
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
        configuration = Configuration(**settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML ({error}). Mend it.") from None
    except TypeError:
        unknown = ", ".join(sorted(set(settings) - set(Configuration.__dataclass_fields__)))
        raise ConfigurationError(
            f"{path} has unknown settings: {unknown}. See README, section configuration."
        ) from None
    if not all(isinstance(setting, str) for setting in settings.values()):
        raise ConfigurationError(f"{path}: every setting is a text in quotation marks.")
    if configuration.my_numbers not in ("drop", "refuse"):
        raise ConfigurationError(f"{path}: my_numbers must be drop or refuse.")
    return configuration
