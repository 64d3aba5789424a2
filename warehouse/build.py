"""Ledger → marts → published version."""

import shutil
from dataclasses import dataclass, field

from store.errors import UsageError
from store.home import Home
from store.ledger import read_deliveries
from store.lock import writer_lock
from warehouse.dbt import run_dbt
from warehouse.mount import mount_ledger
from warehouse.publish import publish
from warehouse.reconciliation import Reconciliation, write_reconciliations


@dataclass(frozen=True)
class BuildReport:
    """What a build made: the version's name, how many deliveries it stands on, what was reconciled."""

    version: str
    deliveries: int
    reconciliations: list[Reconciliation] = field(default_factory=list)


def build(home: Home) -> BuildReport:
    """Build every mart from the whole ledger in a new file, test it, publish it.

    Persons behind a difference to a later residents delivery are listed by coordinates in the key zone.

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
        reconciliations = write_reconciliations(home, build_file)
        version = publish(home, deliveries, build_file)
    return BuildReport(version, len(deliveries), reconciliations)
