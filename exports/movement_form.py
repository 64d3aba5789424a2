"""The 異動集計表 as a form: the same content for workbook and PDF, made of the released rows only."""

from dataclasses import dataclass

import polars as pl

from exports.disclosure import ReleasedTable
from exports.edition import Edition, era_year, reference_date
from exports.layouts import form_texts, read_seed
from exports.marts import Municipality

DISTRICTS = "select district_code, district_name from districts where municipality_code = $municipality_code"

Value = int | str
"""A count, or the sign that stands for one."""


@dataclass(frozen=True)
class FormLine:
    """One row of a table: label, depth of indent, whether it is a total, values from left to right."""

    item_code: str
    label: str
    indent: int
    is_strong: bool
    is_memo: bool
    values: list[Value]


@dataclass(frozen=True)
class FormSheet:
    """The tables of one area: persons by kind and sex, households by kind."""

    sheet_name: str
    area: str
    notes: list[str]
    person_lines: list[FormLine]
    household_lines: list[FormLine]


@dataclass(frozen=True)
class MovementForm:
    """Everything printed on the form, in words and numbers."""

    title: str
    area: str
    period: str
    unit: str
    made_on: str
    source: str
    audience: str
    item_heading: str
    households_heading: str
    kind_headings: list[str]
    column_headings: list[str]
    """Of every kind's columns, from left to right; as many for each kind."""
    household_headings: list[str]
    sheets: list[FormSheet]


def movement_form(edition: Edition, municipality: Municipality, table: ReleasedTable) -> MovementForm:
    """Return the form of one municipality: a sheet for the whole, then one per district, as the rows go."""
    texts = form_texts()
    manifest = edition.version.manifest
    made = edition.made_date
    codes = table.rows["district_code"].unique(maintain_order=True).to_list()
    names = _district_names(edition, municipality)
    return MovementForm(
        title=texts["title"],
        area=municipality.municipality_name,
        period=f"{_period(edition, municipality)}　{_counting_date(municipality)}",
        unit=texts["unit"],
        made_on=texts["made_on"].format(year=made.year, month=made.month, day=made.day),
        source=texts["source"].format(
            ledger_id=manifest["ledger_id"],
            rule_version=manifest["rule_version"],
        ),
        audience=texts[f"audience_{table.audience}"],
        item_heading=texts["item_heading"],
        households_heading=texts["households_heading"],
        kind_headings=_labels("report_resident_kinds", where="is_person_kind"),
        column_headings=_labels("report_sexes")
        * len(_labels("report_resident_kinds", where="is_person_kind")),
        household_headings=_labels(
            "report_resident_kinds", where="is_household_kind", label="household_label_ja"
        ),
        sheets=[_sheet(edition, municipality, code, names, table.rows) for code in codes],
    )


def _counting_date(municipality: Municipality) -> str:
    labels = dict(read_seed("counting_date_codes").select("counting_date_code", "label_ja").iter_rows())
    return form_texts()["counting_date"].format(label=labels[municipality.counting_date_code])


def _days(edition: Edition) -> str:
    words: dict[str, int | str] = {}
    for name, day in (("first", edition.period.first_date), ("last", edition.period.last_date)):
        era, year_of_era = era_year(day)
        words |= {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}
        words |= {f"{name}_era": era, f"{name}_era_year": year_of_era}
    return form_texts()["period_days"].format(**words)


def _period(edition: Edition, municipality: Municipality) -> str:
    if not edition.period.is_month:
        return _days(edition)
    month = edition.stat_month
    era, year_of_era = era_year(month)
    return form_texts()["period"].format(
        year=month.year,
        month=month.month,
        era=era,
        era_year=year_of_era,
        next_month=reference_date(month).month,
        state=form_texts()[f"state_{edition.state_of(municipality)}"],
    )


def _district_names(edition: Edition, municipality: Municipality) -> dict[str, str]:
    parameters = {"municipality_code": municipality.municipality_code}
    districts = edition.connection.sql(DISTRICTS, params=parameters).pl()
    return dict(districts.iter_rows())


def _notes(edition: Edition, municipality: Municipality, *, is_district: bool) -> list[str]:
    texts, known = form_texts(), edition.as_known
    applies = {
        "note_district": is_district,
        "note_assumed": municipality.is_assumed,
        "note_as_known": known is not None,
    }
    applies |= dict.fromkeys(("note_period", "note_notification"), not edition.period.is_month)
    for code in read_seed("counting_date_codes")["counting_date_code"]:
        applies[f"note_counted_by_{code}"] = code == municipality.counting_date_code
    day = {"year": known.year, "month": known.month, "day": known.day} if known else {}
    codes = [code for code in texts if code.startswith("note_") and code != "note_label"]
    notes = [texts[code].format(**day) for code in codes if applies.get(code, True)]
    return [
        f"{texts['note_label'].format(number=number)}　{note}" for number, note in enumerate(notes, start=1)
    ]


def _ordered(seed: str, where: str = "") -> pl.DataFrame:
    rows = read_seed(seed).sort(pl.col("sort_order").cast(pl.Int64))
    return rows.filter(pl.col(where) == "true") if where else rows


def _labels(seed: str, where: str = "", label: str = "label_ja") -> list[str]:
    return _ordered(seed, where)[label].to_list()


def _sheet(
    edition: Edition,
    municipality: Municipality,
    district_code: str,
    names: dict[str, str],
    rows: pl.DataFrame,
) -> FormSheet:
    district_name = names.get(district_code, district_code)
    text = form_texts()["area_district" if district_code else "area_whole"]
    lines = _lines(rows.filter(pl.col("district_code") == district_code))
    households = set(_ordered("report_item_codes", "is_household_item")["item_code"])
    return FormSheet(
        sheet_name=district_name if district_code else municipality.municipality_name,
        area=text.format(municipality_name=municipality.municipality_name, district_name=district_name),
        notes=_notes(edition, municipality, is_district=bool(district_code)),
        person_lines=[line for line in lines if line.item_code not in households],
        household_lines=[line for line in lines if line.item_code in households],
    )


def _lines(rows: pl.DataFrame) -> list[FormLine]:
    """Return one line per item; items, and in them kinds and sexes, stay in the order of the rows."""
    items = rows.group_by("item_code", "item_label", maintain_order=True).agg("value")
    return [_line(item_code, label, values) for item_code, label, values in items.iter_rows()]


def _line(item_code: str, label: str, values: list[Value]) -> FormLine:
    style = read_seed("form_lines").row(by_predicate=pl.col("item_code") == item_code, named=True)
    is_memo = style["is_memo"] == "true"
    return FormLine(
        item_code=item_code,
        label=form_texts()["memo_label"].format(label=label) if is_memo else label,
        indent=int(style["indent"]),
        is_strong=style["is_strong"] == "true",
        is_memo=is_memo,
        values=values,
    )
