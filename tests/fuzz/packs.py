"""Ways to spoil how a delivery is packed and named: archives, bombs, suffixes, file names."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

from tests.fuzz.sheets import BASES

Pack = Callable[[Random, str, bytes], tuple[str, bytes]]
"""Takes name and content of a file, and returns those of what is delivered instead."""

BOMB_BYTES = 40 * 2**20
BOMB_SIGNS = (b"\n", b"\r\n", b"\0", b" ", b",", b'"', b"1,", "あ".encode())
NAMES = (
    *(
        "a\nb",
        'a"b',
        "-x",
        "[a-b]*",
        "x" * 240,
        os.fsdecode("全件".encode("cp932")),
        "\x1b[2J",
        "💣",
        " ",
        ".",
    ),
    *("~", "=1+1", "%s{0}", "a\rb", "\u202egpj", "20240230"),
)


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members:
            text = os.fsencode(name).decode("utf-8", "replace")
            archive.writestr(zipfile.ZipInfo(text), member, method)
    return content.getvalue()


def gzipped(content: bytes, level: int = 1) -> bytes:
    """Return a gzip file without the time of its making."""
    return gzip.compress(content, level, mtime=0)


def as_it_is(_: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, content


def as_gzip(_: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return f"{name}.gz", gzipped(content)


def as_zip(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return f"{name}.zip", zipped([(name, content)], method)


SOUND_PACKS = (as_it_is, as_it_is, as_it_is, as_gzip, as_zip)


def strange_members(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """Return an archive of no, two, empty or nested members, or of members with strange names."""
    inner = zipped([(name, content)])
    members = rng.choice(
        (
            [],
            [(name, content), (f"2{name}", content)],
            [(name, content), ("readme.txt", b"x")],
            [("folder/", b""), (f"folder/{name}", content)],
            [("inner.zip", inner)],
            [("inner.csv", inner)],
            [(name, b"")],
            [(f"../../{name}", content)],
            [(f"{rng.choice(NAMES)[:40].encode('utf-8', 'replace').decode()}.csv", content)],
            [("readme.txt", content)],
            [(name.upper(), content)],
        )
    )
    return "delivery.zip", zipped(members)


def overwritten(content: bytes, signature: bytes, place: int, value: bytes) -> bytes:
    """Return an archive with other bytes at a place of its first header of this signature."""
    start = content.find(signature)
    return content[: start + place] + value + content[start + place + len(value) :]


def wrong_headers(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """Return an archive that says it is encrypted, of an unknown method, larger, and so on."""
    archive = zipped([(name, content)])
    places = {
        "flags": (6, bytes([rng.choice((1, 8, 32, 64, 255)), rng.choice((0, 8, 32, 255))])),
        "method": (8, bytes([rng.choice((1, 6, 9, 12, 14, 97, 99, 255)), 0])),
        "version": (4, bytes([rng.choice((0, 64, 255)), 0])),
        "checksum": (14, rng.randbytes(4)),
        "sizes": (18, rng.choice((bytes(8), b"\xff" * 8, rng.randbytes(8)))),
        "lengths": (26, rng.randbytes(4)),
    }
    place, value = places[rng.choice(list(places))]
    is_both = rng.random() < 0.7
    archive = overwritten(archive, b"PK\x01\x02", place + 2, value)
    return "delivery.zip", overwritten(archive, b"PK\x03\x04", place, value) if is_both else archive


def wrong_offset(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    archive = zipped([(name, content)])
    signature, place = rng.choice(
        ((b"PK\x01\x02", 42), (b"PK\x05\x06", 16), (b"PK\x05\x06", 12), (b"PK\x05\x06", 8))
    )
    return "delivery.zip", overwritten(archive, signature, place, rng.choice((b"\xff" * 4, rng.randbytes(4))))


def damaged(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """Return a packed delivery with bytes changed, cut off or added."""
    packed_name, packed = rng.choice((as_gzip, as_zip))(rng, name, content)
    signs = bytearray(packed)
    for _ in range(rng.choice((1, 2, 30))):
        signs[rng.randrange(len(signs))] = rng.randrange(256)
    cut = packed[: rng.randint(0, len(packed))]
    garbage = packed + rng.choice((b"\0" * 100, b"garbage", rng.randbytes(100)))
    return packed_name, rng.choice((bytes(signs), cut, garbage, garbage[50:]))


def several_members(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """Return a gzip file of several members, as writers that append make it."""
    place = rng.randint(0, len(content))
    parts = rng.choice(((content[:place], content[place:]), (content, content), (b"", content, b"")))
    return f"{name}.gz", b"".join(gzipped(part) for part in parts)


@cache
def gzipped_run(sign: bytes) -> bytes:
    return gzipped(sign * (BOMB_BYTES // len(sign)), 6)


@cache
def zipped_run(sign: bytes, beginning: bytes) -> bytes:
    return zipped([("delivery.csv", beginning + sign * (BOMB_BYTES // len(sign)))])


def bomb(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """Return a delivery of a few kilobytes that goes on with one sign for forty megabytes."""
    sign = rng.choice(BOMB_SIGNS)
    if rng.random() < 0.3:
        beginning = BASES["std changes"]()["delivery.csv"].content() if rng.random() < 0.5 else b""
        return "bomb.zip", zipped_run(sign, beginning)
    return f"{name}.gz", gzipped(rng.choice((content, content, b""))) + gzipped_run(sign)


def other_suffix(rng: Random, _: str, content: bytes) -> tuple[str, bytes]:
    """Return a file that is not what its name says."""
    packed = rng.choice((content, gzipped(content), zipped([("a.csv", content)])))
    suffixes = (
        ".csv",
        ".dat",
        ".csv.gz",
        ".dat.gz",
        ".zip",
        ".dat.zip",
        ".CSV",
        ".Csv.Gz",
        ".txt",
        ".gz",
        "",
    )
    return f"delivery{rng.choice(suffixes)}", packed


def strange_name(rng: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return f"{rng.choice(NAMES)}.{name.partition('.')[2]}", content


PACKS: dict[str, Pack] = {
    "strange members": strange_members,
    "wrong headers of an archive": wrong_headers,
    "wrong offsets of an archive": wrong_offset,
    "damaged archive": damaged,
    "several gzip members": several_members,
    "bomb": bomb,
    "other suffix": other_suffix,
    "strange name": strange_name,
}
