"""The form of any days: the month's form with the split by notification, and households by reason."""

from dataclasses import replace

import polars as pl

from exports.disclosure import ReleasedTable
from exports.edition import Edition
from exports.layouts import form_texts, read_seed
from exports.marts import Municipality
from exports.movement_form import FormLine, FormSheet, MovementForm, movement_form


def period_form(
    edition: Edition, municipality: Municipality, table: ReleasedTable, households: ReleasedTable
) -> MovementForm:
    """Return the form; columns of 届出, 職権 and その他 stand right of the totals they split."""
    whole = table.rows.filter(pl.col("notification_group_code") == "")
    form = movement_form(edition, municipality, replace(table, rows=whole))
    groups = read_seed("notification_group_codes").sort(pl.col("sort_order").cast(pl.Int64))
    split = _split_values(table.rows, groups["notification_group_code"].to_list())
    codes = whole["district_code"].unique(maintain_order=True).to_list()
    sheets = [_with_split(sheet, split[code]) for code, sheet in zip(codes, form.sheets, strict=True)]
    return replace(
        form,
        kind_headings=[*form.kind_headings, form_texts()["notification_heading"]],
        column_headings=[*form.column_headings, *groups["label_ja"]],
        sheets=[*sheets, _household_sheet(form, sheets[0], households.rows)],
    )


def _split_values(rows: pl.DataFrame, groups: list[str]) -> dict[str, dict[str, list[int]]]:
    """Return per area and item the totals of each notification group; stocks have none."""
    total = rows.filter(
        pl.col("notification_group_code").is_in(groups),
        pl.col("sex") == "total",
        pl.col("resident_kind") == "total",
    )
    areas: dict[str, dict[str, list[int]]] = {code: {} for code in rows["district_code"].unique()}
    for row in total.iter_rows(named=True):
        areas[row["district_code"]].setdefault(row["item_code"], []).append(row["value"])
    return areas


def _with_split(sheet: FormSheet, split: dict[str, list[int]]) -> FormSheet:
    lines = [
        replace(line, values=[*line.values, *split.get(line.item_code, ["", "", ""])])
        for line in sheet.person_lines
    ]
    return replace(sheet, person_lines=lines)


def _household_sheet(form: MovementForm, whole: FormSheet, rows: pl.DataFrame) -> FormSheet:
    """Return the sheet that leads from the opening to the closing households, a line per reason and sign."""
    opening, *others = whole.household_lines
    return FormSheet(
        sheet_name=form_texts()["households_by_reason"],
        area=f"{whole.area}　{form_texts()['households_by_reason']}",
        notes=[form_texts()["households_by_reason_note"]],
        person_lines=[],
        household_lines=[opening, *_reason_lines(rows), *others],
    )


def _reason_lines(rows: pl.DataFrame) -> list[FormLine]:
    labels = dict(read_seed("reason_codes").select("reason_code", "label_ja").iter_rows())
    kinds = read_seed("household_kind_codes")["household_kind_code"].to_list()
    lines = []
    for sign, text in ((1, "household_increase"), (-1, "household_decrease")):
        signed = rows.filter(pl.col("household_sign") == sign)
        for reason, changes in signed.group_by("reason_code", maintain_order=True):
            counts = dict(changes.select("household_kind_code", "household_change_count").iter_rows())
            values = [counts.get(kind, 0) for kind in kinds]
            label = form_texts()[text].format(label=labels[str(reason[0])])
            lines.append(FormLine(str(reason[0]), label, 1, False, False, [*values, sum(values)]))
    return lines
