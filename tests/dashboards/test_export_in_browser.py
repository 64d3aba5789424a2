"""月次帳票 in a browser: what is downloaded is what the command line wrote, byte for byte."""

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from dashboards.wording import LANGUAGES, wording
from tests.dashboards import test_browser
from tests.dashboards.published_home import CITY, LAST_MONTH
from tests.dashboards.signing_in import logged
from tests.dashboards.test_browser import Reader

reader = test_browser.reader


@pytest.fixture
def exported(home: Path) -> Path:
    """The folder of the month's set."""
    return home / "exports" / LAST_MONTH


def downloaded(reader: Reader, button: Locator, folder: Path) -> Path:
    """Return the file that a button gives, as the browser keeps it."""
    with reader.page.expect_download() as download:
        button.click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_set_is_downloaded_whole(
    reader: Reader, home: Path, exported: Path, tmp_path: Path, language: str
) -> None:
    reader.open("export", f"ym={LAST_MONTH}&lang={language}")
    whole = reader.page.get_by_role("button", name=wording("export", language)("download_zip"))
    kept = downloaded(reader, whole, tmp_path)
    content = kept.read_bytes()
    assert kept.name == f"official_set_{LAST_MONTH}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        inside = {name: archive.read(name) for name in archive.namelist()}
    lying = {path.relative_to(exported.parent).as_posix(): path for path in exported.rglob("*")}
    assert inside == {name: path.read_bytes() for name, path in lying.items() if path.is_file()}
    told = json.loads(inside[f"{LAST_MONTH}/manifest.json"])["files"]
    assert {f"{LAST_MONTH}/{file['file']}" for file in told} < inside.keys() and told
    assert logged(home, page="export", decision="handed out", file_digest=sha256(content).hexdigest())


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_form_is_downloaded_as_it_lies(reader: Reader, exported: Path, tmp_path: Path, ending: str) -> None:
    reader.open("export", f"ym={LAST_MONTH}")
    name = f"movement_table_{CITY}_{LAST_MONTH.replace('-', '')}.{ending}"
    kept = downloaded(reader, reader.page.get_by_role("button", name=name, exact=True), tmp_path)
    assert kept.name == name
    assert kept.read_bytes() == (exported / "official" / name).read_bytes()
    listed = {row[0]: row[-1] for table in reader.tables() for row in table}
    assert listed[name] == sha256(kept.read_bytes()).hexdigest()
