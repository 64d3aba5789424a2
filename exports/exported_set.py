"""The sets that lie in the home, as their manifests tell; a file as it was written, or not at all.

Names come from manifests, and one that was tampered with could name any file of the machine: so they are
checked.
"""

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from exports.manifest import MANIFEST, ExportedFile, ExportManifest, read_manifest
from store.errors import CheckFailed
from store.home import Home

FILE_NAME = re.compile(r"[a-z]+/\w+\.[a-z]+", re.ASCII)
INGREDIENTS = ("ledger_id", "as_known", "rule_version", "program_version", "code_lists_sha256")
"""What decides every byte of a published version, and of what is exported from it."""


@dataclass(frozen=True)
class ExportedSet:
    """One month's export in the home."""

    folder: Path
    manifest: ExportManifest

    @property
    def municipality_codes(self) -> list[str]:
        return [str(place["municipality_code"]) for place in self.manifest.municipalities]

    def state_of(self, municipality_code: str) -> str:
        """Return how final the month was for a municipality of the set: open, provisional or closed."""
        places = {place["municipality_code"]: place for place in self.manifest.municipalities}
        return str(places[municipality_code]["state"])

    def is_of(self, version: Mapping[str, Any]) -> bool:
        """Whether it was made of what the manifest of a published version says that this is made of."""
        return all((getattr(self.manifest, name) or "") == (version.get(name) or "") for name in INGREDIENTS)

    def is_within(self, municipality_codes: Collection[str] | None) -> bool:
        """Whether it tells of these municipalities only; None: of whichever."""
        return municipality_codes is None or set(self.municipality_codes) <= set(municipality_codes)


def exported_sets(home: Home, municipality_code: str) -> list[ExportedSet]:
    """Return the sets of whole months that hold a municipality, latest month first."""
    folders = sorted(home.exports.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"), reverse=True)
    told = ((folder, read_manifest(folder)) for folder in folders)
    found = [ExportedSet(folder, manifest) for folder, manifest in told if manifest]
    return [
        each
        for each in found
        if each.manifest.month == each.folder.name and municipality_code in each.municipality_codes
    ]


def size_of(exported: ExportedSet, file: ExportedFile) -> int | None:
    """Return the bytes of a file of the set, None if it is not there."""
    path = _path(exported, file)
    return path.stat().st_size if path else None


def is_unchanged(exported: ExportedSet, file: ExportedFile) -> bool:
    """Whether a file is what the export wrote; read again only after it was touched."""
    path = _path(exported, file)
    if path is None:
        return False
    status = path.stat()
    return _digest(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns) == file.sha256


def content_of(exported: ExportedSet, file: ExportedFile) -> bytes:
    """Return a file's bytes as the export wrote them. Raises CheckFailed if they are others by now."""
    path = _path(exported, file)
    content = path.read_bytes() if path else b""
    if sha256(content).hexdigest() != file.sha256:
        raise CheckFailed(
            f"{exported.folder / file.file} is not what the export wrote. Run `jukistat export` again."
        )
    return content


def archive_of(exported: ExportedSet) -> bytes:
    """Return all files and the manifest as one ZIP, the same bytes each time. Raises CheckFailed as above."""
    made = date.fromisoformat(exported.manifest.made_date)
    contents = {file.file: content_of(exported, file) for file in exported.manifest.files}
    contents[MANIFEST] = (exported.folder / MANIFEST).read_bytes()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(
                f"{exported.manifest.month}/{name}", (made.year, made.month, made.day, 0, 0, 0)
            )
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _path(exported: ExportedSet, file: ExportedFile) -> Path | None:
    """Return where a file lies, None unless it is one and inside the set, whatever its manifest names."""
    path = exported.folder / file.file
    is_inside = path.resolve().is_relative_to(exported.folder.resolve())
    return path if FILE_NAME.fullmatch(file.file) and is_inside and path.is_file() else None


@lru_cache(maxsize=4096)
def _digest(path: Path, *_status: int) -> str:
    return sha256(path.read_bytes()).hexdigest()
