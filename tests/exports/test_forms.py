"""The 異動集計表 says the same in CSV, workbook and PDF, and prints well."""

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from jukistat import main
from store.home import PROJECT_ROOT
from tests.exports.published_case import case_folder, insert_expected, insert_rows, publish, read_text_csv

NUMBER = re.compile(r"▲?[\d,]+")
STEM = "movement_table_022039_202402"
LARGE = {"opening": 1_234_567, "change": -12_345}

CLOSED = {"022039": "2024-02"}


def add_districts(connection) -> None:
    """Two districts, in an order that is not that of their codes; one has larger numbers than any case."""
    for code, name, order in (("D2", "館", 1), ("D1", "白銀南", 2)):
        connection.execute("insert into districts values ('022039', ?, ?, ?)", [code, name, order])
        connection.execute(
            "insert into movement_tables_monthly select * replace (? as district_code) "
            "from movement_tables_monthly where district_code = '' and stat_month = '2024-02-01'",
            [code],
        )
    for item_code, value in LARGE.items():
        connection.execute(
            "update movement_tables_monthly set value = ? where item_code = ? and district_code = 'D1'",
            [value, item_code],
        )
    moves = [
        {"item_code": item, "resident_kind": kind, "sex": sex}
        for item in ("internal_move_add", "internal_move_remove")
        for kind in ("japanese", "foreign", "total")
        for sex in ("male", "female", "total")
    ]
    fixed = {"municipality_code": "022039", "stat_month": "2024-02", "value": "3"}
    for code in ("D1", "D2"):
        insert_rows(
            connection, "movement_tables_monthly", [fixed | {"district_code": code} | move for move in moves]
        )


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The official files of February 2024 of a city with two districts."""
    folder = tmp_path_factory.mktemp("forms")

    def fill(connection) -> None:
        insert_expected(connection, case_folder("05"))
        add_districts(connection)

    publish(folder / "home", fill)
    arguments = ["--month", "2024-02", "--out", str(folder / "out"), "--audience", "internal"]
    assert main(["--home", str(folder / "home"), "export", *arguments]) == 0
    return folder / "out" / "official"


def csv_lines(official: Path) -> dict[str, list[tuple[str, list[int]]]]:
    """Return per district, in the order of the file, each item's label with its values from left to right."""
    areas: dict[str, dict[str, list[int]]] = {}
    for row in read_text_csv(official / f"{STEM}.csv"):
        areas.setdefault(row["district_code"], {}).setdefault(row["item_label"], []).append(int(row["value"]))
    return {area: list(lines.items()) for area, lines in areas.items()}


def labelled(label: str) -> str:
    """Return a label as it stands on the form: 転居 is marked as a memo."""
    return f"{label}（参考）" if label == "転居" else label


def as_number(text: str) -> int:
    return int(text.replace(",", "").replace("▲", "-"))


def test_districts_follow_the_city_in_their_own_order(official: Path) -> None:
    assert list(csv_lines(official)) == ["", "D2", "D1"]


def test_workbook_holds_the_numbers_of_the_csv(official: Path) -> None:
    workbook = openpyxl.load_workbook(official / f"{STEM}.xlsx")
    assert workbook.sheetnames == ["八戸市", "館", "白銀南"]
    for sheet, lines in zip(workbook, csv_lines(official).values(), strict=True):
        rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        written = [row for row in rows if len(row) > 1 and all(isinstance(value, int) for value in row[1:])]
        assert written == [[labelled(label), *values] for label, values in lines]


def test_pdf_holds_the_numbers_of_the_csv(official: Path) -> None:
    pages = PdfReader(official / f"{STEM}.pdf").pages
    for page, lines in zip(pages, csv_lines(official).values(), strict=True):
        words = [line.split() for line in page.extract_text().splitlines()]
        written = [
            (line[0], [as_number(word) for word in line[1:]])
            for line in words
            if len(line) > 1 and all(NUMBER.fullmatch(word) for word in line[1:])
        ]
        assert written == [(labelled(label), values) for label, values in lines]


