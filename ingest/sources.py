"""The bytes of a delivery: plain, gzip or zip with one CSV, read once in blocks."""

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from store.errors import DeliveryRefused, UsageError

FIXED_SUFFIXES = (".dat", ".dat.gz", ".dat.zip")
SUFFIXES = (".csv", ".csv.gz", ".zip", *FIXED_SUFFIXES[:2])
MEMBER_SUFFIXES = (".csv", ".dat")


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


def find_deliveries(arguments: list[str]) -> list[Path]:
    """Return the delivery files that the arguments name: files, directories, globs; each once, by name.

    Raises UsageError if an argument names nothing that can be a delivery.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        for path in _expand(argument):
            found[path.resolve()] = None
    return sorted(found, key=lambda path: (path.name, str(path)))


def is_delivery(path: Path) -> bool:
    """Whether a file can be a delivery by its name; some systems write suffixes in capitals."""
    return path.is_file() and path.name.lower().endswith(SUFFIXES)


def is_fixed_length(path: Path) -> bool:
    """Whether a delivery has records of fixed length and no header, by its name."""
    return path.name.lower().endswith(FIXED_SUFFIXES)


def plain_size(path: Path) -> int | None:
    """Return how many bytes a delivery has, None if it is packed."""
    return path.stat().st_size if path.name.lower().endswith(MEMBER_SUFFIXES) else None


def _expand(argument: str) -> list[Path]:
    path = Path(argument).expanduser()
    if path.is_file():
        if not is_delivery(path):
            raise UsageError(f"{path.name} is no {', '.join(SUFFIXES)} file. Name a delivery.")
        return [path]
    if path.is_dir():
        inside = [entry for entry in path.iterdir() if is_delivery(entry)]
    else:
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else argument
        is_pattern = any(sign in pattern for sign in "*?[")
        matches = anchor.glob(pattern) if is_pattern else iter(())
        inside = [entry for entry in matches if is_delivery(entry)]
    if not inside:
        raise UsageError(f"{argument} names no delivery ({', '.join(SUFFIXES)}). Check the path.")
    return inside


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def open_delivery(path: Path) -> Iterator[tuple[IO[bytes], HashingReader]]:
    """Yield the stream of CSV bytes and the reader below it, which knows the digest and the progress.

    Raises DeliveryRefused if the file cannot be read or an archive is damaged or holds not exactly one CSV.
    """
    try:
        with HashingReader(path) as reader:
            yield _decompress(path, reader), reader
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise DeliveryRefused(
            f"{path.name} is damaged or cut off ({type(error).__name__}). Copy or export it again."
        ) from None
    except RuntimeError as error:
        if "encrypted" not in str(error):
            raise
        raise DeliveryRefused(f"{path.name} is encrypted. Decrypt it first.") from None
    except OSError as error:
        raise DeliveryRefused(f"{path.name} cannot be read ({error.strerror}). Check the file.") from None


def _decompress(path: Path, reader: HashingReader) -> IO[bytes]:
    buffered = io.BufferedReader(reader, 1 << 20)
    if path.name.lower().endswith(".gz"):
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    if not path.name.lower().endswith(".zip"):
        return buffered
    archive = zipfile.ZipFile(buffered)
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1 or not members[0].filename.lower().endswith(MEMBER_SUFFIXES):
        raise DeliveryRefused(f"{path.name} does not hold exactly one .csv file. Pack one CSV per archive.")
    return archive.open(members[0])
