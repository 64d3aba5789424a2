"""Published versions: immutable folders and one pointer, replaced atomically.

`published/v0001/` holds `marts.duckdb`, `parquet/<mart>.parquet`, `gated.duckdb` (what readers see who may
not see small figures of towns and partners) and `manifest.json`;
`published/CURRENT` names the version that is served. Versions of another vintage than the latest,
`published/r0001/`, are reproductions: kept beside, never served.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.errors import UsageError
from store.home import Home, replace_file
from store.vintage import LATEST, Vintage

RULE_VERSION = "2026.11"
"""The version of the register rules of 02-register as implemented; changes when a number could."""

MARTS, GATED = "marts.duckdb", "gated.duckdb"
"""The files of a version: the true marts, and what of them every reader may see (04-privacy 4.4)."""

SERVED, REPRODUCTION = "v", "r"
"""How the name of a version begins."""


@dataclass(frozen=True)
class PublishedVersion:
    """One published version; `manifest` holds ledger_id, rule_version, made_date, span and rows of marts."""

    name: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def marts_file(self) -> Path:
        return self.folder / MARTS

    @property
    def gated_file(self) -> Path:
        """What a reader without a right to true small counts may see (04-privacy 4.4)."""
        return self.folder / "gated.duckdb"

    @property
    def closed_through(self) -> dict[str, str]:
        """The last closed month (YYYY-MM) of each municipality that has one."""
        return self.manifest.get("closed_through", {})

    def is_made_of(self, ingredients: dict[str, Any]) -> bool:
        """Whether the manifest names these ingredients."""
        return all(self.manifest.get(name, "") == value for name, value in ingredients.items())

    def parquet_file(self, mart: str) -> Path:
        return self.folder / "parquet" / f"{mart}.parquet"


def current_version_name(home: Home) -> str | None:
    """Return the name behind the pointer, None before the first `build`. Cheap: one small file."""
    pointer = home.published / "CURRENT"
    return json.loads(pointer.read_text("utf-8"))["version"] if pointer.exists() else None


def open_version(home: Home, name: str | None = None) -> PublishedVersion:
    """Return version `name`, or the current one. Raises UsageError if there is none."""
    wanted = name or current_version_name(home)
    if wanted is None:
        raise UsageError("Nothing is published yet. Run `jukistat build` first.")
    folder = home.published / wanted
    if not (folder / "manifest.json").exists():
        raise UsageError(f"There is no published version {wanted}. `jukistat status` lists what there is.")
    return PublishedVersion(wanted, folder, json.loads((folder / "manifest.json").read_text("utf-8")))


def version_names(home: Home) -> list[str]:
    """Return every version there is, served ones and reproductions, the newest of each first."""
    manifests = home.published.glob("[rv][0-9]*/manifest.json")
    return sorted((path.parent.name for path in manifests), reverse=True)


def reproductions(home: Home) -> list[PublishedVersion]:
    """Return the versions of other vintages than the latest, in the order they were made."""
    names = (name for name in reversed(version_names(home)) if name.startswith(REPRODUCTION))
    return [open_version(home, name) for name in names]


def next_version_name(home: Home, vintage: Vintage = LATEST) -> str:
    """Return the name of the version to be built now: `v…` to be served, `r…` for a reproduction."""
    letter = SERVED if vintage.is_latest else REPRODUCTION
    numbers = [
        int(path.name[1:]) for path in home.published.glob(f"{letter}[0-9]*") if path.name[1:].isdigit()
    ]
    return f"{letter}{max(numbers, default=0) + 1:04d}"


def point_to(home: Home, name: str) -> None:
    """Serve version `name` from now on."""
    replace_file(home.published / "CURRENT", json.dumps({"version": name}).encode())
