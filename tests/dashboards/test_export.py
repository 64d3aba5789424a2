"""月次帳票: the month's set as the command line wrote it, whole, of the version served, to whom it is for."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from dashboards.wording import LANGUAGES, wording
from jukistat import main
from store.errors import CheckFailed
from tests.dashboards.published_home import CITY, LAST_MONTH
from tests.dashboards.reading import html_of, open_page, read, run_page, table
from tests.dashboards.signing_in import claims, home_with_sign_in, logged

MONTH, CLOSED, EARLIER, WRONG, MISSING = "2019-12", "2019-11", "2019-10", "2019-09", "2019-08"
MIXED = LAST_MONTH
"""A set of both municipalities."""
FORM = f"movement_table_{CITY}_201912"
Download = Callable[[], bytes]


@pytest.fixture(scope="module")
def exporting(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with sets: a December of the city, a month of both, copies that tell other things."""
    own = home_with_sign_in(home, tmp_path_factory.mktemp("exporting") / "home")
    for month, more in ((MONTH, ("--municipality", CITY)), (MIXED, ())):
        assert main(["--home", str(own), "export", "--month", month, "--audience", "internal", *more]) == 0
    copy_set(own, CLOSED, month=CLOSED, municipalities=[{"municipality_code": CITY, "state": "closed"}])
    copy_set(own, EARLIER, month=EARLIER, ledger_id=1)
    copy_set(own, WRONG)
    return own


def copy_set(home: Path, month: str, /, **changed: object) -> None:
    shutil.copytree(home / "exports" / MONTH, home / "exports" / month)
    rewrite(home / "exports" / month, **changed)


