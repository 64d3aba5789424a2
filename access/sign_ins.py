"""Which sign-ins are live: eight hours, fifteen minutes idle, one a person (04-privacy 4.6).

The browser keeps its cookie for weeks and cannot be made to forget it; so the server remembers, in memory,
whose sign-in is the present one. After a restart it remembers none, and everybody signs in again.
"""

import threading
from dataclasses import dataclass

RESTART_TOLERANCE_SECONDS = 60.0
"""How far the identity provider's clock may be behind, at the moment this server starts."""

SUPERSEDED, EXPIRED, IDLE, ENDED, RESTARTED = "superseded", "expired", "idle", "signed_out", "restarted"
"""Why a sign-in is no longer live."""


@dataclass(frozen=True)
class SignIn:
    """One sign-in of one person: all tabs of the browser share it."""

    subject: str
    key: str
    """Tells it from other sign-ins of the same person."""
    at: float
    """When the identity provider said so, in seconds since 1970."""


@dataclass(frozen=True)
class _Live:
    sign_in: SignIn
    seen_at: float


class SignIns:
    """The live sign-ins of a server; safe to be used by its threads."""

    def __init__(self, *, started_at: float, session_seconds: float, idle_seconds: float) -> None:
        self._started_at = started_at
        self._session_seconds = session_seconds
        self._idle_seconds = idle_seconds
        self._live: dict[str, _Live] = {}
        self._ended: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def admit(self, sign_in: SignIn, now: float) -> str:
        """Note that somebody is at work, and return blank; or why the sign-in is no longer live.

        A newer sign-in of the same person ends the one before.
        """
        with self._lock:
            reason = self._reason(sign_in, now)
            if reason:
                self._end(sign_in, reason)
            else:
                self._supersede(sign_in)
                self._live[sign_in.subject] = _Live(sign_in, now)
            return reason

    def look(self, sign_in: SignIn, now: float) -> str:
        """Return what `admit` would, without counting as work."""
        with self._lock:
            return self._reason(sign_in, now)

    def seconds_left(self, sign_in: SignIn, now: float) -> float:
        """Return how long a live sign-in still lasts if nobody works; 0 for any other."""
        with self._lock:
            live = self._live.get(sign_in.subject)
            if self._reason(sign_in, now) or live is None:
                return 0
            ends_at = min(live.seen_at + self._idle_seconds, sign_in.at + self._session_seconds)
            return ends_at - now

    def end(self, sign_in: SignIn) -> None:
        """End a sign-in, since its person signs out."""
        with self._lock:
            self._end(sign_in, ENDED)

    def _reason(self, sign_in: SignIn, now: float) -> str:
        if now - sign_in.at >= self._session_seconds:
            return EXPIRED
        if sign_in.key in self._ended:
            return self._ended[sign_in.key][1]
        live = self._live.get(sign_in.subject)
        if live and live.sign_in.key == sign_in.key:
            return IDLE if now - live.seen_at >= self._idle_seconds else ""
        if live and live.sign_in.at > sign_in.at:
            return SUPERSEDED
        return RESTARTED if sign_in.at < self._started_at - RESTART_TOLERANCE_SECONDS else ""

    def _supersede(self, sign_in: SignIn) -> None:
        live = self._live.get(sign_in.subject)
        if live and live.sign_in.key != sign_in.key:
            self._end(live.sign_in, SUPERSEDED)

    def _end(self, sign_in: SignIn, reason: str) -> None:
        """Remember why, as long as the sign-in could be taken for live otherwise."""
        self._ended.setdefault(sign_in.key, (sign_in.at, reason))
        oldest = sign_in.at - 2 * self._session_seconds
        self._ended = {key: end for key, end in self._ended.items() if end[0] > oldest}
        live = self._live.get(sign_in.subject)
        if live and live.sign_in.key == sign_in.key:
            del self._live[sign_in.subject]
