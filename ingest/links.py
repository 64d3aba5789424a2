"""The link table in the key zone: digest of a number → random surrogate, a few files per municipality.

Links are written before the rows that use them become visible; links of a run that did not end are harmless.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.erasure import erase_file
from ingest.keyring import read_keyring
from ingest.parquet import write_durably
from store.home import Home, sync_directory

DOMAINS = ("person", "household")
"""The kinds of numbers that are linked."""
DIGEST_SCHEMA: dict[str, Any] = {"digest_high": pl.UInt64, "digest_low": pl.UInt64}
LINK_SCHEMA: dict[str, Any] = DIGEST_SCHEMA | {
    "surrogate": pl.Int64,
    "domain": pl.Enum(DOMAINS),
    "generation": pl.UInt16,
}
"""`generation` is that of the key that hashed the number itself; later keys hash the digest.

Links of before keys could be rotated lack the last two columns: they are of the first generation, and their
domain is not known.
"""
UNKNOWN_DOMAIN = "unknown"
MOST_SEGMENTS = 8
"""With more files than this a municipality's links are merged into one."""


@dataclass(frozen=True)
class LinkIndex:
    """The links of one municipality in the order of their digests."""

    high: np.ndarray
    low: np.ndarray
    surrogates: np.ndarray


def index_links(links: pl.DataFrame) -> LinkIndex:
    """Return links ready to be searched."""
    ordered = links.sort("digest_high", "digest_low")
    return LinkIndex(*(ordered[name].to_numpy() for name in (*DIGEST_SCHEMA, "surrogate")))


def find_surrogates(index: LinkIndex, digests: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the surrogate of each digest (0 if it has none), and which have one."""
    high, low = digests["digest_high"].to_numpy(), digests["digest_low"].to_numpy()
    surrogates = np.zeros(high.size, np.int64)
    is_linked = np.zeros(high.size, dtype=bool)
    places = np.searchsorted(index.high, high)
    sought = np.arange(high.size)
    while sought.size:
        sought = sought[places[sought] < index.high.size]
        sought = sought[index.high[places[sought]] == high[sought]]
        hits = sought[index.low[places[sought]] == low[sought]]
        surrogates[hits] = index.surrogates[places[hits]]
        is_linked[hits] = True
        sought = sought[~is_linked[sought]]
        places[sought] += 1
    return surrogates, is_linked


def links_folder(home: Home) -> Path:
    """Return the folder of the links that belong to the key in use."""
    keyring = read_keyring(home)
    return home.key_zone / (keyring.links if keyring else "links")


def _segments(folder: Path, municipality_code: str) -> list[Path]:
    return sorted(folder.glob(f"{municipality_code}-*.parquet"))


def linked_municipalities(home: Home) -> list[str]:
    """Return the codes of the municipalities that have links."""
    return sorted({path.stem.split("-")[0] for path in links_folder(home).glob("*-*.parquet")})


def read_links(home: Home, municipality_code: str) -> pl.DataFrame:
    """Return the links of a municipality, one row per number."""
    segments = _segments(links_folder(home), municipality_code)
    if not segments:
        return pl.DataFrame(schema=LINK_SCHEMA)
    links = pl.concat([_read_segment(path) for path in segments])
    if len(segments) == 1:
        return links
    return links.unique(["digest_high", "digest_low"], keep="first", maintain_order=True)


def _read_segment(path: Path) -> pl.DataFrame:
    links = pl.read_parquet(path, memory_map=False)
    if links.width == len(LINK_SCHEMA):
        return links
    first_generation = pl.lit(1, LINK_SCHEMA["generation"]).alias("generation")
    return links.with_columns(pl.lit(None, LINK_SCHEMA["domain"]).alias("domain"), first_generation)


def link_rows(digests: pl.DataFrame, surrogates: np.ndarray, domain: str, generation: int) -> pl.DataFrame:
    """Return links of one domain, in the shape of the table."""
    return digests.select(
        *DIGEST_SCHEMA,
        pl.Series("surrogate", surrogates),
        pl.lit(domain, LINK_SCHEMA["domain"]).alias("domain"),
        pl.lit(generation, LINK_SCHEMA["generation"]).alias("generation"),
    )


def append_links(home: Home, municipality_code: str, links: pl.DataFrame) -> None:
    """Add links of a municipality, durably."""
    folder = links_folder(home)
    segments = _segments(folder, municipality_code)
    if len(segments) >= MOST_SEGMENTS:
        replace_links(home, municipality_code, pl.concat([read_links(home, municipality_code), links]))
    else:
        write_segment(folder, municipality_code, _next_number(segments), links)


def replace_links(home: Home, municipality_code: str, links: pl.DataFrame) -> None:
    """Put these links in the place of all the municipality has, which are erased.

    A crash in between leaves some of the old ones beside the new; the same call again ends it.
    """
    folder = links_folder(home)
    segments = _segments(folder, municipality_code)
    write_segment(folder, municipality_code, _next_number(segments), links)
    for replaced in segments:
        erase_file(replaced)


def write_segment(folder: Path, municipality_code: str, number: int, links: pl.DataFrame) -> None:
    """Write one file of links, durably, sorted by digest: the order of the delivery leaves no trace."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{municipality_code}-{number:06d}.parquet"
    draft = folder / f".{path.name}.draft"
    write_durably(draft, links.select(*LINK_SCHEMA).sort("digest_high", "digest_low"))
    draft.replace(path)
    sync_directory(folder)


def _next_number(segments: list[Path]) -> int:
    return int(segments[-1].stem.split("-")[1]) + 1 if segments else 1


def count_links(home: Home) -> dict[str, dict[str, int]]:
    """Return how many links of each domain each municipality has; `unknown` only where there are such."""
    counts = {}
    for code in linked_municipalities(home):
        domains = read_links(home, code)["domain"]
        counts[code] = {domain: int((domains == domain).sum()) for domain in DOMAINS}
        if domains.null_count():
            counts[code][UNKNOWN_DOMAIN] = domains.null_count()
    return counts


def count_generations(home: Home) -> dict[int, int]:
    """Return how many links each generation of keys still has."""
    counts: dict[int, int] = {}
    for code in linked_municipalities(home):
        for generation, count in read_links(home, code)["generation"].value_counts().rows():
            counts[generation] = counts.get(generation, 0) + count
    return counts


def remove_links(home: Home, surrogates: pl.Series) -> pl.Series:
    """Remove the links of these surrogates, and return the surrogates that had one."""
    removed = [pl.Series("surrogate", [], dtype=pl.Int64)]
    for code in linked_municipalities(home):
        links = read_links(home, code)
        is_out = links["surrogate"].is_in(surrogates.implode())
        if is_out.any():
            replace_links(home, code, links.filter(~is_out))
            removed.append(links["surrogate"].filter(is_out))
    return pl.concat(removed)


def sweep_links(home: Home) -> None:
    """Erase drafts of a run that did not end."""
    for draft in links_folder(home).glob(".*.draft"):
        erase_file(draft)
