"""The link table in the key zone: digest of a number → random surrogate, a few files per municipality.

Links are written before the rows that use them become visible; links of a run that did not end are harmless.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from ingest.parquet import write_durably
from store.home import Home, sync_directory

LINK_SCHEMA = {"digest_high": pl.UInt64, "digest_low": pl.UInt64, "surrogate": pl.Int64}
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
    return LinkIndex(*(ordered[name].to_numpy() for name in LINK_SCHEMA))


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
    return home.key_zone / "links"


def _segments(home: Home, municipality_code: str) -> list[Path]:
    return sorted(links_folder(home).glob(f"{municipality_code}-*.parquet"))


def read_links(home: Home, municipality_code: str) -> pl.DataFrame:
    """Return the links of a municipality, one row per number."""
    segments = _segments(home, municipality_code)
    if not segments:
        return pl.DataFrame(schema=LINK_SCHEMA)
    links = pl.concat([pl.read_parquet(path, memory_map=False) for path in segments])
    if len(segments) == 1:
        return links
    return links.unique(["digest_high", "digest_low"], keep="first", maintain_order=True)


def append_links(home: Home, municipality_code: str, links: pl.DataFrame) -> None:
    """Add links of a municipality, durably.

    They are sorted by digest, so that the order of the delivery leaves no trace.
    """
    segments = _segments(home, municipality_code)
    if len(segments) >= MOST_SEGMENTS:
        links = pl.concat([read_links(home, municipality_code), links])
    number = int(segments[-1].stem.split("-")[1]) + 1 if segments else 1
    folder = links_folder(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{municipality_code}-{number:06d}.parquet"
    draft = folder / f".{path.name}.draft"
    write_durably(draft, links.sort("digest_high", "digest_low"))
    draft.replace(path)
    sync_directory(folder)
    if len(segments) >= MOST_SEGMENTS:
        for merged in segments:
            merged.unlink()


def linked_municipalities(home: Home) -> list[str]:
    """Return the municipalities that have links."""
    return sorted({path.stem.split("-")[0] for path in links_folder(home).glob("*-*.parquet")})


def count_links(home: Home) -> dict[str, int]:
    """Return how many links each municipality has."""
    return {code: read_links(home, code).height for code in linked_municipalities(home)}


def sweep_links(home: Home) -> None:
    """Remove drafts of a run that did not end."""
    for draft in links_folder(home).glob(".*.draft"):
        draft.unlink()
