"""Which candidates are 宛名番号 or 世帯番号 of anyone: those that have a link under the key."""

from dataclasses import dataclass

import numpy as np

from ingest.digests import find_numbers
from ingest.keys import MasterKey
from ingest.links import DOMAINS, index_links, linked_municipalities, read_links
from store.home import Home


@dataclass(frozen=True)
class Confirmation:
    """What the link tables know of the candidates."""

    linked: dict[str, np.ndarray]
    """Those that have a link, by domain (person, household)."""
    surrogates: np.ndarray
    """Those that stand for a person or household themselves, and so are no register numbers."""


def confirm(home: Home, key: MasterKey | None, numbers: np.ndarray) -> Confirmation:
    """Ask the link tables of all municipalities, one after the other, for distinct candidates.

    Without a key nobody has a link yet.
    """
    linked = {domain: np.zeros(numbers.size, dtype=bool) for domain in DOMAINS}
    is_surrogate = np.zeros(numbers.size, dtype=bool)
    if key and numbers.size:
        for code in linked_municipalities(home):
            links = read_links(home, code)
            index = index_links(links)
            for domain, is_linked in linked.items():
                is_linked |= find_numbers(index, key, domain, code, numbers).is_linked
            is_surrogate |= np.isin(numbers, links["surrogate"].to_numpy())
    found = {domain: numbers[is_linked] for domain, is_linked in linked.items()}
    return Confirmation(found, numbers[is_surrogate])
