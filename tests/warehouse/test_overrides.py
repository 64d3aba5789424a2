"""What a municipality defines itself, under `<home>/municipalities/<code>/`."""

from pathlib import Path

import pytest

from store.errors import ConfigurationError
from store.home import open_home
from warehouse.mount import DISTRICT_SCHEMA, override_rows


def write(home_folder: Path, code: str, text: str) -> None:
    folder = home_folder / "municipalities" / code
    folder.mkdir(parents=True)
    (folder / "districts.csv").write_text(text, "utf-8")


def test_rows_of_several_municipalities_carry_their_folder_s_code(tmp_path: Path) -> None:
    write(tmp_path, "022039", "district_code,district_name,sort_order\n01,湊,1\n02,鮫,2\n")
    write(tmp_path, "023035", "district_name,district_code,sort_order\n奥平部,01,1\n")
    districts = override_rows(open_home(tmp_path), "districts", DISTRICT_SCHEMA)
    assert districts.rows() == [
        ("022039", "01", "湊", 1),
        ("022039", "02", "鮫", 2),
        ("023035", "01", "奥平部", 1),
    ]


@pytest.mark.parametrize(
    "text", ["district_code,sort_order\n01,1\n", "", "district_code,district_name,sort_order\n01,湊,x\n"]
)
def test_a_file_that_is_not_the_table_is_named(tmp_path: Path, text: str) -> None:
    write(tmp_path, "022039", text)
    with pytest.raises(ConfigurationError, match=r"022039/districts\.csv .* district_name"):
        override_rows(open_home(tmp_path), "districts", DISTRICT_SCHEMA)


def test_no_folder_is_no_rows(tmp_path: Path) -> None:
    assert override_rows(open_home(tmp_path), "districts", DISTRICT_SCHEMA).is_empty()
