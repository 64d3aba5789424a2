"""Deaths: by age and sex, most of them reported within a week."""

import numpy as np

from synthetic.changes import role_number, write_changes
from synthetic.days import office_days, written
from synthetic.delays import happened
from synthetic.desk import Desk
from synthetic.parameters import mortality
from synthetic.register import leave
from synthetic.selection import draw, of_sex

FOREIGN_MORTALITY = 0.6


def record_deaths(desk: Desk, counts: np.ndarray) -> None:
    """Record a month's deaths, `counts` by sex. The day of death may lie in the month (or year) before."""
    people, rng, month = desk.register.people, desk.rng, desk.month
    for sex in (0, 1):
        weights = of_sex(sex, mortality()[sex], FOREIGN_MORTALITY)
        persons = draw(rng, desk.register, month, int(counts[sex]), weights)
        recorded = office_days(rng, month, len(persons), people["last_day"][persons])
        died = happened(desk, recorded, np.minimum(rng.geometric(0.35, len(persons)) - 1, 30))
        died = np.maximum(died, people["last_day"][persons])
        changed = np.maximum(written(died), people["birth"][persons])
        histories = write_changes(desk.journal, desk.register, "death", persons, recorded, changed=changed)
        leave(desk.register, persons, recorded, role_number("death"), histories)
