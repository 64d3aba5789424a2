"""The settings of the sign-in: what is required, what is refused, and where secrets may lie."""

from pathlib import Path

import pytest

from access.sign_in import SignInSettings, cookie_key, read_client_secret, read_sign_in
from store.errors import ConfigurationError
from store.home import Home

WHOLE = {
    "metadata_url": '"https://id.example/.well-known/openid-configuration"',
    "client_id": '"jukistat"',
    "redirect_uri": '"https://statistics.example/oauth2callback"',
}


def home_with(root: Path, **changed: str) -> Home:
    settings = {**WHOLE, **changed}
    text = "\n".join(f"{name} = {value}" for name, value in settings.items() if value)
    (root / "jukistat.toml").write_text(f"[sign_in]\n{text}\n", "utf-8")
    return Home(root)


def test_without_a_table_there_is_no_sign_in(tmp_path: Path) -> None:
    assert read_sign_in(Home(tmp_path)) is None


def test_the_defaults_are_those_of_the_contract(tmp_path: Path) -> None:
    settings = read_sign_in(home_with(tmp_path))
    assert settings is not None
    assert (settings.session_hours, settings.idle_minutes, settings.second_factors) == (8, 15, ("mfa",))
    assert (settings.host_name, settings.is_secure) == ("statistics.example", True)


REFUSED = {
    "something unknown": ({"issuer": '"x"'}, "does not know issuer"),
    "no provider": ({"metadata_url": ""}, "lacks metadata_url"),
    "a blank client": ({"client_id": '""'}, "lacks client_id"),
    "another callback": ({"redirect_uri": '"https://statistics.example/"'}, "ends with /oauth2callback"),
    "pages in the clear": (
        {"redirect_uri": '"http://statistics.example/oauth2callback"'},
        "begins with https",
    ),
    "a provider in the clear": ({"metadata_url": '"http://id.example/x"'}, "metadata_url begins with https"),
    "a longer session": ({"session_hours": "9"}, "session_hours may be 8 at most"),
    "longer idle": ({"idle_minutes": "16"}, "idle_minutes may be 15 at most"),
    "a switch for a number": ({"idle_minutes": "true"}, "idle_minutes is a number"),
    "no second factor": ({"second_factors": "[]"}, "second_factors is a list"),
    "a text for a list": ({"second_factors": '"mfa"'}, "second_factors is a list"),
    "a number for a text": ({"client_id": "5"}, "client_id is a text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_will_not_do_is_said(tmp_path: Path, case: str) -> None:
    changed, said = REFUSED[case]
    with pytest.raises(ConfigurationError, match=said):
        read_sign_in(home_with(tmp_path, **changed))


def test_on_loopback_addresses_may_be_plain(tmp_path: Path) -> None:
    assert read_sign_in(home_with(tmp_path, redirect_uri='"http://127.0.0.1:8501/oauth2callback"'))


@pytest.mark.parametrize(
    ("methods", "is_enough"),
    [(["pwd", "mfa"], True), (["otp"], True), (["pwd"], False), ([], False), (None, False), ("mfa", False)],
)
def test_a_second_factor_is_one_of_those_accepted(methods: object, is_enough: bool) -> None:
    settings = SignInSettings("m", "c", "r", second_factors=("mfa", "otp"))
    assert settings.has_second_factor(methods) == is_enough


def test_secrets_lie_in_the_key_zone_for_their_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(ConfigurationError, match="client secret"):
        read_client_secret(home)
    assert cookie_key(home) == cookie_key(home) != ""
    secret = home.key_zone / "client-secret"
    secret.write_text("of the provider\n")
    secret.chmod(0o644)
    with pytest.raises(ConfigurationError, match="mode 644"):
        read_client_secret(home)
    secret.chmod(0o600)
    assert read_client_secret(home) == "of the provider"