def test_pdf_counts_its_pages_and_says_what_it_is(official: Path) -> None:
    reader = PdfReader(official / f"{STEM}.pdf")
    for number, (page, area) in enumerate(
        zip(reader.pages, ("八戸市", "館", "白銀南"), strict=True), start=1
    ):
        text = page.extract_text()
        assert f"{number} / 3" in text
        assert area in text
        for words in (
            "2024年2月(R6.2)中（2月末現在＝3月1日午前0時）　速報",
            "単位：人、世帯",
            "作成日 2024年5月1日",
            "庁内限り",
        ):
            assert words in text
        assert "データ版 2（規則 2026.11）" in text
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (
            842,
            595,
        )  # A4 landscape in points


def test_pdf_is_tagged_for_screen_readers(official: Path) -> None:
    catalog = PdfReader(official / f"{STEM}.pdf").root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "ja"
    assert "pdfuaid" in catalog["/Metadata"].get_data().decode()


def test_workbook_is_set_up_for_print(official: Path) -> None:
    for sheet in openpyxl.load_workbook(official / f"{STEM}.xlsx"):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.freeze_panes == "B6"
        assert sheet.print_title_rows == "$1:$5"
        assert sheet["B6"].number_format == '#,##0;"▲"#,##0;0'


@pytest.mark.parametrize("rule_id", ["L1_10", "L1_12", "L1_13", "L2_06"])
def test_workbook_keeps_the_rules_of_machine_readability(official: Path, rule_id: str) -> None:
    """No objects, merged cells, hidden rows or columns, formulas."""
    names = zipfile.ZipFile(official / f"{STEM}.xlsx").namelist()
    for sheet in openpyxl.load_workbook(official / f"{STEM}.xlsx"):
        dimensions = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
        broken = {
            "L1_10": any("drawing" in name for name in names),
            "L1_12": bool(sheet.merged_cells.ranges),
            "L1_13": any(dimension.hidden for dimension in dimensions),
            "L2_06": any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row),
        }
        assert not broken[rule_id]


def test_a_code_of_the_form_without_style_is_impossible() -> None:
    """Every item that a movement table can have has a line on the form."""
    items = read_text_csv(PROJECT_ROOT / "seeds" / "report_item_codes.csv")
    lines = read_text_csv(PROJECT_ROOT / "seeds" / "form_lines.csv")
    assert [item["item_code"] for item in items] == [line["item_code"] for line in lines]


def test_a_closed_month_is_printed_as_final(tmp_path: Path) -> None:
    """The head says 確定 on every sheet and page once the month is closed, and 速報 before."""
    publish(tmp_path / "home", lambda connection: insert_expected(connection, case_folder("05")), CLOSED)
    for month, state in (("2024-02", "確定"), ("2024-03", "速報")):
        out = tmp_path / month
        arguments = ["--month", month, "--out", str(out), "--audience", "internal"]
        assert main(["--home", str(tmp_path / "home"), "export", *arguments]) == 0
        stem = out / "official" / f"movement_table_022039_{month.replace('-', '')}"
        for sheet in openpyxl.load_workbook(f"{stem}.xlsx"):
            assert f"午前0時）　{state}　" in sheet["A3"].value
        for page in PdfReader(f"{stem}.pdf").pages:
            assert f"午前0時）　{state}" in page.extract_text()
        (municipality,) = json.loads((out / "manifest.json").read_text())["municipalities"]
        assert municipality["state"] == {"確定": "closed", "速報": "open"}[state]


def test_a_table_as_known_by_a_day_says_so(tmp_path: Path) -> None:
    home = publish(tmp_path / "home", lambda connection: insert_expected(connection, case_folder("05")))
    path = home.published / "v0001" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"as_known": "2024-03-01"}))
    arguments = ["--month", "2024-02", "--out", str(tmp_path / "out"), "--audience", "internal"]
    assert main(["--home", str(tmp_path / "home"), "export", *arguments]) == 0
    text = PdfReader(tmp_path / "out" / "official" / f"{STEM}.pdf").pages[0].extract_text()
    assert "2024年3月1日までに住民基本台帳に記録された異動による" in text.replace("\n", "")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["as_known"] == "2024-03-01"
