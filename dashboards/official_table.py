"""The 異動集計表 as a real HTML table: grouped headings, indented items, ▲ for negatives."""

from collections.abc import Mapping
from html import escape

from dashboards.formats import form_number
from dashboards.page import Page
from dashboards.queries.movements import movement_table
from dashboards.queries.seeds import code_list

Values = Mapping[tuple[str, str, str], int]


def html_official_tables(page: Page, district_code: str) -> str:
    """Return population and households of the month; blank district = the whole."""
    values = movement_table(page.publication, page.municipality_code, district_code, page.month)
    return (
        f'<div class="official" lang="{page.words.language}">'
        f"{persons_table(page, values)}{households_table(page, values)}</div>"
    )


def lines(page: Page, values: Values, *, of_households: bool) -> list[tuple[str, str, str]]:
    """Return (item code, label, CSS classes) of the items that this sheet has, in official order."""
    styles = {
        row["item_code"]: row for row in code_list(page.publication, "form_lines").iter_rows(named=True)
    }
    present = {item for item, _, _ in values}
    labels = page.labels("report_item_codes")
    items = code_list(page.publication, "report_item_codes").filter(is_household_item=of_households)[
        "item_code"
    ]
    return [
        (
            item,
            labels[item] + (page.words("memo") if styles[item]["is_memo"] else ""),
            f"indent-{styles[item]['indent']}" + (" total" if styles[item]["is_strong"] else ""),
        )
        for item in items
        if item in present
    ]


def persons_table(page: Page, values: Values) -> str:
    words = page.words
    sexes = page.labels("report_sexes")
    kinds = page.labels("report_resident_kinds")
    person_kinds = code_list(page.publication, "report_resident_kinds").filter(is_person_kind=True)[
        "resident_kind"
    ]
    groups = "".join(
        f'<th scope="colgroup" colspan="{len(sexes)}" class="group">{escape(kinds[kind])}</th>'
        for kind in person_kinds
    )
    heads = "".join(f'<th scope="col">{escape(label)}</th>' for _ in person_kinds for label in sexes.values())
    body = "".join(
        line_row(label, classes, [values[item, kind, sex] for kind in person_kinds for sex in sexes])
        for item, label, classes in lines(page, values, of_households=False)
    )
    return (
        f'<table class="figures official-persons"><caption>{escape(words("persons_caption"))}'
        f'<span class="unit">{escape(words("unit_persons"))}</span></caption>'
        f'<thead><tr><th scope="col" rowspan="2" class="text">{escape(words("items"))}</th>{groups}</tr>'
        f"<tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def households_table(page: Page, values: Values) -> str:
    words = page.words
    kinds = code_list(page.publication, "report_resident_kinds").filter(is_household_kind=True)
    label = "household_label_ja" if words.language == "ja" else "label_en"
    totals = code_list(page.publication, "report_sexes").filter(is_total=True)["sex"]
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in kinds[label])
    body = "".join(
        line_row(
            name, classes, [values[item, kind, sex] for kind in kinds["resident_kind"] for sex in totals]
        )
        for item, name, classes in lines(page, values, of_households=True)
    )
    return (
        f'<table class="figures official-households"><caption>{escape(words("households_caption"))}'
        f'<span class="unit">{escape(words("unit_households"))}</span></caption>'
        f'<thead><tr><th scope="col" class="text">{escape(words("items"))}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def line_row(label: str, classes: str, figures: list[int]) -> str:
    cells = "".join(f"<td>{form_number(figure)}</td>" for figure in figures)
    return f'<tr class="{classes}"><th scope="row">{escape(label)}</th>{cells}</tr>'
