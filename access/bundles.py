"""`publish pack` and `unpack`: one version, gated and signed, from the register's network to the planners'.

A bundle holds the gated marts of one version and its manifest, nothing else: no ledger, no key, no true
count of a small cell (04-privacy 4.7). Every digest is signed, and verified before anything is served.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from importlib.metadata import version as program_version
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from access.signing import fingerprint, is_signed, public_text, read_public_key, signed, signing_key
from store.archive import extract_archive, write_archive
from store.errors import CheckFailed, ConfigurationError, DeliveryRefused, UsageError
from store.home import Home, replace_file, sync_directory, sync_tree, writing
from store.lock import writer_lock
from store.prefix import read_prefix
from store.published import PublishedVersion, current_version_name, open_version, point_to

CONTENT = "publication"
SIGNED_MANIFEST = "bundle.json"
"""What was signed, kept beside the version that came in a bundle."""
UNPACKING = ".unpacking"


@dataclass(frozen=True)
class BundleReport:
    """Which version a bundle holds, and the fingerprint of the key that signed it."""

    file: str
    version: str
    ledger_id: int
    key: str
    is_new: bool = True


def trusted_key_file(home: Home) -> Path:
    """Return where a home keeps the one public key whose bundles it serves."""
    return home.root / "trust" / "publish.pub"


def pack(home: Home, out: Path, name: str | None = None) -> BundleReport:
    """Write the bundle of a version (the served one) and, beside it, the public key as `<out>.pub`.

    Raises UsageError if nothing is published, the version has no gated marts, or `out` exists.
    """
    out = out.expanduser().resolve()
    with writer_lock(home), writing(Home(out.parent)):
        version = open_version(home, name)
        if not version.gated_file.exists():
            raise UsageError(f"Version {version.name} has no gated marts. Run `jukistat build` again first.")
        key = signing_key(home)
        facts = {
            "content": CONTENT,
            "program_version": program_version("jukistat"),
            "version": version.name,
            "ledger_id": version.manifest["ledger_id"],
        }
        files = [version.gated_file, version.folder / "manifest.json"]
        write_archive(out, home.root, files, facts, seal=lambda manifest: signed(manifest, key))
        replace_file(out.with_name(f"{out.name}.pub"), public_text(key.public_key()))
    return BundleReport(str(out), version.name, facts["ledger_id"], fingerprint(key.public_key()))


def unpack(
    home: Home, bundle: Path, *, key_file: Path | None = None, may_go_back: bool = False
) -> BundleReport:
    """Verify a bundle and serve its version, by one rename and one pointer; readers go on meanwhile.

    The first bundle needs `key_file`, which is trusted from then on. Raises UsageError for a home with a
    ledger, and for an older version than the served one unless it `may_go_back`; ConfigurationError without
    a trusted key; DeliveryRefused if the bundle is damaged, not signed by that key, or holds anything else.
    """
    with writer_lock(home), _empty_folder(home) as draft:
        if read_prefix(home).ids:
            raise UsageError(
                f"{home.root} has a ledger of its own; what it publishes is built here. "
                "Unpack on the planners' side, into a home of its own."
            )
        key = _trusted_key(home, key_file)
        manifest = extract_archive(bundle, draft, zones=("published",))
        name = _require_genuine(bundle, manifest, key)
        is_new = _require_newer(home, name, manifest, may_go_back=may_go_back)
        if is_new:
            _place(home, draft / "published" / name, manifest)
        if key_file is not None:
            replace_file(trusted_key_file(home), public_text(key))
        point_to(home, name)
    return BundleReport(str(bundle), name, manifest["ledger_id"], fingerprint(key), is_new)


def require_unchanged(home: Home, version: PublishedVersion) -> None:
    """Raise CheckFailed if a version that came in a bundle is not, byte by byte, what was signed."""
    signed_file = version.folder / SIGNED_MANIFEST
    if not signed_file.exists():
        return
    manifest = json.loads(signed_file.read_bytes())
    is_whole = is_signed(manifest, read_public_key(trusted_key_file(home))) and all(
        _digest(home.root / name) == digest for name, digest in manifest["files"].items()
    )
    if not is_whole:
        raise CheckFailed(
            f"Version {version.name} is not what the register's side signed. "
            f"Remove {version.folder} and unpack its bundle again."
        )


@contextmanager
def _empty_folder(home: Home) -> Iterator[Path]:
    """Give an empty folder beside the published versions, and leave nothing of it."""
    folder = home.published / UNPACKING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _trusted_key(home: Home, key_file: Path | None) -> Ed25519PublicKey:
    """Return the key that bundles must be signed with: the one trusted before, or the first one."""
    trusted = trusted_key_file(home)
    if not trusted.exists():
        if key_file is None:
            raise ConfigurationError(
                "No key is trusted here yet. Bring the register side's public key by another way than the "
                "bundle, compare its fingerprint, and name it once: --key FILE.pub."
            )
        return read_public_key(key_file)
    key = read_public_key(trusted)
    if key_file is not None and public_text(read_public_key(key_file)) != public_text(key):
        raise ConfigurationError(
            f"{key_file} is another key than the one trusted in {trusted}. If the register's side made a "
            "new key, remove the old one there and name the new one again."
        )
    return key


def _require_genuine(bundle: Path, manifest: dict[str, Any], key: Ed25519PublicKey) -> str:
    """Return the name of the version; DeliveryRefused if the bundle is not what the key's holder packed."""
    if manifest.get("content") != CONTENT:
        raise DeliveryRefused(
            f"{bundle.name} is an archive of another kind. Name one that `publish pack` wrote."
        )
    if not is_signed(manifest, key):
        raise DeliveryRefused(
            f"{bundle.name} is not signed by the trusted key {fingerprint(key)}; nothing was taken from it. "
            "Compare the fingerprint with the one that `publish pack` said."
        )
    name = str(manifest["version"])
    if set(manifest["files"]) != {f"published/{name}/{file}" for file in ("gated.duckdb", "manifest.json")}:
        raise DeliveryRefused(f"{bundle.name} holds other files than gated marts; nothing was taken from it.")
    return name


