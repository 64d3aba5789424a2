"""Register numbers → random 63-bit surrogates (04-privacy 4.1).

A number is looked up once per load: HMAC-SHA256 with its municipality's key over domain, municipality
and number, then the link table; a number without a link gets a new random surrogate.
"""

import os

import numpy as np
import polars as pl

from ingest.codes import code_type
from ingest.digests import find_numbers
from ingest.keys import MasterKey
from ingest.links import LinkIndex, append_links, index_links, link_rows, read_links
from store.home import Home
from store.key_zone import require_links
from store.ledger import last_delivery_id

NUMBER_SPAN = 10**15
"""Register numbers have up to 15 digits, so a municipality's place in its seed and the number fit 64 bits."""


class NumberBook:
    """Numbers met in this load and their surrogates, sorted by number. In memory only."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)
        self._surrogates = np.empty(0, np.int64)

    def unknown(self, numbers: np.ndarray) -> np.ndarray:
        """Return which of the sorted distinct `numbers` have not been met."""
        if not self._numbers.size:
            return np.ones(numbers.size, dtype=bool)
        places = np.minimum(np.searchsorted(self._numbers, numbers), self._numbers.size - 1)
        return self._numbers[places] != numbers

    def add(self, numbers: np.ndarray, surrogates: np.ndarray) -> None:
        """Add sorted numbers that have not been met."""
        places = np.searchsorted(self._numbers, numbers)
        self._numbers = np.insert(self._numbers, places, numbers)
        self._surrogates = np.insert(self._surrogates, places, surrogates)

    def surrogates_of(self, numbers: np.ndarray) -> np.ndarray:
        """Return the surrogates of sorted numbers, all of which have been met."""
        return self._surrogates[np.searchsorted(self._numbers, numbers)]


class TokenDirectory:
    """The numbers and links of the municipalities in play, for one load.

    Raises ConfigurationError if the link table is older than the ledger.
    """

    def __init__(self, home: Home, key: MasterKey) -> None:
        require_links(home, last_delivery_id(home))
        self._home = home
        self._key = key
        self._books: dict[str, NumberBook] = {}
        self._codes = code_type("municipality_codes").categories
        self._links: dict[str, LinkIndex] = {}
        self._new_links: dict[str, list[pl.DataFrame]] = {}
        self._surrogates = np.empty(0, np.int64)

    def surrogates(self, domain: str, municipality_codes: pl.Series, numbers: pl.Series) -> pl.Series:
        """Return the surrogate of each number, null for null; new numbers get new surrogates.

        `domain` keeps kinds of identifiers apart: the same number as person and household has two surrogates.
        """
        places = municipality_codes.to_physical().cast(pl.Int64)
        keyed = places * NUMBER_SPAN + numbers
        distinct = _sorted_distinct(keyed)
        book = self._books.setdefault(domain, NumberBook())
        strangers = distinct[book.unknown(distinct)]
        if strangers.size:
            book.add(strangers, self._link(domain, strangers))
        found = pl.Series(book.surrogates_of(distinct), dtype=pl.Int64)
        return found.gather(keyed.rank("dense") - 1)  # the rank of a null is null, and so is what it gathers

    def are_surrogates(self, tokens: pl.Series) -> bool:
        """Return whether every token is a surrogate of the link table, or null."""
        return bool(_is_among(_sorted_distinct(tokens), self._surrogates).all())

    def commit(self) -> None:
        """Write the new links to the key zone, durably. Before this nothing of this load is there."""
        for code, parts in self._new_links.items():
            append_links(self._home, code, pl.concat(parts))
        self._new_links = {}

    def _link(self, domain: str, keyed: np.ndarray) -> np.ndarray:
        """Return the surrogates of sorted keyed numbers by way of the link table."""
        surrogates = np.empty(keyed.size, np.int64)
        places, starts = np.unique(keyed // NUMBER_SPAN, return_index=True)
        for place, start, end in zip(places, starts, [*starts[1:], keyed.size], strict=True):
            code = self._codes[int(place)]
            surrogates[start:end] = self._link_municipality(domain, code, keyed[start:end] % NUMBER_SPAN)
        return surrogates

    def _link_municipality(self, domain: str, code: str, numbers: np.ndarray) -> np.ndarray:
        if code not in self._links:
            links = read_links(self._home, code)
            self._links[code] = index_links(links)
            self._remember(links["surrogate"].to_numpy())
        found = find_numbers(self._links[code], self._key, domain, code, numbers)
        is_new = ~found.is_linked
        if is_new.any():
            found.surrogates[is_new] = self._fresh_surrogates(int(np.count_nonzero(is_new)))
            new_links = link_rows(found.digests, found.surrogates, domain, self._key.generation)
            self._new_links.setdefault(code, []).append(new_links.filter(pl.Series(is_new)))
        return found.surrogates

    def _fresh_surrogates(self, count: int) -> np.ndarray:
        """Return new random positive 63-bit integers that no number in play has, in random order."""
        fresh = np.empty(0, np.int64)
        while fresh.size < count:
            drawn = np.frombuffer(os.urandom(8 * (count - fresh.size)), np.int64) & np.int64(2**63 - 1)
            is_free = ~_is_among(drawn, self._surrogates) & ~np.isin(drawn, fresh)
            fresh = np.concatenate([fresh, _first_occurrences(drawn[is_free])])
        self._remember(fresh)
        return fresh

    def _remember(self, surrogates: np.ndarray) -> None:
        added = np.sort(surrogates)
        self._surrogates = np.insert(self._surrogates, np.searchsorted(self._surrogates, added), added)


def _sorted_distinct(values: pl.Series) -> np.ndarray:
    """Return the distinct integers but null; NumPy takes six times as long for them."""
    return values.drop_nulls().unique().sort().to_numpy()


def _is_among(values: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return which values are in the sorted `members`."""
    if not members.size:
        return np.zeros(values.size, dtype=bool)
    return members[np.minimum(np.searchsorted(members, values), members.size - 1)] == values


def _first_occurrences(values: np.ndarray) -> np.ndarray:
    """Return the distinct values in their order."""
    _, places = np.unique(values, return_index=True)
    return values[np.sort(places)]
