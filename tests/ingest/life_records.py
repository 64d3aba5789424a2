"""What a register's file has of lives, and which changes it therefore tells, in which words."""

from dataclasses import replace
from datetime import date

from ingest.hachinohe.records import Extract
from tests.ingest.hachinohe_file import extract_of, foreigner, household, person
from tests.ingest.life import Life, Record
from tests.ingest.life_changes import ENTRIES, OUT_MOVES, TOWNS, Change

NONE = ("", "", "")
MOVES = (*OUT_MOVES, "31", "49")


def file_of(lives: list[Life], day: date) -> Extract:
    """Return the extract of a day, up to which the lives were processed."""
    return extract_of(day, *homes(), *(record for life in lives for record in records_of(life)))


def homes() -> list[Record]:
    """Return the households, each in its town since long ago."""
    return [household(number, town, "2000-01-01") for number, town in TOWNS.items()]


def records_of(life: Life) -> list[Record]:
    """Return what the register's file has of a life on its last day: nothing of who never came."""
    if life.entry is None:
        return []
    state, removal = life.state, life.removal.dated if life.removal else NONE
    cells = {"性別": state.sex, "生年月日": state.birth, "続柄コード": state.relationship}
    cells["削除フラグ"] = "1" if life.left else ""
    own = person(life.number, state.home, life.entry.dated, removal, **cells)
    was_foreign = state.kind == "2" or any(change.reason == "24" for change in life.changes)
    foreign = foreigner(life.number, state.nationality, "中長期在留者", state.status)
    histories = (record for number in sorted(life.histories) for record in life.histories[number])
    return [own, *histories, *([foreign] if was_foreign else [])]


def told_changes(life: Life) -> list[Change]:
    """Return the changes that the records of the last day tell, each as they tell it.

    A change is told by histories, and the last entry and removal by record 6. A cancelled correction is one
    more correction; a target that is not told is none; where somebody lived is what later records say was
    before, blank if they only say that another stay began.
    """
    own = {change.number for change in (life.entry, life.removal) if change}
    told = [change for change in life.changes if change.number in own | life.histories.keys()]
    return [
        replace(retold(change, told), state=replace(change.state, home=told_home(life, told, place)))
        for place, change in enumerate(told, start=1)
    ]


def retold(change: Change, told: list[Change]) -> Change:
    """Return a change as what its records say it is."""
    target = next((each for each in told if change.names(each)), None)
    if change.is_cancelled_correction:
        assert target
        return replace(change, reason=target.reason, target=None)
    return replace(change, target=target.number if target else None)


def told_home(life: Life, told: list[Change], place: int) -> str:
    """Return where the person lived after a told change: as the next one says that knows, else as now.

    An entry knows what was left before it if that removal is the last presence told, and says so.
    """
    knowing = (each for each in told[place:] if each.reason in (*ENTRIES, *MOVES) and each.notified)
    following = next(knowing, None)
    if following is None:
        return life.state.home
    if following.reason in ENTRIES:
        before = [each for each in told[: told.index(following)] if each.reason[0] in "12"]
        return before[-1].state.home if before and before[-1].reason in OUT_MOVES else ""
    return life.changes[following.number - 2].state.home


def acts_after(base: date, changes: list[Change]) -> list[Change]:
    """Return what was recorded after a base date on the day it was told, and what concerns a 転出 to come."""
    to_come = {each.number for each in changes if each.reason in OUT_MOVES and each.changed > f"{base}"}
    return [each for each in changes if each.day > base or to_come & {each.number, each.target}]
