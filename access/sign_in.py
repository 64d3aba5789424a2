"""`[sign_in]` of `jukistat.toml`: the identity provider, and how long a sign-in lasts (04-privacy 4.6)."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from store.configuration import read_configuration
from store.errors import ConfigurationError
from store.home import Home
from store.key_files import make_key_file, read_key_file

CALLBACK = "/oauth2callback"
SECRET_NAME, COOKIE_KEY_NAME = "client-secret", "cookie.key"
SECRET_VARIABLE = "JUKISTAT_CLIENT_SECRET"
LONGEST_SESSION_HOURS, LONGEST_IDLE_MINUTES = 8.0, 15.0


@dataclass(frozen=True)
class SignInSettings:
    """How people sign in. The first three have no default."""

    metadata_url: str
    """Where the provider describes itself, `…/.well-known/openid-configuration`."""
    client_id: str
    redirect_uri: str
    """The address of the pages as browsers know it, with `/oauth2callback`."""
    second_factors: tuple[str, ...] = ("mfa",)
    """Values of the claim `amr` of which one is required."""
    session_hours: float = LONGEST_SESSION_HOURS
    idle_minutes: float = LONGEST_IDLE_MINUTES

    @property
    def host_name(self) -> str:
        """The name by which browsers know the server."""
        return urlsplit(self.redirect_uri).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server by TLS."""
        return urlsplit(self.redirect_uri).scheme == "https"

    def has_second_factor(self, methods: object) -> bool:
        """Whether the claim `amr` names one of the second factors accepted."""
        return isinstance(methods, list) and not set(self.second_factors).isdisjoint(map(str, methods))


def read_sign_in(home: Home) -> SignInSettings | None:
    """Return the settings, None if there is no sign-in. Raises ConfigurationError for what will not do."""
    table = read_configuration(home).sign_in
    if not table:
        return None
    where = f"{home.configuration_file}, [sign_in]"
    _require_known(table, where)
    settings = SignInSettings(**{name: _typed(where, name, value) for name, value in table.items()})
    _require_addresses(settings, where)
    for name, longest in (("session_hours", LONGEST_SESSION_HOURS), ("idle_minutes", LONGEST_IDLE_MINUTES)):
        if not 0 <= getattr(settings, name) <= longest:
            raise ConfigurationError(f"{where}: {name} may be {longest:g} at most. Shorten it.")
    return settings


def _require_known(table: Mapping[str, Any], where: str) -> None:
    known = [setting.name for setting in fields(SignInSettings)]
    strange = sorted(set(table) - set(known))
    missing = [name for name in ("metadata_url", "client_id", "redirect_uri") if not table.get(name)]
    if strange or missing:
        said = [f"does not know {', '.join(strange)}"] * bool(strange)
        said += [f"lacks {', '.join(missing)}"] * bool(missing)
        raise ConfigurationError(f"{where} {' and '.join(said)}. See README, section sign-in.")


def _typed(where: str, name: str, value: Any) -> Any:
    """Return a setting as its type. Raises ConfigurationError for another type."""
    if name in ("session_hours", "idle_minutes"):
        is_right, what = isinstance(value, int | float) and not isinstance(value, bool), "a number"
    elif name == "second_factors":
        is_right = isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
        value, what = tuple(value) if is_right else value, 'a list of texts such as ["mfa"]'
    else:
        is_right, what = isinstance(value, str), "a text in quotation marks"
    if not is_right:
        raise ConfigurationError(f"{where}: {name} is {what}.")
    return value


def _require_addresses(settings: SignInSettings, where: str) -> None:
    """Raise ConfigurationError for addresses that would carry who signs in, or as whom, in the clear."""
    if urlsplit(settings.redirect_uri).path != CALLBACK:
        raise ConfigurationError(
            f"{where}: redirect_uri ends with {CALLBACK} right after the host name, such as "
            f"https://statistics.example{CALLBACK}."
        )
    for name in ("redirect_uri", "metadata_url"):
        address = urlsplit(getattr(settings, name))
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            raise ConfigurationError(f"{where}: {name} begins with https://, except on loopback.")


def is_loopback(host: str) -> bool:
    """Whether `host` can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_client_secret(home: Home) -> str:
    """Return the secret this server shares with the identity provider.

    Raises ConfigurationError if it is neither in the environment nor in the key zone, open to others, or
    blank.
    """
    if SECRET_VARIABLE in os.environ:
        return os.environ[SECRET_VARIABLE].strip()
    path = home.key_zone / SECRET_NAME
    text = read_key_file(path)
    if text is None or not text.text.strip():
        raise ConfigurationError(
            f"The client secret of the sign-in is not at {path}. Write what the identity provider issued "
            f"into it, mode 0600, or set ${SECRET_VARIABLE}."
        )
    return text.text.strip()


def cookie_key(home: Home) -> str:
    """Return the key that signs the cookies of sign-ins; the first use makes it (0600, in the key zone).

    Raises ConfigurationError if others may read or replace it.
    """
    path: Path = home.key_zone / COOKIE_KEY_NAME
    text = read_key_file(path)
    return (text or make_key_file(path)).text.strip()
