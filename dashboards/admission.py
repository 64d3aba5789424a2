"""Who is looking: the person who signed in, admitted with what is granted to them, or told why not."""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from access.grants import read_grants
from access.log import REFUSED, Entry
from access.readers import DEMO_READER, Reader, reader_of
from access.sign_in import SignInSettings, read_sign_in
from access.sign_ins import SignIn, SignIns
from dashboards.left_open import take_off_after
from dashboards.visits import record_once
from dashboards.wording import Wording, wording
from store.home import Home

SIGN_IN_PAGE = "sign_in"
SIGN_IN_PATH = "/sign-in"
NO_SECOND_FACTOR, NO_GRANT = "second_factor", "no_grant"
LONGEST_WATCH_SECONDS, LOOKS_WHILE_IDLE = 30, 4

logger = logging.getLogger(__name__)


@lru_cache(maxsize=16)
def sign_in_settings(root: Path) -> SignInSettings | None:
    """Return the settings of the home's sign-in as first read: a server keeps them until it ends."""
    return read_sign_in(Home(root))


@lru_cache(maxsize=16)
def sign_ins_of(root: Path) -> SignIns:
    """Return the live sign-ins of the home, none at first."""
    settings = sign_in_settings(root)
    assert settings is not None
    return SignIns(
        started_at=time.time(),
        session_seconds=settings.session_hours * 3600,
        idle_seconds=settings.idle_minutes * 60,
    )


def admitted_reader(home: Home, language: str) -> Reader | None:
    """Return who looks, with what is granted by now; None once it is drawn why nothing is shown."""
    settings = sign_in_settings(home.root)
    if settings is None:
        return DEMO_READER
    claims = st.user.to_dict()
    words = wording(SIGN_IN_PAGE, language)
    if not claims.get("is_logged_in"):
        show_sign_in(words, words("welcome"))
        return None
    sign_in = sign_in_of(claims)
    reader = reader_of(home, sign_in.subject, date.today())
    reason = refusal(home, reader, sign_in, has_second_factor=settings.has_second_factor(claims.get("amr")))
    if reason:
        record_once(home, Entry(sign_in.subject, "", "", SIGN_IN_PAGE, {}, decision=REFUSED + reason))
        show_sign_in(words, words(reason))
        return None
    watch(home, sign_in)
    return reader


def refusal(home: Home, reader: Reader, sign_in: SignIn, *, has_second_factor: bool) -> str:
    """Return blank for a reader who is admitted, else the code of the reason.

    A sign-in without second factor ends no other one.
    """
    if not has_second_factor:
        return NO_SECOND_FACTOR
    ending = sign_ins_of(home.root).admit(sign_in, time.time())
    if ending or reader.role_codes:
        return ending
    for fault in read_grants(home).faults.values():  # somebody may be locked out by them
        logger.error("%s", fault)
    return NO_GRANT


def sign_in_of(claims: Mapping[str, object]) -> SignIn:
    """Return the sign-in that the provider's claims tell of; the same claims are the same sign-in."""
    key = hashlib.sha256(json.dumps(claims, sort_keys=True, default=str).encode()).hexdigest()
    return SignIn(str(claims["sub"]), key, float(str(claims["iat"])))


def admission(home: Home, reader: Reader, right: str, municipality_code: str) -> Callable[[], bool]:
    """Return whether the reader, who looks now, might still look when it is asked."""
    if reader.is_demo:
        return lambda: True
    sign_in = sign_in_of(st.user.to_dict())

    def admits() -> bool:
        is_live = not sign_ins_of(home.root).look(sign_in, time.time())
        return is_live and reader_of(home, reader.subject, date.today()).may(right, municipality_code)

    return admits


def show_sign_in(words: Wording, sentence: str) -> None:
    """Draw why nothing is shown, and the link that signs in and comes back to the page that was wanted."""
    link = escape(f"{SIGN_IN_PATH}?{urlencode({'to': wanted_page()})}")
    st.html(
        f'<header lang="{words.language}"><h1>{escape(words("title"))}</h1>'
        f'<p class="answer">{escape(sentence)}</p></header>'
        f'<p class="sign-in"><a href="{link}" target="_self">{escape(words("sign_in"))}</a></p>'
    )


def wanted_page() -> str:
    """Return path and query of the page that the browser is on."""
    query = urlencode(st.query_params.to_dict())
    return f"{urlsplit(st.context.url or '').path or '/'}{'?' if query else ''}{query}"


def show_reader(home: Home, reader: Reader, municipality_code: str, words: Wording) -> None:
    """Draw who is signed in, as what, and the button that signs out."""
    said = wording(SIGN_IN_PAGE, words.language)
    names = said("separator").join(reader.role_names(municipality_code, words.language))
    st.html(f'<p class="reader">{escape(said("signed_in", subject=reader.subject, roles=names))}</p>')
    if st.button(said("sign_out"), key="sign_out"):
        sign_ins_of(home.root).end(sign_in_of(st.user.to_dict()))
        st.logout()


def watch(home: Home, sign_in: SignIn) -> None:
    """Take the page off the screen of somebody whose sign-in ends, without counting as work.

    Idle time ends there even if the server is out of reach; of what else ends it, the server tells.
    """
    sign_ins = sign_ins_of(home.root)

    @st.fragment(run_every=watch_seconds(home))
    def look() -> None:
        now = time.time()
        if sign_ins.look(sign_in, now):
            st.rerun()
        take_off_after(sign_ins.seconds_left(sign_in, now))

    look()


def watch_seconds(home: Home) -> float:
    """Return how often a page left open looks whether it may stay: several times while one may be idle."""
    settings = sign_in_settings(home.root)
    idle_seconds = settings.idle_minutes * 60 if settings else 0
    return min(LONGEST_WATCH_SECONDS, max(1, idle_seconds / LOOKS_WHILE_IDLE))
