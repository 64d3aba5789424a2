"""What is quoted is told by bits; here one sign after another, on generated blocks (RFC 4180)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.marks import WORD_BITS, Marks, read_marks

signs = st.sampled_from([b'"', b",", b"\n", b"\r", b"x"])
blocks = st.lists(signs, min_size=1, max_size=3 * WORD_BITS).map(b"".join)


def read_slowly(content: bytes, *, is_last: bool) -> Marks:
    """Return the same, reading sign by sign."""
    is_inside = False
    end = newlines = separators = 0
    found = (0, 0, 0)
    misplaced = None
    for place, sign in enumerate(content):
        if sign == ord('"'):
            is_inside = not is_inside
            before, after = content[max(place - 1, 0) : place], content[place + 1 : place + 2]
            fits = before in (b"", b",", b"\n", b'"') if is_inside else after in (b",", b"\n", b"\r", b'"')
            if not fits and misplaced is None:
                misplaced = place
        newlines += sign == ord("\n")
        separators += sign == ord(",") and not is_inside
        if sign == ord("\n") and not is_inside:
            found, end = (place + 1, newlines, separators), place + 1
    if is_last:
        found, end = (len(content), newlines, separators), len(content)
    return Marks(
        *found, misplaced if misplaced is not None and misplaced < end else None, is_last and is_inside
    )


@settings(max_examples=300, deadline=None, database=None)
@given(blocks, st.booleans())
def test_a_block_is_read_as_sign_by_sign(content: bytes, is_last: bool) -> None:
    assert read_marks(content, is_last=is_last) == read_slowly(content, is_last=is_last)


def test_a_block_of_several_strides_is_read_as_sign_by_sign() -> None:
    record = b'x,"a,""b""\n",,"",' + b"y" * 40 + b"\n"
    content = record * 6000 + b'"open,'
    assert read_marks(content) == read_slowly(content, is_last=False)
