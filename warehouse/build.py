"""Ledger → marts → published version."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from store.errors import ConfigurationError, UsageError, interruptible
from store.home import Home, replace_file
from store.ledger import pending_purge
from store.lock import writer_lock
from store.prefix import read_prefix
from store.published import current_version_name
from store.vintage import LATEST, Vintage
from warehouse.dbt import run_dbt
from warehouse.disk import writing_tables
from warehouse.frozen import require_closed_months
from warehouse.mount import mount_ledger
from warehouse.publish import publish
from warehouse.reconciliation import Reconciliation, write_reconciliations


@dataclass(frozen=True)
class BuildReport:
    """What a build made: the version's name, its deliveries, whether it is served, what was reconciled."""

    version: str
    deliveries: int
    is_served: bool
    reconciliations: list[Reconciliation] = field(default_factory=list)


def build(home: Home, vintage: Vintage = LATEST) -> BuildReport:
    """Build every mart of a vintage in a new file, test it, publish it. Only the latest vintage is served.

    Persons behind a difference to a later residents delivery are listed by coordinates in the key zone.

    Raises UsageError for an empty ledger, a vintage that knows of no residents or an unknown ledger id;
    ConfigurationError while a purge is half done, or if the disk fails or is full; CheckFailed if a model or
    test fails or a closed month has changed; Interrupted if the operator stops it. Then nothing is published.
    """
    with interruptible(lambda: served_sentence(home)), writer_lock(home), writing_tables():
        if pending_purge(home).exists():
            raise ConfigurationError(
                "A purge was stopped before its end. Run `jukistat purge --before` again first."
            )
        prefix = read_prefix(home, vintage.as_loaded)
        if not any(delivery.kind == "residents" for delivery in prefix.standing):
            raise UsageError(
                "There is no residents delivery in the ledger yet. Load one first: `jukistat load FILE`."
            )
        folder = empty_folder(home, vintage)
        build_file = folder / "build.duckdb"
        mount_ledger(home, prefix, build_file, as_known=vintage.as_known)
        run_dbt(build_file, parsed_file(home))
        if vintage.as_known is None:
            require_closed_months(build_file, prefix.month_entries)
        reconciliations = write_reconciliations(home, build_file) if vintage.is_latest else []
        version = publish(home, prefix, build_file, vintage)
        if vintage.is_latest:
            replace_file(version_note(home), version.encode())
    return BuildReport(version, len(prefix.standing), vintage.is_latest, reconciliations)


def served_sentence(home: Home) -> str:
    """Return which version is served."""
    version = current_version_name(home)
    return f"Version {version} is served." if version else "Nothing is published yet."


def empty_folder(home: Home, vintage: Vintage) -> Path:
    """Return the folder to build in. A reproduction has its own, so that the last build's file stays.

    What dbt understood of the models stays too: it is the same for every build.
    """
    folder = home.warehouse if vintage.is_latest else home.warehouse / "reproduction"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != parsed_file(home):
            path.unlink()
    return folder


def parsed_file(home: Home) -> Path:
    """Return the file that keeps what dbt understood of the models, which takes it seconds to find out."""
    return home.warehouse / "parsed.msgpack"


def version_note(home: Home) -> Path:
    """Return the file beside the build file that says which published version it became."""
    return home.warehouse / "published_as"


def build_file_of(home: Home, version: str) -> Path:
    """Return the file that `version` was built in. Raises UsageError if another build has taken its place."""
    note = version_note(home)
    if not note.exists() or note.read_text("utf-8") != version:
        raise UsageError(
            f"What {version} was built from is no longer in {home.warehouse}. Run `jukistat build` first."
        )
    return home.warehouse / "build.duckdb"
