"""What type a household is (03-tables 3.1): single 65+, couple 65+ only, with children under 6 / under 18,
three generations, other single, other; exactly one each.

Alone comes first, then an old couple; of the others three generations are told apart by their children too.
Of a half-known birth only what is sure counts: every age that is possible (02-register 2.4).
"""

from datetime import date

from tests.oracle import values
from tests.oracle.changes import State

SPOUSES = {"夫", "妻", "夫(未届)", "妻(未届)"}
CHILDREN = {"子", "長男", "長女", "二男", "二女", "三男", "三女", "養子", "養女"}
PARENTS = {"父", "母", "養父", "養母"}
GRANDPARENTS = {"祖父", "祖母"}


def household_type(members: list[State], day: date) -> str:
    """Return the code of the type on a day, the first of the month after."""
    elderly = [state for state in members if all(age >= 65 for age in _ages(state, day))]
    if len(members) == 1:
        return "single_65" if elderly else "single"
    if len(members) == len(elderly) == 2 and _is_couple(members):
        return "couple_65"
    child = next(
        (
            f"child_under_{limit}"
            for limit in (6, 18)
            if any(all(0 <= age < limit for age in _ages(state, day)) for state in members)
        ),
        "",
    )
    generations = {_generation(state.relationship) for state in members} - {None}
    three = "three_generations" if len(generations) >= 3 else ""
    return "_".join(part for part in (three, child) if part) or "other"


def _ages(state: State, day: date) -> list[int]:
    """Return the ages possible; one that is unknown is neither young nor old."""
    return [-1 if age is None else age for age in values.possible_ages(day, state.birth)]


def _is_couple(members: list[State]) -> bool:
    """Whether one is the householder and the other the householder's own spouse."""
    one, other = sorted(members, key=lambda state: not state.is_householder)
    return one.is_householder and other.relationship in SPOUSES


def _generation(relationship: str) -> int | None:
    """Return the generations above (+) or below (−) the householder in direct line; None for all others."""
    total = 0
    for word in relationship.split("の"):
        if word in CHILDREN:
            total -= 1
        elif word in PARENTS:
            total += 1
        elif word in GRANDPARENTS:
            total += 2
        elif word == "孫":
            total -= 2
        elif word not in SPOUSES | {"世帯主"}:
            return None
    return total
