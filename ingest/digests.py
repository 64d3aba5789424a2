"""Numbers as the link table knows them: HMAC-SHA256 under the key in use, or nested in it (04-privacy 4.2).

A number linked under a key that has retired since is found by the retired key's digest, hashed again with
every key that followed. So a table can be re-keyed without the numbers, but the retired key stays needed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import polars_hash as plh

from ingest.keys import MasterKey
from ingest.links import LinkIndex, find_surrogates


@dataclass(frozen=True)
class Found:
    """Numbers looked up: their digests under the key in use, their surrogates (0 = none), which have one."""

    digests: pl.DataFrame
    surrogates: np.ndarray
    is_linked: np.ndarray


def find_numbers(index: LinkIndex, key: MasterKey, domain: str, code: str, numbers: np.ndarray) -> Found:
    """Return the surrogates of the numbers of one domain and municipality, whichever key linked them."""
    digests = number_digests(key, domain, code, numbers)
    surrogates, is_linked = find_surrogates(index, digests)
    for place in range(len(key.retired)):
        missing = np.flatnonzero(~is_linked)
        if missing.size:
            older = _retired_digests(key, place, domain, code, numbers[missing])
            surrogates[missing], is_linked[missing] = find_surrogates(index, older)
    return Found(digests, surrogates, is_linked)


def number_digests(key: MasterKey, domain: str, code: str, numbers: np.ndarray) -> pl.DataFrame:
    """Return HMAC-SHA256(key of the municipality, domain ‖ municipality ‖ number)[:16] in two halves.

    64 bits would collide at national scale, so all 16 bytes are compared.
    """
    message = pl.lit(f"{domain}\x1f{code}\x1f") + pl.col("number").cast(pl.String)
    return _hash(key, code, pl.DataFrame({"number": numbers}).select(message.alias("message")))


def nested_digests(key: MasterKey, code: str, digests: pl.DataFrame) -> pl.DataFrame:
    """Return the digests of digests, so that neither the number nor the key before is needed to make them."""
    message = pl.format("nested\x1f{}\x1f{}", "digest_high", "digest_low")
    return _hash(key, code, digests.select(message.alias("message")))


def _retired_digests(key: MasterKey, place: int, domain: str, code: str, numbers: np.ndarray) -> pl.DataFrame:
    """Return the digests of numbers that were linked under the retired key at `place`."""
    digests = number_digests(key.retired[place], domain, code, numbers)
    for later in (*reversed(key.retired[:place]), key):
        digests = nested_digests(later, code, digests)
    return digests


def _hash(key: MasterKey, code: str, messages: pl.DataFrame) -> pl.DataFrame:
    digest = plh.col("message").chash.hmac_sha256(key=key.for_municipality(code))  # type: ignore[attr-defined]
    half = pl.col("digest").str.slice
    return messages.select(digest.alias("digest")).select(
        half(0, 16).str.to_integer(base=16, dtype=pl.UInt64).alias("digest_high"),
        half(16, 16).str.to_integer(base=16, dtype=pl.UInt64).alias("digest_low"),
    )