def _require_newer(home: Home, name: str, manifest: dict[str, Any], *, may_go_back: bool) -> bool:
    """Return whether the version is not here yet; UsageError if serving it would go back in time."""
    served = current_version_name(home)
    if served is not None and not may_go_back:
        ledger_id = open_version(home, served).manifest["ledger_id"]
        if manifest["ledger_id"] < ledger_id:
            raise UsageError(
                f"Version {name} knows the ledger up to entry {manifest['ledger_id']}, the served {served} "
                f"up to {ledger_id}. Say --back if the older one is to be served."
            )
    here = home.published / name / SIGNED_MANIFEST
    if not here.exists():
        return True
    if json.loads(here.read_bytes())["files"] != manifest["files"]:
        raise UsageError(
            f"There is another version {name} here already. Remove {here.parent} if it is to be replaced."
        )
    return False


def _place(home: Home, folder: Path, manifest: dict[str, Any]) -> None:
    """Move a verified version among the published ones, with what was signed beside it."""
    (folder / SIGNED_MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    sync_tree(folder)
    target = home.published / folder.name
    # without its signed manifest it is what a run that was killed between rename and pointer never finished
    shutil.rmtree(target, ignore_errors=True)
    folder.rename(target)
    sync_directory(home.published)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def pack_sentence(report: BundleReport) -> str:
    """Return what was packed, and what to compare on the other side."""
    return (
        f"Packed version {report.version} into {report.file}, signed with the key {report.key} "
        f"(public: {report.file}.pub). It holds gated marts only."
    )


def unpack_sentence(report: BundleReport) -> str:
    """Return what is served now."""
    how = "is served now" if report.is_new else "was here already and is served"
    return f"Version {report.version} {how}; signed with the key {report.key}."
