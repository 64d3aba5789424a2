"""The monthly official tables where no golden case looks: nobody left, households only, both unknown."""

from pathlib import Path

from jukistat import main
from tests.exports.published_case import case_folder, insert_expected, insert_rows, publish, read_text_csv

CELL = {
    "municipality_code": "022039",
    "stat_month": "2024-02",
    "town_code": "0001001",
    "sex_code": "0",
    "resident_kind_code": "1",
    "age_code": "999",
    "population_count": "2",
}


def official_files(folder: Path, fill) -> Path:
    """Publish case 05 changed by `fill` and export its February."""

    def fill_case(connection) -> None:
        insert_expected(connection, case_folder("05"))
        fill(connection)

    publish(folder / "home", fill_case)
    arguments = ["export", "--month", "2024-02", "--out", str(folder / "out"), "--audience", "internal"]
    assert main(["--home", str(folder / "home"), *arguments]) == 0
    return folder / "out" / "official"


def test_a_municipality_without_residents_has_one_row_of_zeros(tmp_path: Path) -> None:
    def leave(connection) -> None:
        connection.execute("delete from population_monthly; delete from households_monthly")

    official = official_files(tmp_path, leave)
    (row,) = read_text_csv(official / "022039_population_20240301.csv")
    assert (row["総人口"], row["85歳以上の女性"], row["世帯数"], row["備考"]) == ("0", "0", "0", "")
    (report,) = read_text_csv(official / "aomori_monthly_022039_202402.csv")
    assert set(list(report.values())[3:]) == {"0"}


def test_a_town_with_households_only_has_a_row(tmp_path: Path) -> None:
    """A household may be counted where nobody lives, should its members be recorded elsewhere."""

    def add_household(connection) -> None:
        connection.execute(
            "insert into households_monthly values ('022039', '2024-02-01', '0131004', '1', 1, 1)"
        )

    rows = read_text_csv(official_files(tmp_path, add_household) / "022039_population_20240301.csv")
    town = next(row for row in rows if row["地域コード"] == "0131004")
    assert (town["地域名"], town["総人口"], town["世帯数"]) == ("桜ケ丘四丁目", "0", "1")


def test_persons_of_unknown_sex_and_age_are_in_the_total_only_and_remarked_twice(tmp_path: Path) -> None:
    def add_unknown(connection) -> None:
        connection.execute("delete from population_monthly where stat_month = '2024-02-01'")
        insert_rows(connection, "population_monthly", [CELL, CELL | {"sex_code": "2", "age_code": "084"}])

    rows = read_text_csv(official_files(tmp_path, add_unknown) / "022039_population_20240301.csv")
    whole = rows[0]
    assert whole["総人口"] == str(2 + 2)
    assert (whole["男性"], whole["女性"], whole["80-84歳の女性"]) == ("0", "2", "2")
    assert whole["備考"] == "性別不詳2人、年齢不詳2人"
