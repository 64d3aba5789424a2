"""What decides every byte of a version: ledger prefix, as-known date, rules, program and code lists."""

import hashlib
from datetime import date
from importlib.metadata import version
from typing import Any

from store.home import GRANTS_NAME, PROJECT_ROOT, Home
from store.prefix import LedgerPrefix, read_prefix
from store.published import RULE_VERSION, PublishedVersion, open_version, version_names
from store.vintage import Vintage


def ingredients(home: Home, prefix: LedgerPrefix, as_known: date | None) -> dict[str, Any]:
    """Return what decides every byte of a version, as its manifest says it."""
    return {
        "ledger_id": prefix.ledger_id,
        "as_known": as_known.isoformat() if as_known else None,
        "rule_version": RULE_VERSION,
        "program_version": version("jukistat"),
        "code_lists_sha256": code_lists_digest(home),
    }


def find_version(home: Home, vintage: Vintage) -> PublishedVersion | None:
    """Return the version made of what a build of this vintage would be made of now, None if there is none.

    Raises UsageError for an unknown ledger id.
    """
    wanted = ingredients(home, read_prefix(home, vintage.as_loaded), vintage.as_known)
    versions = (open_version(home, name) for name in version_names(home))
    return next((version for version in versions if version.is_made_of(wanted)), None)


def code_lists_digest(home: Home) -> str:
    """Return one sha256 over the built-in seeds and what municipalities define themselves, grants apart."""
    digest = hashlib.sha256()
    for root, pattern in ((PROJECT_ROOT / "seeds", "*.csv"), (home.municipalities, "*/*.csv")):
        for path in sorted(path for path in root.glob(pattern) if path.name != GRANTS_NAME):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()
