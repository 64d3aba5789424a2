"""The 異動集計表 of a month for the whole municipality (03-tables 3.2, item 3): item, kind, sex → value."""

from collections import Counter, defaultdict

from tests.oracle.calendar import month_of
from tests.oracle.changes import State
from tests.oracle.replay import Step
from tests.oracle.tables import Oracle

ITEM_OF_REASON = {
    "11": "in_domestic",
    "12": "in_abroad",
    "13": "birth",
    "14": "other_add_naturalisation",
    "15": "other_add_nationality_loss",
    "16": "other_add_ex_officio",
    "19": "other_add_cancellation",
    "21": "out_domestic",
    "22": "out_abroad",
    "23": "death",
    "24": "other_remove_naturalisation",
    "25": "other_remove_nationality_loss",
    "26": "other_remove_ex_officio",
    "29": "other_remove_cancellation",
}
OTHER = ("naturalisation", "nationality_loss", "ex_officio", "cancellation")
INCREASES = ("in_domestic", "in_abroad", "birth", "other_add", "reclassified_add")
DECREASES = ("out_domestic", "out_abroad", "death", "other_remove", "reclassified_remove")
ITEMS = (
    "opening",
    *INCREASES[:4],
    *(f"other_add_{part}" for part in OTHER),
    "reclassified_add",
    "increase",
    *DECREASES[:4],
    *(f"other_remove_{part}" for part in OTHER),
    "reclassified_remove",
    "decrease",
    "change",
    "closing",
    "internal_move",
)
KINDS = {"1": "japanese", "2": "foreign"}
SEXES = {"1": "male", "2": "female"}
COLUMNS = [(kind, sex) for kind in ("japanese", "foreign", "total") for sex in ("male", "female", "total")]
HOUSEHOLD_KINDS = {"1": "japanese", "2": "foreign", "3": "mixed"}

Column = Counter[tuple[str, str]]


def columns_of(state: State) -> list[tuple[str, str]]:
    """Return the columns that count this person; unknown sex is in the totals only."""
    sexes = [SEXES[state.sex], "total"] if state.sex in SEXES else ["total"]
    return [(kind, sex) for kind in (KINDS[state.kind], "total") for sex in sexes]


def movement_table(oracle: Oracle, municipality: str, month: str) -> dict[tuple[str, str, str], int]:
    """Return every cell of the table of a covered month that is not the base month."""
    previous = oracle.months(municipality)[oracle.months(municipality).index(month) - 1]
    items: dict[str, Column] = defaultdict(Counter)
    for item, day in (("opening", previous), ("closing", month)):
        for state in oracle.residents_at(municipality, day):
            items[item].update(columns_of(state))
    for effects in oracle.by_municipality[municipality]:
        for step in effects.register:
            if month_of(step.day) == month and step.change.reason != "00":
                _count(items, step)
    _add_totals(items)
    cells = {(item, *column): items[item][column] for item in ITEMS for column in COLUMNS}
    return cells | _household_cells(oracle, municipality, previous, month)


def _count(items: dict[str, Column], step: Step) -> None:
    before, after = step.before, step.after
    if before and after:
        # "区分訂正増/減 are the modifies that move a person between sexes or kinds, so that every column
        # balances"
        if (before.sex, before.kind) != (after.sex, after.kind):
            items["reclassified_remove"].update(columns_of(before))
            items["reclassified_add"].update(columns_of(after))
        if step.change.reason == "31":  # "memo 転居 (by the new state)"
            items["internal_move"].update(columns_of(after))
    else:
        items[ITEM_OF_REASON[step.change.reason]].update(columns_of(after or before))  # type: ignore[arg-type]


def _add_totals(items: dict[str, Column]) -> None:
    for column in COLUMNS:
        for side in ("add", "remove"):
            items[f"other_{side}"][column] = sum(items[f"other_{side}_{part}"][column] for part in OTHER)
        items["increase"][column] = sum(items[item][column] for item in INCREASES)
        items["decrease"][column] = sum(items[item][column] for item in DECREASES)
        items["change"][column] = items["increase"][column] - items["decrease"][column]


def _household_cells(
    oracle: Oracle, municipality: str, previous: str, month: str
) -> dict[tuple[str, str, str], int]:
    stocks: dict[str, Counter[str]] = {previous: Counter(), month: Counter()}
    for at, stock in stocks.items():
        for (_, kind, _), count in oracle.households_at(municipality, at).items():
            stock.update({HOUSEHOLD_KINDS[kind]: count, "total": count})
    return {
        (f"households_{item}", kind, "total"): value
        for kind in (*HOUSEHOLD_KINDS.values(), "total")
        for item, value in (
            ("opening", stocks[previous][kind]),
            ("closing", stocks[month][kind]),
            ("change", stocks[month][kind] - stocks[previous][kind]),
        )
    }
