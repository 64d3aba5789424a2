"""Numbers of 9 to 15 digits in bytes: half- or full-width, hyphenated or spaced, but no piece of a digest.

All at once for millions of signs: every step works on arrays of positions.
"""

import re
from dataclasses import dataclass

import numpy as np

SHORTEST, LONGEST = 9, 15
"""宛名番号 and 世帯番号 have up to 15 digits; what has fewer than 9 cannot be told from counts and days."""
ZERO, POINT, HYPHEN, SPACE = b"0.- "
GROUP, GROUPS = 4, (3, 4)
"""How 1234-5678-9012 is written: groups of four digits, the last of one to four."""
HASH_LENGTH, HASH_BESIDE = 16, 4
"""Hexadecimal signs in a row, and how many of them beside the digits, that are a digest and no number."""
UUID_HYPHENS = np.array([1, 6, 11, 16])
"""Where the hyphens of a UUID stand before its last group."""
MARGIN = 64
"""More than the longest context that is looked at."""
WIDE = re.compile(
    rb"\xef\xbc([\x90-\x99])|(\xef\xbc\x8d|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xe3\x83\xbc)|\xe3\x80\x80|\xc2\xa0"
)
"""Full-width digits, hyphens (or what is typed for one) and spaces in UTF-8."""
ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
"""How JSON writes a sign that is not ASCII."""
MSGPACK_INTEGERS = (0xCF, 0xD3)
"""The types uint64 and int64 of MessagePack; eight bytes follow, the highest first."""


@dataclass(frozen=True)
class Candidates:
    """Numbers that could be register numbers, and how many digits each is written with, leading zeros too."""

    numbers: np.ndarray
    digits: np.ndarray


NO_CANDIDATES = Candidates(np.empty(0, np.int64), np.empty(0, np.int64))


def joined(parts: list[Candidates]) -> Candidates:
    """Return the candidates of all parts."""
    parts = [part for part in parts if part.numbers.size]
    if not parts:
        return NO_CANDIDATES
    numbers, digits = ([getattr(part, name) for part in parts] for name in ("numbers", "digits"))
    return Candidates(np.concatenate(numbers), np.concatenate(digits))


def half_width(text: bytes) -> bytes:
    """Return UTF-8 text, with or without JSON escapes, with digits, hyphens and spaces in ASCII forms."""
    if b"\\u" in text:
        text = ESCAPE.sub(lambda match: chr(int(match[1], 16)).encode("utf-8", "replace"), text)
    return text if text.isascii() else WIDE.sub(_plain_sign, text)


def _plain_sign(match: re.Match[bytes]) -> bytes:
    digit, hyphen = match.groups()
    return bytes([digit[0] - 0x90 + ZERO]) if digit else b"-" if hyphen else b" "


