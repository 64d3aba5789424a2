"""The manifest of an export: what the folder holds and what it was made of."""

import json
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export: its path inside the folder, how many table rows it holds, its checksum."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class ExportManifest:
    """What an export holds and what it was made of.

    No file names the published version, nor does this: building the same deliveries again under
    the same rules must give the same bytes, and ledger id, rule version, program version and the digest of
    the code lists say which those are. `as_known` is null unless a day was asked for.
    """

    month: str
    audience: str
    ledger_id: int
    as_known: str | None
    rule_version: str
    program_version: str
    code_lists_sha256: str
    made_date: str
    municipalities: list[dict[str, str | bool]]
    files: list[ExportedFile]


def read_manifest(folder: Path) -> ExportManifest | None:
    """Return what the manifest in `folder` says; None where there is none of an export."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        files = [ExportedFile(**each) for each in told["files"]]
        return ExportManifest(**(told | {"files": files}))
    except (OSError, ValueError, KeyError, TypeError):
        return None
