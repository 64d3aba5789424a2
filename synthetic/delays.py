"""When it happened: usually some days before it is recorded, for a share of it whole months before."""

import numpy as np

from synthetic.days import month_start
from synthetic.desk import Desk
from synthetic.parameters import parameter_rows

SHORTEST_MONTH = 28


def happened(
    desk: Desk, recorded: np.ndarray, usual: np.ndarray | int, share: float | None = None
) -> np.ndarray:
    """Return days: `usual` days before those on which it was recorded, for the late in an earlier month.

    `share` is that of the late, by default the desk's. Late only moves the day on which it happened: the
    recorded month, by which published totals count, is what it was.
    """
    late = desk.rng.random(len(recorded)) < (desk.shares.late if share is None else share)
    return np.where(late, days_of_earlier_months(desk, len(recorded)), recorded - usual)


def days_of_earlier_months(desk: Desk, count: int) -> np.ndarray:
    """Return days in the months before the desk's, so many months back as `late_months.csv` weighs them."""
    rows = parameter_rows("late_months")
    starts = np.array([month_start(desk.month - int(row["months"])) for row in rows])
    weights = np.array([float(row["weight"]) for row in rows])
    drawn = desk.rng.choice(len(starts), count, p=weights / weights.sum())
    return starts[drawn] + desk.rng.integers(0, SHORTEST_MONTH, count)
