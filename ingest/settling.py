"""What a rotation leaves behind, and keys that no link needs any more, are erased (04-privacy 4.2)."""

import os
from dataclasses import replace
from pathlib import Path

from ingest.erasure import erase_file, erase_folder, erase_remains, overwrite
from ingest.key_sources import key_file, next_key_file
from ingest.keyring import Keyring, read_keyring, write_keyring
from ingest.keys import is_in_use, parse_key
from ingest.links import count_generations, sweep_links
from store.configuration import read_configuration
from store.home import Home, sync_directory
from store.key_files import read_key_file


def settle_key_zone(home: Home) -> None:
    """Finish what a rotation did after its switch, or undo what one did that never came to it."""
    _erase_remains(home)
    keyring = read_keyring(home)
    if keyring is None:
        return
    _settle_key_file(home, keyring)
    for folder in sorted(home.key_zone.glob("links*")):
        if folder.name != keyring.links:
            erase_folder(folder)
    sweep_links(home)


def forget_unneeded_keys(home: Home) -> None:
    """Drop retired keys that no link needs: a link needs its own key and all that followed."""
    keyring = read_keyring(home)
    if keyring and keyring.retired:
        oldest = min(count_generations(home), default=keyring.generation)
        needed = tuple(each for each in keyring.retired if each.generation >= oldest)
        if needed != keyring.retired:
            write_keyring(home, replace(keyring, retired=needed))


def _erase_remains(home: Home) -> None:
    """Erase what was being written, or erased, when a run was stopped: it may hold a key."""
    key = key_file(home, read_configuration(home))
    elsewhere = (path for ending in ("draft", "erased") for path in key.parent.glob(f".{key.name}*.{ending}"))
    for left in {*home.key_zone.glob(".*.draft"), *elsewhere}:
        erase_file(left)
    erase_remains(home.key_zone)


def _settle_key_file(home: Home, keyring: Keyring) -> None:
    configuration = read_configuration(home)
    following = next_key_file(home, configuration)
    if not following.exists():
        return
    written = read_key_file(following)
    if written and is_in_use(keyring, parse_key(written)):
        _take_over(key_file(home, configuration), following)
    else:
        erase_file(following)


def _take_over(path: Path, following: Path) -> None:
    """Put the next key in the place of the old one, whose bytes are overwritten."""
    old = os.open(path, os.O_RDWR)
    try:
        following.replace(path)
        sync_directory(path.parent)
        overwrite(old)
    finally:
        os.close(old)
