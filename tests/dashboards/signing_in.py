"""Homes whose pages want a sign-in, and what an identity provider says of those who have."""

import secrets
import time
from pathlib import Path

from access.log import log_files
from access.log_search import Question, search_log
from access.roles import roles
from store.home import Home
from tests.access.granting import granted, write_grants
from tests.dashboards.published_home import CITY, VILLAGE

PLANNER = "planner"
"""A viewer of both municipalities."""
ROLES = tuple(roles())
SETTINGS = """[sign_in]
metadata_url = "{provider}/.well-known/openid-configuration"
client_id = "jukistat"
redirect_uri = "{pages}/oauth2callback"
{more}
"""


def home_with_sign_in(
    published: Path,
    root: Path,
    *,
    provider: str = "https://id.example",
    pages: str = "https://statistics.example",
    more: str = "",
) -> Path:
    """Return a home that serves what another has published, to those who sign in.

    Each role is granted in the city to a person of its name; `both` looks at two municipalities as two roles.
    """
    root.mkdir()
    (root / "published").symlink_to(published / "published")
    (root / "jukistat.toml").write_text(SETTINGS.format(provider=provider, pages=pages, more=more), "utf-8")
    planner = granted(PLANNER, "viewer")
    of_city = [*(granted(role, role) for role in ROLES), granted("both", "statistician"), planner]
    write_grants(root, CITY, *of_city)
    write_grants(root, VILLAGE, granted("both", "viewer"), granted("villager", "viewer"), planner)
    return root


def claims(subject: str, **changed: object) -> dict[str, object]:
    """Return what a provider says of somebody who has just signed in; each call is another sign-in."""
    said = {"sub": subject, "iat": int(time.time()), "amr": ["pwd", "mfa"], "nonce": secrets.token_hex(8)}
    return {**said, "is_logged_in": True, **changed}


def logged(home: Path, **wanted: object) -> list[dict[str, object]]:
    """Return the records of the access log that have these values."""
    records = search_log(Home(home), Question()) if log_files(Home(home)) else iter(())
    return [each for each in records if all(each[name] == value for name, value in wanted.items())]
