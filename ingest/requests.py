"""Requests for disclosure, correction or suspension of use, by two persons (04-privacy 4.2).

The first writes a request in the key zone, by surrogate; the second, another one, confirms it. The register
number itself is in memory only, while it is looked up.
"""

import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.codes import code_type
from ingest.contents import FAULT, read_values
from ingest.digests import find_numbers
from ingest.keys import open_key
from ingest.layouts import LayoutColumn, read_layouts
from ingest.links import index_links, read_links, remove_links
from ingest.scrubbing import scrubbed
from ingest.settling import forget_unneeded_keys, settle_key_zone
from ingest.tracing import find_coordinates, households_of_none_but
from store.errors import UsageError
from store.home import Home, replace_file, sync_directory, writing
from store.journal import log_event
from store.lock import writer_lock

PERSON = "person"
LONGEST_NAME = 64


@dataclass(frozen=True)
class PersonRequest:
    """A request that waits for its second person."""

    request_id: str
    action: str
    """`list` or `unlink`."""
    municipality_code: str
    person_token: int
    requested_by: str
    requested_at: str


@dataclass(frozen=True)
class Answer:
    """What a confirmed request found or did."""

    request_id: str
    action: str
    municipality_code: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Of `list`: coordinates of the person's rows."""
    links: dict[str, int] = field(default_factory=dict)
    """Of `unlink`: links removed, by domain."""


def request_person(home: Home, action: str, municipality_code: str, number: str, *, by: str) -> str | None:
    """Write a request and return its id; None, and nothing written, if nobody has this number.

    Raises UsageError for a number, a municipality or a name that can be none; ConfigurationError for the key.
    """
    name = _name(by)
    if municipality_code not in code_type("municipality_codes").categories:
        raise UsageError(f"There is no municipality {municipality_code}. Give its 6-digit code.")
    with writer_lock(home), scrubbed(), writing(home):
        settle_key_zone(home)
        token = _find_person(home, municipality_code, number)
        if token is None:
            log_event(home, "person_not_linked", action=action, municipality_code=municipality_code, by=name)
            return None
        request_id = secrets.token_hex(4)
        made_at = datetime.now().isoformat(timespec="seconds")
        request = PersonRequest(request_id, action, municipality_code, token, name, made_at)
        folder = _requests_folder(home)
        folder.mkdir(mode=0o700, exist_ok=True)
        replace_file(folder / f"{request_id}.json", json.dumps(asdict(request)).encode(), mode=0o600)
        log_event(home, "person_requested", request_id=request_id, action=action, by=name)
    return request_id


def confirm_request(home: Home, request_id: str, *, by: str) -> Answer:
    """Do what was requested, and return what was found or done. The request is gone then.

    Raises UsageError for an unknown request, the person who made it, or a person unlinked since.
    """
    name = _name(by)
    open_key(home)
    with writer_lock(home), scrubbed(), writing(home):
        settle_key_zone(home)
        request = _read_request(home, request_id)
        if _same(name, request.requested_by):
            log_event(home, "person_confirmation_refused", request_id=request_id, by=name)
            raise UsageError(f"Request {request_id} is yours. Another person has to confirm it.")
        answer = _list(home, request) if request.action == "list" else _unlink(home, request)
        log_event(
            home,
            "person_confirmed",
            request_id=request_id,
            action=request.action,
            by=name,
            rows=len(answer.rows),
            links=sum(answer.links.values()),
        )
        _request_file(home, request_id).unlink()
        sync_directory(_requests_folder(home))
    return answer


def _list(home: Home, request: PersonRequest) -> Answer:
    links = read_links(home, request.municipality_code)
    if request.person_token not in links["surrogate"]:
        raise UsageError(f"The person of request {request.request_id} has been unlinked since.")
    rows = find_coordinates(home, request.person_token)
    return Answer(request.request_id, request.action, request.municipality_code, rows=rows)


def _unlink(home: Home, request: PersonRequest) -> Answer:
    """Remove the person's link, and the household's if nobody else ever belonged to it."""
    person = pl.Series("surrogate", [request.person_token], dtype=pl.Int64)
    households = households_of_none_but(home, person)
    links = {PERSON: remove_links(home, person).len(), "household": remove_links(home, households).len()}
    forget_unneeded_keys(home)
    return Answer(request.request_id, request.action, request.municipality_code, links=links)


def _find_person(home: Home, municipality_code: str, number: str) -> int | None:
    key = open_key(home)
    read = read_values(pl.Series([number.strip()]), _number_column())
    if read[FAULT][0] is not None:
        raise UsageError("What was given is no register number: up to 15 digits. Give it again.")
    numbers = np.array([read[_number_column().column][0]], np.int64)
    index = index_links(read_links(home, municipality_code))
    found = find_numbers(index, key, PERSON, municipality_code, numbers)
    return int(found.surrogates[0]) if found.is_linked[0] else None


def _number_column() -> LayoutColumn:
    """Return how deliveries read the number of a person."""
    canonical = (layout for layout in read_layouts() if layout.is_canonical)
    return next(column for layout in canonical for column in layout.columns if column.domain == PERSON)


def _requests_folder(home: Home) -> Path:
    return home.key_zone / "requests"


def _request_file(home: Home, request_id: str) -> Path:
    return _requests_folder(home) / f"{request_id}.json"


def _read_request(home: Home, request_id: str) -> PersonRequest:
    known = {path.stem: path for path in _requests_folder(home).glob("*.json")}
    if request_id not in known:
        raise UsageError("There is no such request waiting. Its id was printed when it was made.")
    return PersonRequest(**json.loads(known[request_id].read_text("utf-8")))


def _name(by: str) -> str:
    """Return the name or id of whoever acts, as it is kept. Raises UsageError if it can be none."""
    name = " ".join(unicodedata.normalize("NFKC", by).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"--by needs a name or staff id of up to {LONGEST_NAME} signs.")
    return name


def _same(name: str, other: str) -> bool:
    """Whether two names are one, however they are spaced or capitalised."""
    return name.replace(" ", "").casefold() == other.replace(" ", "").casefold()
