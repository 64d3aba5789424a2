"""その他: 帰化 and 国籍喪失 pairs, 取消 recorded after the day, 職権記載 and 職権消除.

The published totals count a 帰化 twice, as 消除その他 and as 記載その他, as does the total table of 03-tables
3.2.
"""

from dataclasses import dataclass

import numpy as np

from synthetic.ages import intensities
from synthetic.arrivals import settle
from synthetic.changes import role_number, write_changes
from synthetic.days import month_start, office_days, written
from synthetic.delays import happened
from synthetic.desk import Desk, whole
from synthetic.foreigners import lose_nationality, make_foreign, make_japanese
from synthetic.opening import birth_dates
from synthetic.parameters import OLDEST, by_single_age, rate, relation
from synthetic.register import enter, is_head, leave, make_heads
from synthetic.selection import draw, of_sex

RESTORABLE = ("out_domestic", "out_abroad", "death")


@dataclass(frozen=True)
class OtherFlows:
    """A month's その他 by sex: what is left after the pairs, which count on both sides."""

    naturalised: np.ndarray
    nationality_lost: np.ndarray
    added: np.ndarray
    removed: np.ndarray


def split_others(desk: Desk, added: np.ndarray, removed: np.ndarray) -> OtherFlows:
    """Return how many of a month's 記載その他 and 消除その他 are 帰化 and 国籍喪失 pairs."""
    people = desk.register.people
    foreign = people["present"] & ~people["pending"] & (people["kind"] == 1)
    available = np.array([np.count_nonzero(foreign & (people["sex"] == sex)) for sex in (0, 1)])
    pairs = np.array([whole(desk.rng, n * rate("naturalisation_share")) for n in added])
    naturalised = np.minimum.reduce([pairs, added, removed, available])
    pairs = np.array([whole(desk.rng, n * rate("nationality_loss_share")) for n in added])
    lost = np.minimum.reduce([pairs, added - naturalised, removed - naturalised])
    used = naturalised + lost
    return OtherFlows(naturalised, lost, added - used, removed - used)


def record_pairs(desk: Desk, others: OtherFlows) -> None:
    """Record 帰化 (24 and 14) and 国籍喪失 (25 and 15): two rows of one day, written in either order."""
    by_age = by_single_age("migration_ages", "move_intensity")
    for sex in (0, 1):
        weights = of_sex(sex, by_age)
        weights[:, 0] = 0
        persons = draw(desk.rng, desk.register, desk.month, int(others.naturalised[sex]), weights)
        record_pair(desk, persons, "naturalisation_removal", "naturalisation_entry")
        weights = of_sex(sex, by_age, foreign=0.0)
        persons = draw(desk.rng, desk.register, desk.month, int(others.nationality_lost[sex]), weights)
        record_pair(desk, persons, "nationality_loss_removal", "nationality_loss_entry")


def record_pair(desk: Desk, persons: np.ndarray, removal: str, entry: str) -> None:
    """Write removal and entry of one day; a third of the registers write the entry first."""
    people, rng = desk.register.people, desk.rng
    days = office_days(rng, desk.month, len(persons), people["last_day"][persons])
    entry_first = rng.random(len(persons)) < 0.33
    before = {name: people[name][persons].copy() for name in ("kind", "nationality", "status")}
    late, early = persons[~entry_first], persons[entry_first]
    write_changes(desk.journal, desk.register, removal, late, days[~entry_first])
    change_kind(desk, persons, entry)
    write_changes(desk.journal, desk.register, entry, persons, days)
    after = {name: people[name][early].copy() for name in before}
    for name, values in before.items():
        people[name][early] = values[entry_first]
    write_changes(desk.journal, desk.register, removal, early, days[entry_first])
    for name, values in after.items():
        people[name][early] = values


def change_kind(desk: Desk, persons: np.ndarray, entry: str) -> None:
    """Turn foreign residents into Japanese ones on 帰化, Japanese into foreign ones on 国籍喪失."""
    if entry == "naturalisation_entry":
        make_japanese(desk.register, persons)
    else:
        lose_nationality(desk.register, desk.rng, persons)