def rewrite(folder: Path, **changed: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")


def manifest_of(home: Path, month: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((home / "exports" / month / "manifest.json").read_text("utf-8"))
    return told


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Download]:
    """What each button of the pages drawn would give, by file name; Streamlit asks for it at the click."""
    offered: dict[str, Download] = {}
    register = MediaFileManager.add_deferred

    def noted(manager: Any, make: Any, mimetype: Any, coordinates: Any, file_name: Any, **more: Any) -> str:
        offered[file_name] = make
        return register(manager, make, mimetype, coordinates, file_name, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", noted)
    return offered


def open_set(home: Path, month: str, **query: str) -> AppTest:
    app = run_page(home, "export", user=claims("statistician"), mun=CITY, ym=month, **query)
    assert not app.error and not app.exception
    return app


def test_every_file_is_listed_and_handed_out_as_it_lies(
    exporting: Path, downloads: dict[str, Download]
) -> None:
    app = open_set(exporting, MONTH)
    folder, files = exporting / "exports" / MONTH, manifest_of(exporting, MONTH)["files"]
    official, tidy = read(app).tables[:2]
    listed = {row[0]: row for row in (*official.body, *tidy.body)}
    assert listed.keys() == {Path(file["file"]).name for file in files} and len(official.body) == 3 + 2 + 6
    for file in files:
        name, content = Path(file["file"]).name, (folder / file["file"]).read_bytes()
        assert listed[name][2:] == [f"{file['rows']:,}", f"{len(content):,}", sha256(content).hexdigest()]
        assert downloads[name]() == content
        record = logged(exporting, subject="statistician", decision="handed out")[-1]
        assert (record["page"], record["file_digest"]) == ("export", file["sha256"])
    assert "速報" in html_of(app) and "内部用" in html_of(app)


def test_the_set_is_one_archive(exporting: Path, downloads: dict[str, Download]) -> None:
    open_set(exporting, MONTH)
    content = downloads[f"official_set_{MONTH}.zip"]()
    folder = exporting / "exports" / MONTH
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {
        f"{MONTH}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert downloads[f"official_set_{MONTH}.zip"]() == content, "the same bytes each time"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_told_in_words(exporting: Path, language: str) -> None:
    app = open_set(exporting, MONTH, lang=language)
    words = wording("export", language)
    assert words("title") in html_of(app) and words("file_other") not in html_of(app)
    meanings = [row[1] for each in read(app).tables[:2] for row in each.body]
    assert len(set(meanings)) == len(meanings) - 2, "the movement table comes as CSV, workbook and PDF"


def test_a_closed_month_is_final(exporting: Path) -> None:
    assert "確定" in html_of(open_set(exporting, CLOSED))


@pytest.mark.parametrize(
    ("month", "reason"),
    [(EARLIER, "前の版"), (WRONG, "まだ作られていません"), (MISSING, "まだ作られていません")],
)
def test_what_is_not_of_this_month_and_version_is_not_handed_out(
    exporting: Path, downloads: dict[str, Download], month: str, reason: str
) -> None:
    app = open_set(exporting, month)
    assert reason in html_of(app) and downloads == {}
    assert [box.value for box in app.code] == [f"jukistat export --month {month} --audience internal"]


def test_other_months_are_listed(exporting: Path) -> None:
    rows = table(open_set(exporting, MONTH), "帳票一式のある月").body
    assert [(row[0][:8], row[2][:2], row[3][:2]) for row in rows] == [
        ("2019年11月", "確定", "いま"),
        ("2019年10月", "速報", "前の"),
    ]


def test_a_set_that_tells_of_others_too_is_for_those_who_may_see_all(
    home: Path, exporting: Path, tmp_path: Path, downloads: dict[str, Download]
) -> None:
    app = open_set(exporting, MIXED)
    assert "役割が及ばない" in html_of(app) and downloads == {}
    (tmp_path / "published").symlink_to(home / "published")
    (tmp_path / "exports").symlink_to(exporting / "exports")
    open_page(tmp_path, "export", mun=CITY, ym=MIXED)
    assert f"official_set_{MIXED}.zip" in downloads, "the demo sees everything"


def test_a_file_that_was_changed_is_refused(
    home: Path, exporting: Path, tmp_path: Path, downloads: dict[str, Download]
) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    shutil.copytree(exporting / "exports" / MONTH, own / "exports" / MONTH)
    open_set(own, MONTH)
    changed = own / "exports" / MONTH / "official" / f"{FORM}.csv"
    changed.write_bytes(changed.read_bytes()[:-1])
    for name in (changed.name, f"official_set_{MONTH}.zip"):
        with pytest.raises(CheckFailed, match=changed.name):
            downloads[name]()
    assert logged(own, decision="handed out") == []
    downloads.clear()
    (warning,) = open_set(own, MONTH).warning
    assert f"official/{changed.name}" in warning.value
    assert f"{FORM}.pdf" in downloads and not {changed.name, f"official_set_{MONTH}.zip"} & set(downloads)


@pytest.mark.parametrize("name", ["../../../secret.csv", "official/../../secret.csv", "official/link.csv"])
def test_a_manifest_cannot_name_what_lies_elsewhere(
    home: Path, exporting: Path, tmp_path: Path, downloads: dict[str, Download], name: str
) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    folder = own / "exports" / MONTH
    shutil.copytree(exporting / "exports" / MONTH, folder)
    secrets = [tmp_path / "secret.csv", own / "exports" / "secret.csv"]
    for secret in secrets:
        secret.write_text("secret")
    (folder / "official" / "link.csv").symlink_to(secrets[0])
    rewrite(folder, files=[{"file": name, "rows": 1, "sha256": sha256(b"secret").hexdigest()}])
    (warning,) = open_set(own, MONTH).warning
    assert name in warning.value and downloads == {}


def test_files_are_handed_to_nobody_whose_right_has_ended(
    exporting: Path, home: Path, tmp_path: Path, downloads: dict[str, Download]
) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    (own / "exports").symlink_to(exporting / "exports")
    open_set(own, MONTH)
    (own / "municipalities" / CITY / "grants.csv").unlink()
    with pytest.raises(PermissionError):
        downloads[f"{FORM}.pdf"]()
    assert logged(own)[-1]["decision"] == "refused: file"
