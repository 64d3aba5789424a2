"""The search by arrays finds in any text what a plain reading of it sign by sign finds."""

import re
import string
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from scan.digits import candidates_in_text
from tests.scan.canaries import wide

HEXADECIMAL = set(string.hexdigits)
PIECES = ["1234", "12345678", "901", "0000", "7", "-", " ", ".", "a", "e9", "x", "\n", "番", "550e8400-e29b-"]


def read_plainly(text: str) -> Iterator[tuple[int, int]]:
    """Yield number and digits of everything in ASCII text that could be a register number."""
    for match in re.finditer("[0-9]+", text):
        if 9 <= len(match[0]) <= 15 and is_whole(text, *match.span()):
            yield int(match[0]), len(match[0])
    for separator in "- ":
        for match in re.finditer(f"[0-9]+(?:{separator}[0-9]+)+", text):
            *full, last = match[0].split(separator)
            digits = "".join((*full, last))
            is_written_so = {len(group) for group in full} == {4} and len(full) in (2, 3) and len(last) <= 4
            goes_on = (
                text[match.start() - 1 : match.start()] == "-" or text[match.end() : match.end() + 1] == "-"
            )
            if is_written_so and len(digits) <= 15 and not goes_on and is_whole(text, *match.span()):
                yield int(digits), len(digits)


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether digits from `start` to `end` are no piece of a fraction, a digest or a UUID."""
    first, last = start, end
    while first > 0 and text[first - 1] in HEXADECIMAL:
        first -= 1
    while last < len(text) and text[last] in HEXADECIMAL:
        last += 1
    beside = (start - first) + (last - end)
    is_uuid = first >= 16 and all(text[first - place] == "-" for place in (1, 6, 11, 16))
    is_fraction = re.search(r"[0-9]\.\Z", text[max(start - 2, 0) : start])
    return not (is_fraction or is_uuid or (beside >= 4 and beside + end - start >= 16))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.booleans())
def test_arrays_read_as_the_eye_does(text: str, is_wide: bool) -> None:
    found = candidates_in_text((wide(text) if is_wide else text).encode())
    assert sorted(zip(found.numbers.tolist(), found.digits.tolist(), strict=True)) == sorted(
        read_plainly(text)
    )


def test_the_plain_reading_finds_something() -> None:
    text = "n123456789012 1234-5678-9012"
    assert list(read_plainly(text)) == [(123456789012, 12), (123456789012, 12)]
