"""月次帳票: the month's set as the command line wrote it, whole, of the version served, to whom it is for."""

import io
import json
import shutil
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from access.readers import reader_of
from dashboards.views.export_files import hand_out
from dashboards.visits import Visit
from dashboards.wording import LANGUAGES, wording
from exports.exported_set import ExportedSet, archive_of, exported_sets
from jukistat import main
from store.errors import CheckFailed
from store.home import Home
from tests.dashboards.published_home import CITY, LAST_MONTH, VILLAGE
from tests.dashboards.reading import html_of, open_page, read, run_page, table
from tests.dashboards.signing_in import claims, home_with_sign_in, logged

MONTH, CLOSED, EARLIER, WRONG, MISSING = "2019-12", "2019-11", "2019-10", "2019-09", "2019-08"
MIXED = LAST_MONTH
"""A set of both municipalities."""
FORM = f"movement_table_{CITY}_201912"
WHOLE = wording("export", "ja")("download_zip")


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


def offered(app: AppTest) -> set[str]:
    """Return what the buttons of a page offer to download."""
    return {button.proto.label for button in app.get("download_button")}


def set_of(home: Path, month: str) -> ExportedSet:
    (found,) = [each for each in exported_sets(Home(home), CITY) if each.manifest.month == month]
    return found


def visit_by_statistician(home: Path) -> Visit:
    reader = reader_of(Home(home), "statistician", date.today())
    return Visit(Home(home), reader, CITY, "export", {}, admits=lambda: True)


def open_set(home: Path, month: str, **query: str) -> AppTest:
    app = run_page(home, "export", user=claims("statistician"), mun=CITY, ym=month, **query)
    assert not app.error and not app.exception
    return app


def test_every_file_is_listed_and_handed_out_as_it_lies(exporting: Path) -> None:
    app, found = open_set(exporting, MONTH), set_of(exporting, MONTH)
    official, tidy = read(app).tables[:2]
    listed = {row[0]: row for row in (*official.body, *tidy.body)}
    assert offered(app) == {*listed, WHOLE}
    assert len(official.body) == 3 + 2 + 6, "異動集計表 in three forms, two monthly tables, six of the year"
    assert len(listed) == len(found.manifest.files)
    for file in found.manifest.files:
        name, content = Path(file.file).name, (found.folder / file.file).read_bytes()
        assert listed[name][2:] == [f"{file.rows:,}", f"{len(content):,}", sha256(content).hexdigest()]
        assert hand_out(found, file, visit_by_statistician(exporting)) == content
        record = logged(exporting, subject="statistician", decision="handed out")[-1]
        assert (record["page"], record["file_digest"]) == ("export", file.sha256)
    assert "速報" in html_of(app) and "内部用" in html_of(app)


def test_the_set_is_one_archive(exporting: Path) -> None:
    found = set_of(exporting, MONTH)
    content = archive_of(found)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {
        f"{MONTH}/{path.relative_to(found.folder).as_posix()}": path.read_bytes()
        for path in found.folder.rglob("*")
        if path.is_file()
    }
    assert archive_of(found) == content, "the same bytes each time"


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
    exporting: Path, month: str, reason: str
) -> None:
    app = open_set(exporting, month)
    assert reason in html_of(app) and not offered(app)
    assert [box.value for box in app.code] == [f"jukistat export --month {month} --audience internal"]


def test_other_months_are_listed(exporting: Path) -> None:
    rows = table(open_set(exporting, MONTH), "帳票一式のある月").body
    assert [(row[0][:8], row[2][:2], row[3][:2]) for row in rows] == [
        ("2019年11月", "確定", "いま"),
        ("2019年10月", "速報", "前の"),
    ]


def test_a_set_that_tells_of_others_too_is_for_those_who_may_see_all(
    home: Path, exporting: Path, tmp_path: Path
) -> None:
    app = open_set(exporting, MIXED)
    assert "役割が及ばない" in html_of(app) and not offered(app)
    (tmp_path / "published").symlink_to(home / "published")
    (tmp_path / "exports").symlink_to(exporting / "exports")
    seen = offered(open_page(tmp_path, "export", mun=CITY, ym=MIXED))
    assert seen > {WHOLE, f"movement_table_{CITY}_202002.pdf", f"movement_table_{VILLAGE}_202002.pdf"}


def test_a_file_that_was_changed_is_refused(home: Path, exporting: Path, tmp_path: Path) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    shutil.copytree(exporting / "exports" / MONTH, own / "exports" / MONTH)
    whole = offered(open_set(own, MONTH))
    found = set_of(own, MONTH)
    (file,) = [each for each in found.manifest.files if each.file == f"official/{FORM}.csv"]
    changed = found.folder / file.file
    changed.write_bytes(changed.read_bytes()[:-1])
    with pytest.raises(CheckFailed, match=changed.name):
        hand_out(found, file, visit_by_statistician(own))
    with pytest.raises(CheckFailed, match=changed.name):
        archive_of(found)
    assert logged(own, decision="handed out") == []
    app = open_set(own, MONTH)
    (warning,) = app.warning
    assert file.file in warning.value
    assert offered(app) == whole - {changed.name, WHOLE}


@pytest.mark.parametrize("name", ["../../../secret.csv", "official/../../secret.csv", "official/link.csv"])
def test_a_manifest_cannot_name_what_lies_elsewhere(
    home: Path, exporting: Path, tmp_path: Path, name: str
) -> None:
    own = home_with_sign_in(home, tmp_path / "home")
    folder = own / "exports" / MONTH
    shutil.copytree(exporting / "exports" / MONTH, folder)
    secrets = [tmp_path / "secret.csv", own / "exports" / "secret.csv"]
    for secret in secrets:
        secret.write_text("secret")
    (folder / "official" / "link.csv").symlink_to(secrets[0])
    rewrite(folder, files=[{"file": name, "rows": 1, "sha256": sha256(b"secret").hexdigest()}])
    app = open_set(own, MONTH)
    (warning,) = app.warning
    assert name in warning.value and not offered(app)
    with pytest.raises(CheckFailed):
        archive_of(set_of(own, MONTH))
