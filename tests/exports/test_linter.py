"""Every rule of machine readability finds what it is about; the tests bear the ids of the rules."""

from pathlib import Path

import polars as pl
import pytest

from exports.dictionary import ColumnMeaning, column_meanings
from exports.linted_file import read_csv_file
from exports.linter import RULES, lint, lint_folder
from jukistat import main
from store.errors import CheckFailed
from tests.exports.published_case import publish_case
from tests.exports.published_year import publish_year

HEADER = '"municipality_code","stat_month","sex_code","population_count"'
ROW = '"022039","2024-03","1","5"'
CODES = pl.DataFrame(
    [
        ("municipality_code", "022039"),
        ("sex_code", "1"),
        ("sex_code", "2"),
        ("symbol", "X"),
        ("symbol", "***"),
    ],
    schema=["code_system", "code"],
    orient="row",
)


def broken_rules(
    folder: Path,
    *lines: str,
    name: str = "official/table.csv",
    bom: str = "\ufeff",
    end: str = "\r\n",
    codes: pl.DataFrame = CODES,
    meanings: dict[str, ColumnMeaning] | None = None,
) -> set[str]:
    """Write a file of these lines and return the ids of the rules it breaks."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((bom + "".join(line + end for line in lines)).encode())
    file = read_csv_file(path, folder=folder, meanings=meanings or column_meanings(), codes=codes)
    return {finding[1:6] for finding in lint(file)}


def test_a_good_file_breaks_no_rule(tmp_path: Path) -> None:
    assert broken_rules(tmp_path, HEADER, ROW) == set()
    assert broken_rules(tmp_path, HEADER, ROW, name="tidy/table.csv") == set()
    assert broken_rules(tmp_path, HEADER) == set()
    assert broken_rules(tmp_path, HEADER, '"022039","2024-03","2","X"') == set()


def test_every_rule_has_a_test() -> None:
    tested = {name[5:10].replace("_", "-") for name in globals() if name.startswith("test_L")}
    assert tested == set(RULES)


def test_L1_02_one_table_per_file(tmp_path: Path) -> None:
    assert "L1-02" in broken_rules(tmp_path, HEADER, ROW, '"1","2","3","4","5"')


def test_L1_03_no_blank_rows(tmp_path: Path) -> None:
    assert "L1-03" in broken_rules(tmp_path, HEADER, '"","","",""', ROW)
    assert "L1-03" in broken_rules(tmp_path, HEADER, ROW, end="\n")


def test_L1_05_every_column_has_a_known_name(tmp_path: Path) -> None:
    assert "L1-05" in broken_rules(tmp_path, HEADER.replace("sex_code", "c3"), ROW)


@pytest.mark.parametrize("value", [" 1", "1　", "a  b", "a\tb"])
def test_L1_06_no_layout_by_spaces(tmp_path: Path, value: str) -> None:
    assert "L1-06" in broken_rules(tmp_path, HEADER, f'"022039","2024-03","{value}","5"')


@pytest.mark.parametrize("value", ["1、2", "1/2", "5 6"])
def test_L1_07_one_datum_per_field(tmp_path: Path, value: str) -> None:
    assert "L1-07" in broken_rules(tmp_path, HEADER, f'"022039","2024-03","{value}","5"')


@pytest.mark.parametrize("value", ["①", "㈱", "㍻", "髙", "ｱ", "𠮷"])
def test_L1_08_no_platform_dependent_characters(tmp_path: Path, value: str) -> None:
    header = '"municipality_code","item_label","地域名"'
    assert "L1-08" in broken_rules(tmp_path, header, f'"022039","{value}","館"')
    assert "L1-08" not in broken_rules(tmp_path, header, f'"022039","転入（国内）～Ａ","{value}"')


def test_L1_09_blank_is_not_zero(tmp_path: Path) -> None:
    assert "L1-09" in broken_rules(tmp_path, HEADER, '"022039","2024-03","1",""')


def test_L1_14_one_record_per_line(tmp_path: Path) -> None:
    header = '"municipality_code","item_label"'
    assert "L1-14" in broken_rules(tmp_path, header, '"022039","one\r\ntwo"')


def test_L1_15_every_field_is_quoted(tmp_path: Path) -> None:
    assert "L1-15" in broken_rules(tmp_path, HEADER, '"022039","2024-03","1",5')


@pytest.mark.parametrize("value", ["5人", "1,234", "▲5", "５", "05", "*5", "5.0"])
def test_L2_01_numbers_are_numbers(tmp_path: Path, value: str) -> None:
    assert "L2-01" in broken_rules(tmp_path, HEADER, f'"022039","2024-03","1","{value}"')


def test_L2_02_nothing_is_left_out(tmp_path: Path) -> None:
    assert "L2-02" in broken_rules(tmp_path, HEADER, ROW, '"","2024-03","2","5"')
    assert "L2-02" in broken_rules(tmp_path, HEADER, ROW, '"022039","","2","5"')


def test_L2_03_column_names_are_unique(tmp_path: Path) -> None:
    assert "L2-03" in broken_rules(tmp_path, '"sex_code","sex_code"', '"1","1"')


def test_L2_04_choices_are_codes_of_their_list(tmp_path: Path) -> None:
    assert "L2-04" in broken_rules(tmp_path, HEADER, '"022039","2024-03","male","5"')


def test_L3_01_header_first_then_data(tmp_path: Path) -> None:
    assert "L3-01" in broken_rules(tmp_path, '"人口","","",""', HEADER, ROW)


def test_L3_02_code_lists_are_enclosed(tmp_path: Path) -> None:
    codes = CODES.filter(pl.col("code_system") != "sex_code")
    assert "L3-02" in broken_rules(tmp_path, HEADER, ROW, codes=codes)


def test_L3_03_signs_are_explained(tmp_path: Path) -> None:
    assert "L3-03" in broken_rules(tmp_path, HEADER, '"022039","2024-03","1","…"')


def test_L3_04_numbers_have_units(tmp_path: Path) -> None:
    meaning = ColumnMeaning("population_count", "人口", "Population", "", "住民の数", "integer", ())
    meanings = column_meanings() | {"population_count": meaning}
    assert "L3-04" in broken_rules(tmp_path, HEADER, ROW, meanings=meanings)


@pytest.mark.parametrize("value", ["R6.3", "2024/03", "2024-3", "2024-13", "202403"])
def test_L3_05_times_are_written_one_way(tmp_path: Path, value: str) -> None:
    assert "L3-05" in broken_rules(tmp_path, HEADER, f'"022039","{value}","1","5"')


def test_L3_06_areas_have_standard_codes(tmp_path: Path) -> None:
    assert "L3-06" in broken_rules(tmp_path, '"sex_code","population_count"', '"1","5"')


def test_L3_08_definitions_and_encoding_are_given(tmp_path: Path) -> None:
    assert "L3-08" in broken_rules(tmp_path, HEADER, ROW, bom="")
    meaning = ColumnMeaning("sex_code", "性別", "Sex", "", "", "code", ("sex_code",))
    assert "L3-08" in broken_rules(tmp_path, HEADER, ROW, meanings=column_meanings() | {"sex_code": meaning})


def test_L3_09_tidy_files_are_long(tmp_path: Path) -> None:
    header = '"municipality_code","population_count","sex_code"'
    assert "L3-09" in broken_rules(tmp_path, header, '"022039","5","1"', name="tidy/table.csv")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A December with every kind of table."""
    folder = tmp_path_factory.mktemp("exported")
    publish_year(folder / "home")
    arguments = ["--month", "2018-12", "--out", str(folder / "out"), "--audience", "internal"]
    assert main(["--home", str(folder / "home"), "export", *arguments]) == 0
    return folder / "out"


def test_an_export_keeps_every_rule(exported: Path) -> None:
    lint_folder(exported)


def test_a_spoilt_file_stops_the_export_and_is_named_without_its_value(
    exported: Path, tmp_path: Path
) -> None:
    for path in exported.rglob("*.csv"):
        copy = tmp_path / path.relative_to(exported)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    spoilt = tmp_path / "official" / "aomori_monthly_023035_201812.csv"
    spoilt.write_bytes(spoilt.read_bytes().replace(b'"2019-01-01"', '"平成31年元日"'.encode()))
    with pytest.raises(CheckFailed) as refusal:
        lint_folder(tmp_path)
    assert "[L3-05] official/aomori_monthly_023035_201812.csv, line 2, column 基準日" in str(refusal.value)
    assert "元日" not in str(refusal.value)


def test_towns_outside_the_master_do_not_stop_an_export(tmp_path: Path) -> None:
    """Case 09 has invented towns: they are listed without a name."""
    publish_case(tmp_path / "home", "09")
    arguments = ["--month", "2018-12", "--out", str(tmp_path / "out"), "--audience", "internal"]
    assert main(["--home", str(tmp_path / "home"), "export", *arguments]) == 0
