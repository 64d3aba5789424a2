"""Ways to spoil a delivery as bytes and lines: damage, truncation, other encodings and line ends."""

from collections.abc import Callable
from random import Random

Damage = Callable[[Random, bytes, str], bytes]
"""Spoils a content in an encoding."""

ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "euc_jp",
    "iso2022_jp",
    "utf-8",
    "cp932",
    "utf-8-sig",
)
CONTROLS = (b"\x00", b"\x1a", b"\x0c", b"\x1b[31m", b"\x7f", b"\x80", b"\xa0", b"\xfd\xfe\xff", b"\xc0\x80")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xf0\x40", b"\xf4\x90\x80\x80")
QUOTES = (b'"', b'""', b'","', b'"""', b'"\n', b'\n"', b'"\r', b'"x"', b"'")
LINE_ENDS = (b"\r", b"\r\r\n", b"\n\n", b"\n\r", b"\x0b", b"\xe2\x80\xa8", b"", b" \n", b"\n ")
SEPARATORS = (b";", b"\t", b"|", b", ", b" ,", b",,", "，".encode())


def flip(rng: Random, content: bytes, _: str) -> bytes:
    signs = bytearray(content)
    for _ in range(rng.choice((1, 1, 3, 20)) if signs else 0):
        signs[rng.randrange(len(signs))] ^= 1 << rng.randrange(8)
    return bytes(signs)


def inserted(rng: Random, content: bytes, more: bytes) -> bytes:
    place = rng.randint(0, len(content))
    return content[:place] + more + content[place:]


def delete(rng: Random, content: bytes, _: str) -> bytes:
    place = rng.randint(0, len(content))
    return content[:place] + content[place + rng.choice((1, 2, 8, 100)) :]


def cut(rng: Random, content: bytes, _: str) -> bytes:
    return content[: rng.randint(0, len(content))]


def cut_beginning(rng: Random, content: bytes, _: str) -> bytes:
    return content[rng.randint(0, len(content)) :]


def with_lines(change: Callable[[Random, list[bytes]], None]) -> Damage:
    """Return a damage that changes the list of lines."""

    def damage(rng: Random, content: bytes, _: str) -> bytes:
        lines = content.splitlines(keepends=True)
        change(rng, lines)
        return b"".join(lines)

    return damage


def shuffle_lines(rng: Random, lines: list[bytes]) -> None:
    rng.shuffle(lines)


def repeat_line(rng: Random, lines: list[bytes]) -> None:
    if lines:
        lines.insert(rng.randint(0, len(lines)), rng.choice(lines))


def drop_line(rng: Random, lines: list[bytes]) -> None:
    if lines:
        lines.pop(rng.randrange(len(lines)))


def blank_lines(rng: Random, lines: list[bytes]) -> None:
    lines.insert(
        rng.randint(0, len(lines)), rng.choice((b"\n", b"\r\n", b" \n", b",\n")) * rng.choice((1, 3, 70_000))
    )


def join_lines(rng: Random, lines: list[bytes]) -> None:
    """Let a line run into the next one."""
    if lines:
        place = rng.choice((0, rng.randrange(len(lines))))
        lines[place] = lines[place].rstrip(b"\r\n")


def run_on_and_cut(rng: Random, lines: list[bytes]) -> None:
    """Let the header run into a row of which only the first fields came."""
    if len(lines) > 1:
        fields = lines[1].split(b",")[: rng.randint(1, 12)]
        lines[:2] = [lines[0].rstrip(b"\r\n") + b",".join(fields) + b"\n"]


def recode(rng: Random, content: bytes, encoding: str) -> bytes:
    return content.decode(encoding, "replace").encode(rng.choice(ENCODINGS), "replace")


def recode_a_line(rng: Random, content: bytes, encoding: str) -> bytes:
    lines = content.splitlines(keepends=True)
    if lines:
        place = rng.randrange(len(lines))
        lines[place] = recode(rng, lines[place], encoding)
    return b"".join(lines)


def other_line_ends(rng: Random, content: bytes, _: str) -> bytes:
    count = rng.choice((-1, 1, 2))
    return content.replace(rng.choice((b"\r\n", b"\n")), rng.choice(LINE_ENDS), count)


def other_separators(rng: Random, content: bytes, _: str) -> bytes:
    return content.replace(b",", rng.choice(SEPARATORS), rng.choice((-1, 1, 40)))


LINES: dict[str, Damage] = {
    "bits flipped": flip,
    "bytes inserted": lambda rng, content, _: inserted(rng, content, rng.randbytes(rng.choice((1, 2, 8)))),
    "bytes deleted": delete,
    "cut off": cut,
    "beginning cut off": cut_beginning,
    "control signs": lambda rng, content, _: inserted(
        rng, content, rng.choice(CONTROLS) * rng.choice((1, 100))
    ),
    "marks of other encodings": lambda rng, content, _: inserted(rng, content, rng.choice(MARKS)),
    "mark of an encoding in front": lambda rng, content, _: rng.choice(MARKS) + content,
    "stray quotation marks": lambda rng, content, _: inserted(rng, content, rng.choice(QUOTES)),
    "lines in another order": with_lines(shuffle_lines),
    "line repeated": with_lines(repeat_line),
    "line left out": with_lines(drop_line),
    "blank lines": with_lines(blank_lines),
    "lines joined": with_lines(join_lines),
    "header run into a cut row": with_lines(run_on_and_cut),
    "other encoding": recode,
    "other encoding in a line": recode_a_line,
    "other line ends": other_line_ends,
    "other separators": other_separators,
    "file twice": lambda rng, content, _: content * 2,
    "no byte": lambda rng, content, _: rng.choice((b"", b"\n", b" ", b"\xef\xbb\xbf", b"\x1a")),
    "noise": lambda rng, content, _: rng.randbytes(rng.choice((1, 100, 70_000))),
}