def record_removals(desk: Desk, counts: np.ndarray) -> None:
    """Record 29 (a 転入 or 出生 of last month taken back) and 26 職権消除, `counts` by sex."""
    people, rng = desk.register.people, desk.rng
    withdrawn = [withdrawable(desk, sex, int(counts[sex])) for sex in (0, 1)]
    persons = np.concatenate(withdrawn)
    days = office_days(rng, desk.month, len(persons), people["last_day"][persons])
    histories = write_changes(
        desk.journal, desk.register, "withdraw", persons, days, target=people["entered_history"][persons]
    )
    leave(desk.register, persons, days, role_number("withdraw"), histories)
    for sex in (0, 1):
        weights = of_sex(sex, intensities()[1] + 0.4, rate("foreign_ex_officio_weight"))
        count = int(counts[sex]) - len(withdrawn[sex])
        persons = draw(rng, desk.register, desk.month, count, weights)
        days = office_days(rng, desk.month, len(persons), people["last_day"][persons])
        gone = np.maximum(found_out(desk, days), people["last_day"][persons])
        histories = write_changes(
            desk.journal, desk.register, "ex_officio_removal", persons, days, changed=written(gone)
        )
        leave(desk.register, persons, days, role_number("ex_officio_removal"), histories)


def withdrawable(desk: Desk, sex: int, count: int) -> np.ndarray:
    """Return people who entered last month and have no later row: their entry can be taken back."""
    people, recent = desk.register.people, desk.entered_last_month
    fresh = people["present"][recent] & ~people["pending"][recent] & (people["sex"][recent] == sex)
    fresh &= people["history"][recent] == people["entered_history"][recent]
    wanted = whole(desk.rng, count * rate("withdraw_share"))
    return np.asarray(desk.rng.permutation(recent[fresh])[:wanted])


def record_additions(desk: Desk, counts: np.ndarray) -> np.ndarray:
    """Record 19 (a 転出 or 死亡 undone after its day) and 16 職権記載; return those entered by 16."""
    people, rng = desk.register.people, desk.rng
    restored = [restorable(desk, sex, int(counts[sex])) for sex in (0, 1)]
    persons = np.concatenate(restored)
    days = office_days(rng, desk.month, len(persons), month_start(desk.month))
    put_back(desk, persons)
    write_changes(
        desk.journal, desk.register, "restore", persons, days, target=people["left_history"][persons]
    )
    left = counts - np.array([len(found) for found in restored])
    sex = np.repeat(np.arange(2), left)
    ages = np.minimum(rng.gamma(2.2, 16, len(sex)).astype(np.int64), OLDEST)
    entered = desk.register.people.append(len(sex), sex=sex, birth=birth_dates(rng, ages, desk.month))
    make_foreign(desk.register, rng, entered[rng.random(len(entered)) < 0.2], "arrival")
    settle(desk, entered)
    days = office_days(rng, desk.month, len(entered))
    came = np.maximum(written(found_out(desk, days)), people["birth"][entered])
    histories = write_changes(desk.journal, desk.register, "ex_officio_entry", entered, days, changed=came)
    people["entered_history"][entered], people["entered_day"][entered] = histories, days
    return entered


def found_out(desk: Desk, recorded: np.ndarray) -> np.ndarray:
    """Return days on which people came or went whom the office entered or removed of its own accord."""
    return happened(desk, recorded, 0, rate("ex_officio_late_share"))


def restorable(desk: Desk, sex: int, count: int) -> np.ndarray:
    """Return people who left last month and have no later row: the removal can be undone."""
    people, recent = desk.register.people, desk.left_last_month
    gone = ~people["present"][recent] & (people["sex"][recent] == sex)
    gone &= people["history"][recent] == people["left_history"][recent]
    gone &= np.isin(people["left_role"][recent], [role_number(role) for role in RESTORABLE])
    wanted = whole(desk.rng, count * rate("late_cancellation_share"))
    return np.asarray(desk.rng.permutation(recent[gone])[:wanted])


def put_back(desk: Desk, persons: np.ndarray) -> None:
    """Put people back into the households they left, as householders where nobody else is there."""
    people, households = desk.register.people, desk.register.households
    homes = people["household"][persons]
    enter(desk.register, persons, homes)
    people["town"][persons] = households["home"][homes]
    alone = households["size"][homes] == 1
    make_heads(desk.register, persons[alone], relation("head"))
    replaced = ~is_head(desk.register, persons) & (people["relation"][persons] == relation("head"))
    people["relation"][persons[replaced]] = relation("other")
