"""What own tables would show if made from the exported files: any sides, filters, shares, changes."""

from collections.abc import Iterator
from functools import cache

from tests.dashboards.exported import SEEDS, Exported, read_csv, seed
from tests.dashboards.exported_figures import KINDS, Selection, Told, rate
from tests.dashboards.exported_partners import Kept
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import HtmlTable, figure, read

TOTAL_NAME, NO_COLUMN = "計", "none"
SUBJECTS = {
    "population": (
        "population_monthly",
        [["sex"], ["nationality"], ["age_group"], ["district"], ["age", "age_band", "town"]],
    ),
    "households": ("households_monthly", [["household_kind"], ["household_size"], ["district"], ["town"]]),
    "movements": ("movements_monthly", [["reason"], ["sex"], ["nationality"], ["age_band"], ["district"]]),
    "flows": (
        "migration_flows_monthly",
        [["direction"], ["partner_kind"], ["sex"], ["nationality"], ["age_band", "partner"]],
    ),
}
"""Of each subject its mart and its dimensions; of those in one list together a table would be too large."""
COLUMNS = {"nationality": "resident_kind_code", "household_size": "size"}
FILTERS = {
    "sex": ["1", "2"],
    "age_group": ["0-14", "15-64", "65+"],
    "district": ["d-01", "d-02", "d-999"],
    "household_kind": ["1", "2", "3"],
    "household_size": ["1", "2", "3", "6+"],
    "direction": ["in", "out"],
    "reason": ["11", "13", "21", "23", "31"],
    "partner_kind": ["domestic", "abroad"],
}
LABEL_LISTS = {"age_group": "age_group_codes", "reason": "reason_codes", "direction": "direction_codes"}


def own_table(chosen: Selection) -> Iterator[Told]:
    """Every cell and total of a table of random sides with random filters, and the sum of its cells."""
    dice, subject = chosen.dice, chosen.dice.choice(sorted(SUBJECTS))
    mart, families = SUBJECTS[subject]
    # where there are no districts, no table is cut by them
    offered = [family for family in families if family != ["district"] or chosen.municipality_code == CITY]
    *rows, column = map(dice.choice, dice.sample(offered, dice.choice([2, 3])))
    # with every town and two more sides a table is too large to be shown
    rows = rows[:1] if "town" in (*rows, column) else rows
    column = dice.choice([column, column, NO_COLUMN])
    filters = random_filters(chosen, [name for family in offered for name in family])
    show = dice.choice(possible_shows(chosen, subject, rows, column))
    choices = {"subject": subject, "rows": ".".join(rows), "column": column, "show": show}
    choices |= {f"only_{name}": ".".join(codes) for name, codes in filters.items()}
    kept: Kept = {"basis_code": ["register"]} if subject == "movements" else {}
    if ["nationality"] in offered:
        kept["resident_kind_code"] = KINDS[chosen.nationality]
    for name, codes in filters.items():
        kept = both(kept, {column_of(name): [code.removeprefix("d-").replace("6+", "6") for code in codes]})
    shown: HtmlTable = read(chosen.open("table", **choices)).tables[0]
    named = " ".join(f"{name}={code}" for name, code in choices.items())
    yield from cells_of_table(chosen, shown, mart, (rows, column, show), kept, named)
    if show == "count" and "direction" not in (*rows, column):
        yield f"all of {named}", sum_of_cells(shown, len(rows)), chosen.now.total(mart, **kept)


def random_filters(chosen: Selection, names: list[str]) -> dict[str, list[str]]:
    """Return none to two filters with one or two codes each."""
    known = [name for name in names if name in FILTERS]
    picked = chosen.dice.sample(known, chosen.dice.choice([0, 1, 1, 2]))
    return {name: chosen.dice.sample(FILTERS[name], chosen.dice.choice([1, 2])) for name in picked}


