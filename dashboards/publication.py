"""The published version that is served: one immutable file per version, opened once, one cursor per call.

A file replaced at the same path would be served stale by DuckDB; so every version has its own path, and a
run of a page keeps the version it began with while the pointer may already name the next one.

Readers who may not see small figures of towns and partners read the version's gated file (04-privacy 4.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from access.marts import open_marts
from store.errors import UsageError
from store.home import Home
from store.published import GATED, current_version_name, open_version


@dataclass(frozen=True)
class Publication:
    """A published version as the query layer reads it; equal and hashed by its file and bounds."""

    name: str
    marts_file: Path
    manifest: Mapping[str, Any] = field(compare=False)
    municipality_codes: tuple[str, ...] | None = None
    """Whose rows are in it; None: every municipality's."""
    shows_figures: bool = True
    """Whether it has more than code lists and what is known of deliveries."""

    @property
    def home(self) -> Home:
        """The home that published it."""
        return Home(self.marts_file.parents[2])

    @property
    def is_gated(self) -> bool:
        """Whether towns are in masked tables only, and districts stand in place of towns elsewhere."""
        return self.marts_file.name == GATED

    def rows(self, statement: str, **parameters: Any) -> pl.DataFrame:
        """Return the rows of one SELECT; `parameters` fill its `$names`."""
        marts = open_marts(self.marts_file, self.municipality_codes, shows_figures=self.shows_figures)
        cursor = marts.cursor()
        try:
            arrow = cursor.sql(statement, params=parameters or None).to_arrow_table()
            return pl.DataFrame(pl.from_arrow(arrow))
        finally:
            cursor.close()


@lru_cache(maxsize=4)
def publication_named(root: Path, name: str) -> Publication:
    version = open_version(Home(root), name)
    # a version that came in a bundle has gated marts only
    marts_file = version.marts_file if version.marts_file.exists() else version.gated_file
    return Publication(version.name, marts_file, version.manifest)


def current_publication(root: Path) -> Publication:
    """Return the version behind the pointer of the home at `root`. Raises UsageError if there is none."""
    name = current_version_name(Home(root))
    if name is None:
        raise UsageError("Nothing is published yet. Run `jukistat build` first.")
    return publication_named(root, name)


def gated(publication: Publication) -> Publication:
    """Return what of a version every reader may see. Raises UsageError if an older program made it."""
    gated_file = publication.marts_file.with_name(GATED)
    if not gated_file.exists():
        raise UsageError(f"{publication.name} has no gated marts. Run `jukistat build` again.")
    return replace(publication, marts_file=gated_file)
