"""columns.csv and codes.csv explain every column and every code of the files they lie beside."""

from pathlib import Path

import duckdb
import pytest

from exports.dictionary import column_meanings
from jukistat import main
from store.home import PROJECT_ROOT
from tests.exports.published_case import MARTS, publish_case, read_text_csv
from tests.exports.published_year import publish_year


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dictionary")
    publish_year(folder / "home")
    arguments = ["--month", "2018-12", "--out", str(folder / "out"), "--audience", "internal"]
    assert main(["--home", str(folder / "home"), "export", *arguments]) == 0
    return folder / "out"


def test_every_column_of_every_file_is_explained_once(exported: Path) -> None:
    explained = [row["column"] for row in read_text_csv(exported / "tidy" / "columns.csv")]
    assert len(explained) == len(set(explained))
    for path in exported.rglob("*.csv"):
        header = path.read_text("utf-8-sig").splitlines()[0]
        assert {column.strip('"') for column in header.split(",")} <= set(explained), path.name


def test_every_explanation_has_words_in_both_languages(exported: Path) -> None:
    for row in read_text_csv(exported / "tidy" / "columns.csv"):
        assert list(row) == ["column", "label_ja", "label_en", "unit", "definition"]
        assert row["label_ja"] and row["label_en"] and row["definition"], row["column"]


def test_every_column_of_every_published_mart_has_a_label(tmp_path: Path) -> None:
    home = publish_case(tmp_path, "05")
    with duckdb.connect(str(home.published / "v0001" / "marts.duckdb"), read_only=True) as connection:
        columns = connection.execute("select table_name, column_name from duckdb_columns()").fetchall()
    marts = {column for table, column in columns if table in MARTS}
    assert marts <= set(column_meanings())


def test_one_name_means_one_thing() -> None:
    """The same header has the same words in every official table, and none means something else in a mart."""
    official = read_text_csv(PROJECT_ROOT / "seeds" / "official_columns.csv")
    words: dict[str, tuple[str, str, str, str]] = {}
    for row in official:
        mine = (row["label_en"], row["unit"], row["definition"], row["value_type"])
        assert words.setdefault(row["header_ja"], mine) == mine
    assert not set(words) & {
        row["column_name"] for row in read_text_csv(PROJECT_ROOT / "seeds" / "column_labels.csv")
    }


def test_every_code_used_is_listed_with_its_label(exported: Path) -> None:
    labels = {
        (row["code_system"], row["code"]): row["label_ja"]
        for row in read_text_csv(exported / "tidy" / "codes.csv")
    }
    assert labels["sex_code", "1"] == "男"
    assert labels["reason_code", "21"] == "国内転出"
    assert labels["age_band_code", "100+"] == "100歳以上"
    assert labels["municipality_code", "023035"] == "今別町"
    assert labels["item_code", "in_domestic"] == "転入（国内）"
    assert labels["resident_kind", "total"] == "総計"
    assert labels["symbol", "***"]
    for row in read_text_csv(exported / "tidy" / "movements_monthly.csv"):
        for system in ("sex_code", "reason_code", "age_band_code", "basis_code", "town_code"):
            assert (system, row[system]) in labels


def test_towns_are_listed_for_their_municipality_and_the_unknown_one_has_a_name(tmp_path: Path) -> None:
    publish_case(tmp_path / "home", "01")
    arguments = ["--month", "2023-12", "--out", str(tmp_path / "out"), "--audience", "internal"]
    assert main(["--home", str(tmp_path / "home"), "export", *arguments]) == 0
    towns = {
        (row["municipality_code"], row["code"]): row["label_ja"]
        for row in read_text_csv(tmp_path / "out" / "tidy" / "codes.csv")
        if row["code_system"] == "town_code"
    }
    assert towns["022039", "0001001"] == "青葉一丁目"
    assert towns["023035", "9999999"] == "町字不明"
    population = read_text_csv(tmp_path / "out" / "official" / "022039_population_20240101.csv")
    names = {row["地域コード"]: row["地域名"] for row in population}
    assert (names[""], names["0001001"], names["9999999"]) == ("", "青葉一丁目", "町字不明")