def possible_shows(chosen: Selection, subject: str, rows: list[str], column: str) -> list[str]:
    """Return what the cells can show: shares of what adds up, changes from exported months."""
    adds_up = {side: "direction" not in side for side in ((*rows,), (column,), (*rows, column))}
    shares = {
        "row_share": column != NO_COLUMN and adds_up[column,],
        "column_share": adds_up[*rows,],
        "share": adds_up[*rows, column],
    }
    changes = {"change_month": chosen.month_before, "change_year": chosen.year_before}
    return [
        "count",
        *(show for show, is_possible in shares.items() if is_possible and subject != "movements"),
        *(show for show, month in changes.items() if month),
    ]


def cells_of_table(
    chosen: Selection, shown: HtmlTable, mart: str, sides: tuple[list[str], str, str], kept: Kept, named: str
) -> Iterator[Told]:
    """Yield every cell beside what the files make it."""
    rows, column, show = sides
    earlier = {"change_month": chosen.month_before, "change_year": chosen.year_before}.get(show)
    for row in shown.body:
        if {*row[: len(rows)]} & shared_names(chosen.now):
            continue
        along: Kept = {}
        for name, label in zip(rows, row[: len(rows)], strict=True):
            along = both(along, side(chosen.now, name, label))
        for heading, cell in zip(shown.rows[0][len(rows) :], row[len(rows) :], strict=True):
            above = heading.rpartition("（")[0]
            if above in shared_names(chosen.now):
                continue
            across = {} if column == NO_COLUMN else side(chosen.now, column, above)
            value = chosen.now.total(mart, **both(kept, along, across))
            wholes = {"row_share": both(kept, along), "column_share": both(kept, across), "share": kept}
            exact: float | None = value
            if show in wholes:
                exact = rate(value, chosen.now.total(mart, **wholes[show]))
            elif earlier:
                exact = value - earlier.total(mart, **both(kept, along, across))
            yield f"{named}: {'/'.join(row[: len(rows)])} {above}", cell, exact


def shared_names(month: Exported) -> set[str]:
    """Return the names that several towns have: a row of such a name says not which town it is."""
    listed = read_csv(month.folder / "tidy" / "codes.csv").filter(
        code_system="town_code", municipality_code=month.municipality_code
    )
    return {*listed.filter(listed["label_ja"].is_duplicated())["label_ja"]}


def sum_of_cells(shown: HtmlTable, heads: int) -> str:
    """Return the sum of all cells but totals, as written."""
    counted = [
        figure(cell) or 0
        for row in shown.body
        if row[0] != TOTAL_NAME
        for heading, cell in zip(shown.rows[0][heads:], row[heads:], strict=True)
        if heading.rpartition("（")[0] != TOTAL_NAME
    ]
    return f"{sum(counted):.0f}"


def both(*parts: Kept) -> Kept:
    """Return what keeps the cells that all of them keep."""
    kept: Kept = {}
    for part in parts:
        for column, codes in part.items():
            before = kept.get(column)
            kept[column] = codes if before is None else before if codes is None else {*before} & {*codes}
    return kept


def column_of(dimension: str) -> str:
    return COLUMNS.get(dimension, f"{dimension}_code")


def side(month: Exported, dimension: str, name: str) -> Kept:
    """Return what keeps the cells of a row or column, as it is named; of the total, all."""
    column = column_of(dimension)
    if name in (TOTAL_NAME, ""):
        return {}
    if dimension == "household_size":
        return {column: [name[0]]}
    if dimension == "partner":
        return {column: [partners().get(name) or month.names("nationality_code").get(name, "")]}
    if dimension in LABEL_LISTS:
        return {column: [seed(LABEL_LISTS[dimension], column, "label_ja")[name]]}
    # a town that no list names is called by its code
    return {column: [month.names(column).get(name, name.removeprefix("町字 "))]}


@cache
def partners() -> dict[str, str]:
    """Return the codes of municipalities by the name with that of their prefecture."""
    rows = read_csv(SEEDS / "municipality_codes.csv").select(
        "municipality_code", "prefecture_name", "municipality_name"
    )
    return {
        name if name == prefecture else prefecture + name: code for code, prefecture, name in rows.iter_rows()
    }
