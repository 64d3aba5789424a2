"""Which knowledge a table stands on (02-register 2.5, 2.8): two axes, both open ended by default."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Vintage:
    """What the register had recorded by a day, and what this platform had loaded by a ledger id."""

    as_known: date | None = None
    """Only rows recorded on or before this day; None = all of them."""
    as_loaded: int | None = None
    """Only deliveries and closings up to this ledger id; None = the whole ledger."""

    @property
    def is_latest(self) -> bool:
        """Whether it is everything there is: what is served."""
        return self == LATEST


LATEST = Vintage()
"""All that is recorded and loaded."""
