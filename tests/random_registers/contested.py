"""People whose changes are cancelled again and again: rivals for one row, chains, late and early ones."""

from datetime import timedelta
from random import Random

from tests.random_registers.columns import RESIDENT_COLUMNS, blank_cells
from tests.random_registers.people import Life, Place, altered, happened_before, new_state

STEPS = (0, 0, 0, 1, 3, 10, 25)


def make_contested_life(random: Random, place: Place, number: int) -> Life:
    """Return a person of the base with one or two changes, and up to five cancellations of any of them."""
    start = place.base_date + timedelta(days=random.choice((-10, 0, 5, 20, 40)))
    life = Life(random, place, number, new_state(random, place), 2, start, True)
    life.base = blank_cells(RESIDENT_COLUMNS) | life.state
    life.base |= {"宛名番号": str(number), "履歴番号": "1", "基準日": place.base_date.isoformat()}
    for _ in range(random.choice((1, 1, 2))):
        planned = life.recorded + timedelta(days=random.choice((0, 5, 30, 60)))
        life.write(random.choice(("21", "21", "31", "23")), happened=planned.isoformat())
        go_on(life)
    for _ in range(random.choice((2, 3, 4, 5))):
        target = random.choice(life.changes)["履歴番号"]
        if random.random() < 0.15:
            life.write("50", happened=happened_before(life), 参照履歴番号=target)
        else:
            life.state = altered(life)
            reason = random.choice(("19", "19", "29", "49", "49"))
            life.write(reason, happened=happened_before(life), 参照履歴番号=target)
        go_on(life)
    return life


def go_on(life: Life) -> None:
    life.history += 1
    life.recorded += timedelta(days=life.random.choice(STEPS))
    if life.random.random() < 0.05:
        life.recorded -= timedelta(days=15)
