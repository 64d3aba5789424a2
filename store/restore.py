"""The verb `restore`: a store from its archive, whole or not at all; then its key zone from the other one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.archive import extract_archive
from store.backup import MADE_AGAIN, ZONES, Content
from store.errors import ConfigurationError, DeliveryRefused, UsageError
from store.home import STORE_FORMAT, Home, home_at, read_format, sync_directory, sync_tree, writing
from store.key_zone import linked_through
from store.ledger import last_delivery_id
from store.lock import hold_lock


@dataclass(frozen=True)
class RestoreReport:
    """What was restored: how many files, and what the store was when they were backed up."""

    home: str
    content: Content
    files: int
    ledger_id: int
    published: str | None


def restore_store(root: Path, archive: Path) -> RestoreReport:
    """Restore a store into a home that is not there or empty, by one rename.

    Raises UsageError if the home holds anything or there is no such archive; DeliveryRefused if the archive
    is not whole; ConfigurationError if a newer program wrote it, or the disk fails. Then nothing is left.
    """
    root = home_at(root).root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(
            f"{root} is not empty. A store is restored into an empty home; name one with --home."
        )
    draft = Home(root.with_name(f".{root.name}.restore"))
    with writing(Home(root.parent)):
        draft.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with hold_lock(draft), _removed_unless_renamed(draft.root):
            manifest = _extract(archive, draft.root, "store")
            draft.root.rename(root)
            sync_directory(root.parent)
    return _report(root, manifest)


def restore_key_zone(home: Home, archive: Path) -> RestoreReport:
    """Restore the key zone of a store that has none, by one rename.

    Raises UsageError if the store is not there yet or has keys; ConfigurationError if its ledger goes further
    than the links of the archive; else like `restore_store`.
    """
    if read_format(home) is None:
        raise UsageError(f"{home.root} holds no store yet. Restore that first: `jukistat restore FILE`.")
    zone = home.key_zone.resolve()
    draft = Home(zone.with_name(f".{zone.name}.restore"))
    with writing(home), hold_lock(home), _removed_unless_renamed(draft.root):
        if zone.exists() and not {path.name for path in zone.iterdir()} <= {*MADE_AGAIN}:
            raise UsageError(f"There are keys in {home.key_zone} already. Move them away first.")
        manifest = _extract(archive, draft.root, "key")
        if linked_through(draft) < last_delivery_id(home):
            raise ConfigurationError(
                f"The links in {archive.name} go to delivery {linked_through(draft)}, the ledger of "
                f"{home.root} to {last_delivery_id(home)}. Restore a backup of the key zone that is as new."
            )
        shutil.rmtree(zone, ignore_errors=True)
        draft.key_zone.rename(zone)
        sync_directory(zone.parent)
    return _report(home.root, manifest)


@contextmanager
def _removed_unless_renamed(folder: Path) -> Iterator[None]:
    """Clear the folder of an earlier run, its lock apart, and leave nothing of it if this one fails."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ".lock":
            path.unlink()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _extract(archive: Path, folder: Path, content: Content) -> dict[str, Any]:
    """Extract and verify an archive of this content, durably, for its owner alone."""
    manifest = extract_archive(archive, folder, zones=ZONES[content])
    if manifest.get("content") != content:
        raise DeliveryRefused(f"{archive.name} is a backup of another kind; nothing was taken from it.")
    if manifest["store_format"] > STORE_FORMAT:
        raise ConfigurationError(
            f"{archive.name} was written by a newer jukistat ({manifest['program_version']}). Use that one."
        )
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
        elif content == "key":
            path.chmod(0o600)
    sync_tree(folder)
    return manifest


def _report(root: Path, manifest: dict[str, Any]) -> RestoreReport:
    return RestoreReport(
        str(root),
        manifest["content"],
        len(manifest["files"]),
        manifest["ledger_id"],
        manifest["published"],
    )


def restore_sentence(report: RestoreReport) -> str:
    """Return what was restored, and what is to be done next."""
    head = f"Restored {report.files:,} files into {report.home}, the ledger up to entry {report.ledger_id}."
    if report.content == "key":
        return f"{head} `jukistat keys status` checks the key."
    served = f" Version {report.published} is served." if report.published else ""
    return f"{head}{served} To load again restore the key zone: `jukistat restore --key FILE`."
