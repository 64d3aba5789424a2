"""The bytes of a delivery: plain, gzip or zip with one CSV, read once in blocks."""

import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ingest.names import shown_name
from store.errors import DeliveryRefused

FIXED_SUFFIXES = (".dat", ".dat.gz", ".dat.zip")
SUFFIXES = (".csv", ".csv.gz", ".zip", *FIXED_SUFFIXES[:2])
MEMBER_SUFFIXES = (".csv", ".dat")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a member may be packed; other methods unpack a block whole, however large it is."""
PACK_ANEW = "Pack it by the usual method (deflate)."
UNPACKED_BYTES, UNPACKED_TIMES = 16 * 1024 * 1024, 100
"""Up to so many bytes anything may unpack; more, to so many times its size. Registers reach thirty."""
DAMAGE = (
    *(EOFError, MemoryError, ValueError, IndexError, OverflowError, struct.error),
    *(zlib.error, zipfile.BadZipFile),
)
"""What the readers of archives raise at bytes that are none."""


class HashingReader(io.RawIOBase):
    """A raw file that hashes what passes, so that a delivery is read once only."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb", buffering=0)
        self._digest = hashlib.sha256()
        self._hashed = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: Any) -> int:
        """Read and hash what is read for the first time; return how many bytes came."""
        start = self._stream.tell()
        count = self._stream.readinto(buffer) or 0
        if start == self._hashed:
            self._digest.update(memoryview(buffer)[:count])
            self._hashed += count
        return count

    def sha256(self) -> str:
        """Return the digest of the whole file; what has not passed (an archive's directory) is read now."""
        self._stream.seek(self._hashed)
        while chunk := self._stream.read(1 << 20):
            self._digest.update(chunk)
            self._hashed += len(chunk)
        return self._digest.hexdigest()

    def close(self) -> None:
        self._stream.close()
        super().close()


def is_delivery(path: Path) -> bool:
    """Whether a file can be a delivery by its name; some systems write suffixes in capitals."""
    return path.is_file() and path.name.lower().endswith(SUFFIXES)


def is_fixed_length(path: Path) -> bool:
    """Whether a delivery has records of fixed length and no header, by its name."""
    return path.name.lower().endswith(FIXED_SUFFIXES)


def plain_size(path: Path) -> int | None:
    """Return how many bytes a delivery has, None if it is packed."""
    return path.stat().st_size if path.name.lower().endswith(MEMBER_SUFFIXES) else None


def hash_delivery(path: Path) -> str:
    """Return the SHA-256 of a file as hex text; of a directory, that of its files' names and digests."""
    if path.is_dir():
        told = "".join(f"{file.name} {hash_delivery(file)}\n" for file in files_of(path))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def delivery_size(path: Path) -> int:
    """Return how many bytes a delivery has, packed as it is."""
    return sum(file.stat().st_size for file in files_of(path)) if path.is_dir() else path.stat().st_size


def files_of(folder: Path) -> list[Path]:
    """Return the files of a directory that can be deliveries, by name."""
    return sorted(path for path in folder.iterdir() if is_delivery(path))


@contextmanager
def open_delivery(path: Path) -> Iterator[tuple[IO[bytes], HashingReader]]:
    """Yield the stream of CSV bytes and the reader below it, which knows the digest and the progress.

    Raises DeliveryRefused if the file cannot be read, if an archive is damaged or holds not exactly one CSV,
    and, also later on, if it unpacks to more than a register can be.
    """
    try:
        with HashingReader(path) as reader:
            if plain_size(path) is not None:
                yield io.BufferedReader(reader, 1 << 20), reader
            else:
                yield UnpackedReader(path, reader), reader  # type: ignore[misc]
    except OSError as error:
        raise DeliveryRefused(
            f"{shown_name(path)} cannot be read ({error.strerror}). Check the file."
        ) from None


class UnpackedReader(io.BufferedIOBase):
    """The bytes in an archive. What is wrong with the archive, or too large in it, is a refusal."""

    def __init__(self, path: Path, reader: HashingReader) -> None:
        self._name = shown_name(path)
        self._most = max(UNPACKED_BYTES, UNPACKED_TIMES * path.stat().st_size)
        self._count = 0
        with _refusing_damage(self._name):
            self._stream = _unpacked(path, reader)

    def read(self, size: int | None = -1) -> bytes:
        """Return so many bytes, fewer at the end. Raises DeliveryRefused."""
        with _refusing_damage(self._name):
            content = self._stream.read(-1 if size is None else size)
        self._count += len(content)
        if self._count > self._most:
            raise DeliveryRefused(
                f"{self._name} unpacks to more than {UNPACKED_TIMES} times its size, which no register does. "
                "Look at where it comes from, or deliver it unpacked."
            )
        return content


@contextmanager
def _refusing_damage(name: str) -> Iterator[None]:
    """Turn what the readers of archives raise into a sentence: DeliveryRefused."""
    try:
        yield
    except DAMAGE as error:
        raise _damage(name, error) from None
    except NotImplementedError:
        raise DeliveryRefused(f"{name} is packed in a way that is not known here. {PACK_ANEW}") from None
    except RuntimeError as error:
        if "encrypted" not in str(error):
            raise
        raise DeliveryRefused(f"{name} is encrypted. Decrypt it first.") from None
    except OSError as error:
        if error.errno is not None:  # of the file, not of what is in it
            raise
        raise _damage(name, error) from None


def _damage(name: str, error: Exception) -> DeliveryRefused:
    return DeliveryRefused(f"{name} is damaged or cut off ({type(error).__name__}). Copy or export it again.")


def _unpacked(path: Path, reader: HashingReader) -> IO[bytes]:
    buffered = io.BufferedReader(reader, 1 << 20)
    if path.name.lower().endswith(".gz"):
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    archive = zipfile.ZipFile(buffered)
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1 or not members[0].filename.lower().endswith(MEMBER_SUFFIXES):
        raise DeliveryRefused(
            f"{shown_name(path)} does not hold exactly one .csv file. Pack one CSV per archive."
        )
    if members[0].compress_type not in METHODS:
        raise DeliveryRefused(f"{shown_name(path)} is packed in a way that is not taken. {PACK_ANEW}")
    return archive.open(members[0])
