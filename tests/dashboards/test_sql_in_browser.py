"""アドホック分析 in a browser: a query is run, and what is downloaded is what is shown."""

from pathlib import Path

import polars as pl

from tests.dashboards import test_browser
from tests.dashboards.test_browser import Reader

reader = test_browser.reader


def test_rows_are_downloaded_as_shown(reader: Reader, tmp_path: Path) -> None:
    reader.open("sql", "q=population-by-age-group")
    reader.page.get_by_role("button", name="実行").click()
    reader.page.get_by_text("問合せの結果").wait_for()
    reader.wait()
    shown, *_ = reader.tables()
    files = {}
    for ending in ("CSV", "Parquet"):
        with reader.page.expect_download() as download:
            reader.page.get_by_role("button", name=f"{ending}をダウンロード").click()
        files[ending] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[ending])
    rows = pl.read_csv(files["CSV"], infer_schema=False)
    parquet = pl.read_parquet(files["Parquet"])
    assert rows.columns == parquet.columns == shown[0]
    assert [[cell.replace(",", "") for cell in row] for row in shown[1:]] == [
        list(row) for row in rows.rows()
    ]
    assert parquet["population"].dtype == pl.Int64
    assert parquet["population"].to_list() == rows["population"].cast(pl.Int64).to_list()
    assert "select" not in reader.page.url
