"""Ledger → marts → published version."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from store.errors import UsageError
from store.home import Home, replace_file
from store.ledger import read_deliveries
from store.lock import writer_lock
from warehouse.dbt import run_dbt
from warehouse.mount import mount_ledger
from warehouse.publish import publish


@dataclass(frozen=True)
class BuildReport:
    """What a build made: the version's name and how many deliveries it stands on."""

    version: str
    deliveries: int


def build(home: Home) -> BuildReport:
    """Build every mart from the whole ledger in a new file, test it, publish it.

    Raises UsageError for an empty ledger, CheckFailed if a model or test fails; then the version before
    stays served.
    """
    with writer_lock(home):
        deliveries = read_deliveries(home)
        if not any(delivery.kind == "residents" for delivery in deliveries):
            raise UsageError(
                "There is no residents delivery in the ledger yet. Load one first: `jukistat load FILE`."
            )
        shutil.rmtree(home.warehouse, ignore_errors=True)
        home.warehouse.mkdir(mode=0o700, parents=True)
        build_file = home.warehouse / "build.duckdb"
        mount_ledger(home, deliveries, build_file)
        run_dbt(build_file, home.warehouse / "target", home.warehouse / "logs")
        version = publish(home, deliveries, build_file)
        replace_file(version_note(home), version.encode())
    return BuildReport(version, len(deliveries))


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
