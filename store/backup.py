"""The verb `backup`: everything that cannot be made again, in one archive; the key zone apart from it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from store.archive import write_archive
from store.errors import UsageError
from store.home import STORE_FORMAT, Home, writing
from store.ledger import last_delivery_id
from store.lock import writer_lock
from store.prefix import read_prefix
from store.published import current_version_name
from store.remains import unfinished_files

Content = Literal["store", "key"]

ZONES: dict[Content, tuple[str, ...]] = {
    "store": (
        *("store.json", "jukistat.toml", "layouts", "municipalities", "tables", "trust"),
        *("ledger", "quarantine", "published", "releases", "queries", "logs"),
    ),
    "key": ("key",),
}
"""What an archive holds; keys never lie beside facts."""
LEFT_OUT = ("landing", "warehouse", "exports")
"""Raw deliveries are read once and purged by policy; build files and exports are made again."""
MADE_AGAIN = ("reconciliation",)
"""Folders of the key zone that each build makes again; they stay out of archives."""


@dataclass(frozen=True)
class BackupReport:
    """What an archive holds: files, and what the store was at that moment."""

    file: str
    content: Content
    files: int
    ledger_id: int
    last_delivery_id: int
    published: str | None
    has_master_key: bool


def back_up(home: Home, out: Path, *, content: Content) -> BackupReport:
    """Write an archive (0600) of the store, or of its key zone, under the writer lock.

    Raises UsageError if there is nothing to back up, or if `out` exists or lies in the home.
    """
    out = out.expanduser().resolve()
    if out.is_relative_to(home.root):
        raise UsageError(f"{out} lies in the home itself. Name a file on another disk.")
    if not (home.ledger.exists() if content == "store" else home.key_zone.exists()):
        raise UsageError(f"{home.root} holds nothing to back up yet.")
    if not out.parent.is_dir():
        raise UsageError(f"There is no directory {out.parent}. Make it, then try again.")
    with writer_lock(home), writing(Home(out.parent)):
        facts = {
            "content": content,
            "program_version": version("jukistat"),
            "store_format": STORE_FORMAT,
            "ledger_id": read_prefix(home).ledger_id,
            "last_delivery_id": last_delivery_id(home),
            "published": current_version_name(home),
        }
        manifest = write_archive(out, home.root, sorted(_files(home, ZONES[content])), facts)
    names = manifest["files"]
    return BackupReport(
        str(out),
        content,
        len(names),
        manifest["ledger_id"],
        manifest["last_delivery_id"],
        manifest["published"],
        has_master_key="key/master.key" in names,
    )


def _files(home: Home, zones: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of these zones without drafts, and without what a run that did not end has left."""
    unfinished = {*unfinished_files(home)}
    for zone in zones:
        if (home.root / zone).is_file():
            yield home.root / zone
        for parent, folders, names in os.walk(home.root / zone):
            folders[:] = [name for name in folders if not name.startswith(".") and name not in MADE_AGAIN]
            paths = (Path(parent, name) for name in names if not name.startswith("."))
            yield from (path for path in paths if path not in unfinished)


def backup_sentence(report: BackupReport) -> str:
    """Return what was backed up, and what is not inside."""
    head = f"Wrote {report.file}: {report.files:,} files, the ledger up to entry {report.ledger_id}"
    if report.content == "store":
        served = f", version {report.published} served" if report.published else ""
        return f"{head}{served}. The key zone is not inside: `jukistat backup --key --out FILE`."
    master = "" if report.has_master_key else " The master key lies elsewhere and is not inside."
    return f"{head}, key and links. Keep it apart from the store's backup.{master}"
