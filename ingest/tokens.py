"""Register numbers → random 63-bit surrogates (04-privacy 4.1).

A number is looked up once per load: HMAC-SHA256 with its municipality's key over domain, municipality and number,
then the link table; a number without a link gets a new random surrogate.
"""

import os
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import polars_hash as plh

from ingest.codes import read_seed
from ingest.keys import MasterKey
from ingest.links import LINK_SCHEMA, append_links, read_links
from store.home import Home

NUMBER_SPAN = 10**15
"""Register numbers have up to 15 digits, so municipality and number fit one 64-bit integer."""


@dataclass
class NumberBook:
    """Numbers met in this load and their surrogates, sorted by number. In memory only."""

    numbers: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    surrogates: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))

    def unknown(self, numbers: np.ndarray) -> np.ndarray:
        """Return which of the sorted distinct `numbers` have not been met."""
        if not self.numbers.size:
            return np.ones(numbers.size, dtype=bool)
        places = np.minimum(np.searchsorted(self.numbers, numbers), self.numbers.size - 1)
        return self.numbers[places] != numbers

    def add(self, numbers: np.ndarray, surrogates: np.ndarray) -> None:
        """Add sorted numbers that have not been met."""
        places = np.searchsorted(self.numbers, numbers)
        self.numbers = np.insert(self.numbers, places, numbers)
        self.surrogates = np.insert(self.surrogates, places, surrogates)

    def surrogates_of(self, numbers: np.ndarray) -> np.ndarray:
        """Return the surrogates of sorted numbers, all of which have been met."""
        return self.surrogates[np.searchsorted(self.numbers, numbers)]


class TokenDirectory:
    """The numbers and links of the municipalities in play, for one load."""

    def __init__(self, home: Home, key: MasterKey) -> None:
        self.home = home
        self.key = key
        self.books: dict[str, NumberBook] = {}
        codes = read_seed("municipality_codes")["municipality_code"]
        self.places = pl.DataFrame({"municipality_code": codes, "place": range(codes.len())})
        self.links: dict[str, pl.DataFrame] = {}
        self.new_links: dict[str, list[pl.DataFrame]] = {}
        self.taken = np.empty(0, np.int64)

    def surrogates(self, domain: str, municipality_codes: pl.Series, numbers: pl.Series) -> pl.Series:
        """Return the surrogate of each number, null for null; new numbers get new surrogates.

        `domain` keeps kinds of identifiers apart: the same number as person and household has two surrogates.
        """
        places = municipality_codes.replace_strict(
            self.places["municipality_code"], self.places["place"], return_dtype=pl.Int64
        )
        keyed = (places * NUMBER_SPAN + numbers).rename("number")
        present = keyed.drop_nulls().to_numpy()
        distinct, inverse = np.unique(present, return_inverse=True)
        book = self.books.setdefault(domain, NumberBook())
        strangers = distinct[book.unknown(distinct)]
        if strangers.size:
            book.add(strangers, self._link(domain, strangers))
        found = pl.Series(book.surrogates_of(distinct)[inverse], dtype=pl.Int64)
        if keyed.null_count() == 0:
            return found
        spread = keyed.is_not_null()
        return found.gather((spread.cum_sum().cast(pl.Int64) - 1).set(~spread, None))

    def _link(self, domain: str, keyed: np.ndarray) -> np.ndarray:
        """Return the surrogates of sorted keyed numbers by way of the link table."""
        surrogates = np.empty(keyed.size, np.int64)
        places, starts = np.unique(keyed // NUMBER_SPAN, return_index=True)
        for place, start, end in zip(places, starts, [*starts[1:], keyed.size], strict=True):
            code = str(self.places["municipality_code"][int(place)])
            surrogates[start:end] = self._link_municipality(domain, code, keyed[start:end] % NUMBER_SPAN)
        return surrogates

    def _link_municipality(self, domain: str, code: str, numbers: np.ndarray) -> np.ndarray:
        if code not in self.links:
            self.links[code] = read_links(self.home, code)
            self._take(self.links[code]["surrogate"].to_numpy())
        digests = self._digests(domain, code, numbers)
        linked = digests.join(
            self.links[code], on=["digest_high", "digest_low"], how="left", maintain_order="left"
        )
        is_new = linked["surrogate"].is_null()
        if not is_new.any():
            return linked["surrogate"].to_numpy()
        fresh = self._fresh_surrogates(int(is_new.sum()))
        new_links = digests.filter(is_new).with_columns(pl.Series("surrogate", fresh, dtype=pl.Int64))
        self.new_links.setdefault(code, []).append(new_links)
        surrogates = linked["surrogate"].fill_null(0).to_numpy().copy()
        surrogates[is_new.to_numpy()] = fresh
        return surrogates

    def _digests(self, domain: str, code: str, numbers: np.ndarray) -> pl.DataFrame:
        """Return HMAC-SHA256(key of the municipality, domain ‖ municipality ‖ number)[:16] in two halves.

        64 bits would collide at national scale, so all 16 bytes are compared.
        """
        message = pl.lit(f"{domain}\x1f{code}\x1f") + pl.col("number").cast(pl.String)
        key = self.key.for_municipality(code)
        digests = pl.DataFrame({"number": numbers}).select(message.alias("message"))
        digests = digests.select(plh.col("message").chash.hmac_sha256(key=key).alias("digest"))  # type: ignore[attr-defined]
        half = pl.col("digest").str.slice
        return digests.select(
            half(0, 16).str.to_integer(base=16, dtype=pl.UInt64).alias("digest_high"),
            half(16, 16).str.to_integer(base=16, dtype=pl.UInt64).alias("digest_low"),
        )

    def _fresh_surrogates(self, count: int) -> np.ndarray:
        """Return new random positive 63-bit integers that no number in play has."""
        fresh = np.empty(0, np.int64)
        while fresh.size < count:
            drawn = (np.frombuffer(os.urandom(8 * (count - fresh.size)), np.uint64) >> np.uint64(1)).astype(np.int64)
            drawn = np.unique(drawn)
            is_free = ~np.isin(drawn, fresh) & ~self._is_taken(drawn)
            fresh = np.concatenate([fresh, drawn[is_free]])
        self._take(fresh)
        order = np.frombuffer(os.urandom(8 * count), np.uint64).argsort()
        return fresh[order]

    def _is_taken(self, surrogates: np.ndarray) -> np.ndarray:
        if not self.taken.size:
            return np.zeros(surrogates.size, dtype=bool)
        places = np.minimum(np.searchsorted(self.taken, surrogates), self.taken.size - 1)
        return self.taken[places] == surrogates

    def _take(self, surrogates: np.ndarray) -> None:
        self.taken = np.sort(np.concatenate([self.taken, surrogates]), kind="stable")

    def commit(self) -> None:
        """Write the new links to the key zone, durably. Before this nothing of this load is there."""
        for code, parts in self.new_links.items():
            new_links = pl.concat(parts)
            append_links(self.home, code, new_links)
            self.links[code] = pl.concat([self.links.get(code, pl.DataFrame(schema=LINK_SCHEMA)), new_links])
        self.new_links = {}
