"""Where quotation marks, separators and line ends stand in a block of bytes (RFC 4180).

A sign's places are kept as bits, sixty-four bytes of the block to a word. Whether a byte is quoted is the
parity of the marks before it, a running exclusive or: over words of bits that is six shifts, and takes a
fifth of what going from byte to byte takes.
"""

from dataclasses import dataclass

import numpy as np

QUOTE, COMMA, NEWLINE, RETURN = b'",\n\r'
WORD_BITS = 64
STRIDE = 2**18
"""Bytes looked at in one step: few enough to stay near the processor."""
_ONE, _LAST = np.uint64(1), np.uint64(WORD_BITS - 1)


@dataclass(frozen=True)
class Marks:
    """What stands in the whole records at the beginning of a block."""

    record_end: int
    """Where the last whole record ends, 0 if none does: after the last newline that is not quoted."""
    newlines: int
    separators: int
    """Commas outside quotation marks."""
    misplaced: int | None
    """The first mark that neither opens or closes a field nor is doubled in one."""
    is_open: bool
    """Whether a field is quoted and never closed."""


def read_marks(content: bytes, *, is_last: bool = False) -> Marks:
    """Return what stands in a block that begins with a record; all of the `is_last` one is looked at."""
    signs = np.frombuffer(content, np.uint8)
    if QUOTE not in content:
        end = len(content) if is_last else content.rfind(b"\n") + 1
        lines, separators = (_count(_places(signs[:end], sign)) for sign in (NEWLINE, COMMA))
        return Marks(end, lines, separators, None, is_open=False)
    marks, commas, newlines = (_places(signs, sign) for sign in (QUOTE, COMMA, NEWLINE))
    is_inside = _parity(marks)
    end = len(content) if is_last else _end(newlines & ~is_inside)
    neighbours = commas | newlines | marks
    wrong = marks & is_inside & ~_one_later(neighbours)
    wrong |= marks & ~is_inside & ~_one_earlier(neighbours | _places(signs, RETURN))
    return Marks(
        record_end=end,
        newlines=_count(_before(newlines, end)),
        separators=_count(_before(commas & ~is_inside, end)),
        misplaced=_first(_before(wrong, end)),
        is_open=is_last and _count(marks) % 2 == 1,
    )


def _places(signs: np.ndarray, sign: int) -> np.ndarray:
    """Return one bit per byte, the first in the lowest place of the first word."""
    words = np.zeros(-(-signs.size // WORD_BITS), "<u8")
    octets = words.view(np.uint8)
    for start in range(0, signs.size, STRIDE):
        bits = np.packbits(signs[start : start + STRIDE] == sign, bitorder="little")
        octets[start // 8 : start // 8 + bits.size] = bits
    return words


def _parity(marks: np.ndarray) -> np.ndarray:
    """Return the places where the number of marks so far, the place's own included, is odd."""
    odd = marks.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        odd ^= odd << np.uint64(shift)
    is_odd_word = odd >> _LAST
    is_odd_before = np.cumsum(is_odd_word) - is_odd_word & _ONE
    return odd ^ (np.uint64(0) - is_odd_before)  # all bits of a word turned where the words before it are odd


def _one_later(places: np.ndarray) -> np.ndarray:
    """Return the places one byte further on, and the first: before it nothing stands."""
    moved = places << _ONE
    moved[1:] |= places[:-1] >> _LAST
    moved[0] |= _ONE
    return moved


def _one_earlier(places: np.ndarray) -> np.ndarray:
    """Return the places one byte before."""
    moved = places >> _ONE
    moved[:-1] |= places[1:] << _LAST
    return moved


def _before(places: np.ndarray, end: int) -> np.ndarray:
    """Return the places before a byte."""
    kept = places[: -(-end // WORD_BITS)].copy()
    if end % WORD_BITS:
        kept[-1] &= np.uint64(2 ** (end % WORD_BITS) - 1)
    return kept


def _count(places: np.ndarray) -> int:
    return int(np.bitwise_count(places).sum())


def _first(places: np.ndarray) -> int | None:
    words = np.flatnonzero(places)
    if not words.size:
        return None
    word = int(places[words[0]])
    return int(words[0]) * WORD_BITS + (word & -word).bit_length() - 1


def _end(places: np.ndarray) -> int:
    """Return the byte after the last place, 0 if there is none."""
    words = np.flatnonzero(places)
    return int(words[-1]) * WORD_BITS + int(places[words[-1]]).bit_length() if words.size else 0
