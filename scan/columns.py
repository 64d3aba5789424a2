"""Candidates among the values of a column, whatever its type."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scan.digits import (
    NO_CANDIDATES,
    SHORTEST,
    Candidates,
    candidates_in_numbers,
    candidates_in_text,
    joined,
)

WORD = 8
"""Bytes of an integer that is stored as bytes."""


def candidates_in_column(values: pa.Array) -> Candidates:
    """Return the candidates among distinct values: integers, whole floats and decimals, texts, bytes.

    Lists, structs, maps and dictionaries are looked into; days, times and truth values can hold none.
    """
    kind = values.type
    if pa.types.is_integer(kind):
        return _in_integers(values)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return candidates_in_numbers(_array_of(values.cast(pa.float64(), safe=False)))
    if _is_text(kind) or pa.types.is_fixed_size_binary(kind):
        return _in_texts(values)
    if pa.types.is_nested(kind) or pa.types.is_dictionary(kind):
        return joined([candidates_in_column(inner) for inner in _inner(values)])
    return NO_CANDIDATES


def _is_text(kind: pa.DataType) -> bool:
    tests = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return any(getattr(pa.types, f"is_{name}")(kind) for name in tests)


def _array_of(values: pa.Array) -> np.ndarray:
    """Return the values without nulls."""
    return values.drop_null().to_numpy(zero_copy_only=False)


def _in_integers(values: pa.Array) -> Candidates:
    """Return the candidates of integers wide enough to hold one."""
    return candidates_in_numbers(_array_of(values)) if values.type.bit_width >= 32 else NO_CANDIDATES


def _in_texts(values: pa.Array) -> Candidates:
    """Return the candidates of texts or bytes; most columns are codes, too short to be looked at."""
    contents = values.cast(pa.large_binary())
    longest = pc.max(pc.binary_length(contents)).as_py() or 0
    if longest < WORD:
        return NO_CANDIDATES
    distinct = contents.unique().drop_null().to_pylist()
    texts = candidates_in_text(b"\n".join(distinct)) if longest >= SHORTEST else NO_CANDIDATES
    return joined([texts, *_in_words([content for content in distinct if len(content) == WORD])])


def _in_words(words: list[bytes]) -> list[Candidates]:
    """Return the candidates of integers of eight bytes, in both orders of bytes."""
    content = b"".join(words)
    return [candidates_in_numbers(np.frombuffer(content, order)) for order in ("<u8", ">u8")]


def _inner(values: pa.Array) -> list[pa.Array]:
    """Return the columns that a nested column is made of."""
    if pa.types.is_dictionary(values.type):
        return [values.dictionary]
    if pa.types.is_struct(values.type):
        return values.flatten()
    if pa.types.is_map(values.type):
        return [values.keys, values.items]
    return [values.flatten()] if hasattr(values, "flatten") else []
