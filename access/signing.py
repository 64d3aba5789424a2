"""The signature of bundles: Ed25519 (RFC 8032), its private key on the register's side alone (4.7)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from store.errors import ConfigurationError
from store.home import Home, replace_file

SIGNATURE = "signature"
"""What the signature is called among the facts that it signs."""
FINGERPRINT_DIGITS = 32


def signing_key(home: Home) -> Ed25519PrivateKey:
    """Return the key that signs this home's bundles; the first call makes it (0600, in the key zone).

    Raises ConfigurationError if it is no such key, or if others may read it.
    """
    path = home.key_zone / "publish.key"
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        replace_file(
            path,
            made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            mode=0o600,
        )
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(f"{path} can be read by others. Give it mode 0600: `chmod 600 {path}`.")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError(f"{path} is no Ed25519 key. Put it back from a backup of the key zone.")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key in a file. Raises ConfigurationError if there is none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigurationError(
            f"{path} holds no public key that can be read. `publish pack` writes it as FILE.pub."
        )
    return key


def public_text(key: Ed25519PublicKey) -> bytes:
    """Return a public key as a file holds it (PEM)."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return what two persons compare by telephone: groups of four hexadecimal digits of SHA-256."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    digits = hashlib.sha256(raw).hexdigest()[:FINGERPRINT_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, FINGERPRINT_DIGITS, 4))


def signed(facts: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """Return the facts with the signature of all of them."""
    signature = key.sign(_canonical(facts))
    return {**facts, SIGNATURE: base64.b64encode(signature).decode()}


def is_signed(facts: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether the facts are those that the holder of this key has signed."""
    try:
        key.verify(base64.b64decode(str(facts.get(SIGNATURE, "")), validate=True), _canonical(facts))
    except (InvalidSignature, ValueError):
        return False
    return True


def _canonical(facts: Mapping[str, Any]) -> bytes:
    """Return the facts, their signature apart, as bytes that do not depend on how a file wrote them."""
    unsigned = {name: value for name, value in facts.items() if name != SIGNATURE}
    return json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
