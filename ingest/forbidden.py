"""Deliveries that are never taken, whatever is said of them: recognised by their columns (04-privacy 4.1).

They are looked for before anything else, encoding included, so that nobody is told how to export them better.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ingest.layouts import LAYOUTS, read_document
from store.errors import DeliveryRefused

DELIMITERS = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class Refusal:
    """A kind of delivery that is never taken, recognised by its columns."""

    name: str
    reason: str
    columns: frozenset[str]


@cache
def read_refusals() -> tuple[float, tuple[Refusal, ...]]:
    """Return the share of names by which a forbidden delivery is recognised, and the forbidden deliveries."""
    document = read_document(LAYOUTS / "refused.toml")
    refusals = (
        Refusal(entry["name"], entry["reason"], frozenset(entry["columns"])) for entry in document["refusals"]
    )
    return document["threshold"], tuple(refusals)


def _plain(name: str) -> str:
    """Return a column's name without what exports write differently: width of signs, spaces, quotes."""
    return re.sub(r'[\s"]', "", unicodedata.normalize("NFKC", name))


def _first_line(content: bytes) -> str:
    line = content.partition(b"\n")[0].partition(b"\r")[0]
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp932", errors="replace")


def refuse_forbidden(file: str, content: bytes) -> None:
    """Raise DeliveryRefused, saying why, if the first line of `content` names a forbidden file's columns."""
    names = {_plain(name) for name in DELIMITERS.split(_first_line(content))}
    threshold, refusals = read_refusals()
    for refusal in refusals:
        columns = {_plain(name) for name in refusal.columns}
        if len(columns & names) >= threshold * len(columns):
            raise DeliveryRefused(f"{file} is a {refusal.name} file, which is never taken: {refusal.reason}.")
