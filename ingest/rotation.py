"""`keys rotate`: the link table under a new key, the facts as they are (04-privacy 4.2).

New links and a new key are written beside the old ones; one rename of the keyring puts both in use at once.
What is left of the old ones is erased then, or by the next run that writes.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.dialects import read_dialects
from ingest.digests import find_numbers, nested_digests, number_digests
from ingest.key_sources import TEST_VARIABLE, next_key_file, read_next_key
from ingest.keyring import Keyring, RetiredKey, read_keyring, write_keyring
from ingest.keys import MasterKey, open_key, parse_key, require_key
from ingest.links import (
    LINK_SCHEMA,
    count_generations,
    index_links,
    link_rows,
    linked_municipalities,
    read_links,
    write_segment,
)
from ingest.number_lists import NumberLists, read_number_lists
from ingest.scrubbing import scrubbed
from ingest.settling import settle_key_zone
from ingest.shapes import Assignment
from store.configuration import read_configuration
from store.errors import ConfigurationError, DeliveryRefused, UsageError
from store.home import Home, sync_directory, writing
from store.journal import log_event
from store.key_files import make_key_file
from store.lock import writer_lock


@dataclass(frozen=True)
class Rotation:
    """What a rotation did. Counts are links."""

    generation: int
    check_value: str
    rekeyed: int
    """Hashed from the numbers of the deliveries."""
    nested: int
    """In none of the deliveries: the digest was hashed again, and the key before stays needed."""
    dropped: int


def rotate_keys(home: Home, assignments: list[Assignment], *, drops_missing: bool = False) -> Rotation:
    """Re-key the link table from full residents deliveries; without any, by nesting alone.

    Links in none of the deliveries are nested, or dropped with `drops_missing`.

    Raises ConfigurationError for a missing or wrong key, UsageError and DeliveryRefused for deliveries that
    will not do; all before anything is written.
    """
    old = open_key(home)
    with writer_lock(home), scrubbed(), writing(home):
        require_key(home, old)
        settle_key_zone(home)
        lists = read_number_lists(assignments, read_dialects(home))
        if drops_missing:
            _require_whole(home, lists)
        before = count_generations(home)
        new = _follow(old, _next_key(home))
        folder = home.key_zone / f"links-{new.generation:06d}"
        generations = _write_links(folder, _rekeyed(home, lists, old, new, drops_missing=drops_missing))
        write_keyring(home, _next_keyring(home, new, folder, generations))
        rekeyed, kept = generations[new.generation], generations.total()
        dropped = sum(before.values()) - kept
        rotation = Rotation(new.generation, new.check_value(), rekeyed, kept - rekeyed, dropped)
        log_event(home, "keys_rotated", **asdict(rotation))
        settle_key_zone(home)
    return rotation


def _require_whole(home: Home, lists: NumberLists) -> None:
    """Raise unless the deliveries say of every link whether it stays: what they lack would be lost."""
    absent = sorted(set(linked_municipalities(home)) - lists.municipality_codes)
    if absent:
        raise UsageError(
            f"There are links of {', '.join(absent)}, but no residents of it in these deliveries. "
            "Name its delivery too, or leave --drop-missing out."
        )
    if lists.unreadable:
        raise DeliveryRefused(
            f"{lists.unreadable:,} rows of these deliveries cannot be read, and the links of their persons "
            "would be dropped. Mend them (`jukistat layout check FILE`), or leave --drop-missing out."
        )


def _next_key(home: Home) -> MasterKey:
    """Return the key to rotate to: a new file beside the old one, or what its command prints."""
    configuration = read_configuration(home)
    if TEST_VARIABLE in os.environ:
        raise ConfigurationError(
            f"A key from ${TEST_VARIABLE} cannot be rotated. Put it into a file or a key command."
        )
    if not configuration.key_command:
        return parse_key(make_key_file(next_key_file(home, configuration)))
    following = read_next_key(home, configuration)
    if following is None:
        raise ConfigurationError(
            f"Set next_key_command in {home.configuration_file} to the command that prints the new key."
        )
    return parse_key(following)


def _follow(old: MasterKey, new: MasterKey) -> MasterKey:
    if new.check_value() in {each.check_value() for each in (old, *old.retired)}:
        raise ConfigurationError(f"The key from {new.source} has been in use already. Make a new one.")
    return replace(new, generation=old.generation + 1, retired=(old, *old.retired))


def _rekeyed(
    home: Home, lists: NumberLists, old: MasterKey, new: MasterKey, *, drops_missing: bool
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the links of each municipality under the new key."""
    for code in linked_municipalities(home):
        links = read_links(home, code)
        index = index_links(links)
        rekeyed = pl.DataFrame(schema=LINK_SCHEMA)
        for domain, numbers in lists.of(code).items():
            found = find_numbers(index, old, domain, code, numbers)
            digests = number_digests(new, domain, code, numbers[found.is_linked])
            surrogates = found.surrogates[found.is_linked]
            rekeyed = pl.concat([rekeyed, link_rows(digests, surrogates, domain, new.generation)])
        if not drops_missing:
            missing = links.join(rekeyed, on="surrogate", how="anti")
            digests = nested_digests(new, code, missing)
            rekeyed = pl.concat([rekeyed, missing.with_columns(digests.get_columns())])
        yield code, rekeyed


def _write_links(folder: Path, municipalities: Iterator[tuple[str, pl.DataFrame]]) -> Counter[int]:
    """Write the new link table, durably, and return how many links each generation of keys has in it."""
    folder.mkdir(mode=0o700)
    generations: Counter[int] = Counter()
    for code, links in municipalities:
        write_segment(folder, code, 1, links)
        generations.update(dict(links["generation"].value_counts().iter_rows()))
    sync_directory(folder.parent)
    return generations


def _next_keyring(home: Home, new: MasterKey, folder: Path, generations: Counter[int]) -> Keyring:
    known = read_keyring(home)
    oldest = min(generations, default=new.generation)
    return Keyring(
        check_value=new.check_value(),
        generation=new.generation,
        links=folder.name,
        made_at=known.made_at if known else None,
        rotated_at=datetime.now().isoformat(timespec="seconds"),
        retired=tuple(_retire(each, new) for each in new.retired if each.generation >= oldest),
    )


def _retire(key: MasterKey, new: MasterKey) -> RetiredKey:
    check_value = key.check_value()
    return RetiredKey(key.generation, check_value, new.cover(key.secret, check_value).hex())
