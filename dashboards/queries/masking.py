"""Sums of counts of which some may be masked (None, 04-privacy 4.4): what has a masked part is masked."""

from collections.abc import Iterable


def masked_sum(measure: str) -> str:
    """Return the SQL of a sum: a sum in SQL leaves out what is null, here one null part makes it null."""
    return f"case when count({measure}) = count(*) then sum({measure})::bigint end"


def sum_unless_masked(counts: Iterable[int | None]) -> int | None:
    """Return the sum, or None as soon as one part is masked."""
    listed = list(counts)
    known = [count for count in listed if count is not None]
    return sum(known) if len(known) == len(listed) else None