def candidates_in_text(text: bytes) -> Candidates:
    """Return the candidates written in a text that ends where no number is cut."""
    margin = b"\n" * MARGIN
    signs = np.frombuffer(margin + half_width(text) + margin, np.uint8)
    is_digit = (signs - np.uint8(ZERO)) < 10
    edges = np.flatnonzero(is_digit[1:] != is_digit[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    plain = _plain(signs, starts, ends)
    return joined([plain, *(_grouped(signs, starts, ends, sign) for sign in (HYPHEN, SPACE))])


def candidates_in_numbers(numbers: np.ndarray) -> Candidates:
    """Return the candidates among integers, or among floats that are whole."""
    found = numbers[(numbers >= 10 ** (SHORTEST - 1)) & (numbers < 10**LONGEST)]
    if found.dtype.kind == "f":
        found = found[found == np.floor(found)]
    found = found.astype(np.int64)
    return Candidates(found, np.searchsorted(10 ** np.arange(LONGEST + 1), found, side="right"))


def candidates_in_msgpack(content: bytes) -> Candidates:
    """Return the candidates among the 64-bit integers of MessagePack."""
    signs = np.frombuffer(content, np.uint8)
    places = np.flatnonzero(np.isin(signs[:-8], MSGPACK_INTEGERS))
    words = signs[places[:, None] + np.arange(1, 9)]
    return candidates_in_numbers(words.view(">u8").ravel())


def _plain(signs: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Candidates:
    """Return the runs of digits that are long enough, and no longer."""
    lengths = ends - starts
    is_long = (lengths >= SHORTEST) & (lengths <= LONGEST)
    starts, ends = starts[is_long], ends[is_long]
    return _whole(signs, starts, ends, Candidates(_values(signs, starts, ends), lengths[is_long]))


def _grouped(signs: np.ndarray, starts: np.ndarray, ends: np.ndarray, separator: int) -> Candidates:
    """Return the numbers written in groups with this separator."""
    lengths = ends - starts
    is_joined = np.zeros(starts.size + 1, dtype=bool)
    is_joined[1:-1] = (starts[1:] - ends[:-1] == 1) & (signs[ends[:-1]] == separator)
    firsts = np.flatnonzero(~is_joined[:-1] & is_joined[1:])
    lasts = np.flatnonzero(is_joined[:-1] & ~is_joined[1:])
    is_number = np.isin(lasts - firsts + 1, GROUPS) & (lengths[lasts] <= GROUP)
    firsts, lasts = firsts[is_number], lasts[is_number]
    is_number = np.ones(firsts.size, dtype=bool)
    numbers, digits = np.zeros(firsts.size, np.int64), np.zeros(firsts.size, np.int64)
    for place in range(max(GROUPS)):
        group = np.minimum(firsts + place, lasts)
        length = np.where(firsts + place <= lasts, lengths[group], 0)
        is_number &= (length == GROUP) | (firsts + place >= lasts)
        values = np.where(length > 0, _values(signs, starts[group], ends[group]), 0)
        numbers, digits = numbers * 10**length + values, digits + length
    is_number &= (digits >= SHORTEST) & (digits <= LONGEST)
    begins, finishes = starts[firsts], ends[lasts]
    is_number &= (signs[begins - 1] != HYPHEN) & (signs[finishes] != HYPHEN)  # or they go on in letters
    found = Candidates(numbers[is_number], digits[is_number])
    return _whole(signs, begins[is_number], finishes[is_number], found)


def _values(signs: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the numbers that runs of up to 15 digits are."""
    values = np.zeros(starts.size, np.int64)
    for place in range(min(int((ends - starts).max(initial=0)), LONGEST)):
        positions = ends - 1 - place
        digits = np.where(positions >= starts, signs[positions] - np.uint8(ZERO), 0)
        values += digits.astype(np.int64) * 10**place
    return values


def _whole(signs: np.ndarray, starts: np.ndarray, ends: np.ndarray, found: Candidates) -> Candidates:
    """Return the candidates that are no piece of a decimal fraction, of a digest or of a UUID."""
    before = signs[starts[:, None] - np.arange(1, HASH_LENGTH + 1)]
    after = signs[ends[:, None] + np.arange(HASH_LENGTH)]
    hex_before, hex_after = (_leading(_is_hexadecimal(around)) for around in (before, after))
    beside = hex_before + hex_after
    is_digest = (beside >= HASH_BESIDE) & (beside + ends - starts >= HASH_LENGTH)
    hyphens = signs[(starts - hex_before)[:, None] - UUID_HYPHENS]
    is_uuid = (hyphens == HYPHEN).all(axis=1)
    is_fraction = (before[:, 0] == POINT) & ((before[:, 1] - np.uint8(ZERO)) < 10)
    is_whole = ~(is_digest | is_uuid | is_fraction)
    return Candidates(found.numbers[is_whole], found.digits[is_whole])


def _is_hexadecimal(signs: np.ndarray) -> np.ndarray:
    lower = signs | 0x20
    return ((signs - np.uint8(ZERO)) < 10) | ((lower >= ord("a")) & (lower <= ord("f")))


def _leading(flags: np.ndarray) -> np.ndarray:
    """Return how many flags of each row are set before the first that is not."""
    return np.logical_and.accumulate(flags, axis=1).sum(axis=1)
