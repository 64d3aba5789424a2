"""Where an export goes: whole or not at all, the same bytes again, one month per folder, for whom."""

import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from jukistat import main
from store.home import open_home
from store.published import point_to
from tests.exports.published_case import publish_case

COUNTED = ("tidy/population_monthly.csv", "official/022039_population_20240301.csv")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_case(tmp_path / "home", "05")
    return tmp_path / "home"


def export(home: Path, out: Path, *more: str, month: str = "2024-02") -> int:
    arguments = ["--month", month, "--out", str(out), "--audience", "internal", *more]
    return main(["--home", str(home), "export", *arguments])


def content_of(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_manifest_lists_every_file_with_its_checksum(home: Path, tmp_path: Path) -> None:
    assert export(home, tmp_path / "out") == 0
    content = content_of(tmp_path / "out")
    manifest = json.loads(content.pop("manifest.json"))
    assert {entry["file"]: entry["sha256"] for entry in manifest["files"]} == {
        file: sha256(text).hexdigest() for file, text in content.items()
    }
    rows = {entry["file"]: entry["rows"] for entry in manifest["files"]}
    for file in COUNTED:
        assert rows[file] == content[file].count(b"\r\n") - 1
    assert (
        rows["official/movement_table_022039_202402.xlsx"]
        == rows["official/movement_table_022039_202402.csv"]
    )
    assert (manifest["month"], manifest["audience"]) == ("2024-02", "internal")
    assert (manifest["ledger_id"], manifest["rule_version"]) == (2, "2026.11")


def test_the_same_month_twice_is_the_same_bytes(home: Path, tmp_path: Path) -> None:
    export(home, tmp_path / "first")
    export(home, tmp_path / "second")
    assert content_of(tmp_path / "first") == content_of(tmp_path / "second")
    assert any(name.endswith(".pdf") for name in content_of(tmp_path / "first"))
    assert any(name.endswith(".xlsx") for name in content_of(tmp_path / "first"))


def test_building_the_same_deliveries_again_changes_no_byte(home: Path, tmp_path: Path) -> None:
    export(home, tmp_path / "first")
    shutil.copytree(home / "published" / "v0001", home / "published" / "v0002")
    point_to(open_home(home), "v0002")
    export(home, tmp_path / "second")
    assert content_of(tmp_path / "first") == content_of(tmp_path / "second")


def test_a_second_export_replaces_the_first_and_keeps_what_is_not_ours(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(home, out)
    first = content_of(out)
    (out / "official" / "022039_population_20240301.csv").write_text("spoilt")
    (out / "letter.txt").write_text("to the prefecture")
    assert export(home, out) == 0
    assert content_of(out) == first | {"letter.txt": b"to the prefecture"}


def test_a_file_that_the_new_export_does_not_have_is_taken_away(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(home, out)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["files"].append({"file": "official/gone.csv", "rows": 1, "sha256": ""})
    (out / "manifest.json").write_text(json.dumps(manifest))
    (out / "official" / "gone.csv").write_text("of a municipality no longer asked for")
    assert export(home, out) == 0
    assert not (out / "official" / "gone.csv").exists()


def test_a_folder_of_another_month_is_refused(home: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    export(home, out, month="2024-03")
    before = content_of(out)
    assert export(home, out, month="2024-02") == 2
    assert "2024-03" in capsys.readouterr().err
    assert content_of(out) == before


def test_the_home_keeps_what_no_other_folder_is_named_for(home: Path, tmp_path: Path, capsys) -> None:
    export(home, tmp_path / "out")
    arguments = ["--home", str(home), "export", "--month", "2024-02", "--audience", "internal"]
    assert main(arguments) == 0
    assert content_of(home / "exports" / "2024-02") == content_of(tmp_path / "out")
    assert main([*arguments, "--as-known", "2024-02-10"]) == 2
    assert "--out" in capsys.readouterr().err
    assert content_of(home / "exports" / "2024-02") == content_of(tmp_path / "out")


def test_files_of_another_export_without_manifest_are_refused(home: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    export(home, out, month="2024-03")
    (out / "manifest.json").unlink()
    before = content_of(out)
    assert export(home, out, month="2024-02") == 2
    assert "another export" in capsys.readouterr().err
    assert content_of(out) == before


@pytest.mark.parametrize("name", ["afile", "afile/below"])
def test_a_file_in_the_place_of_the_folder_is_refused(home: Path, tmp_path: Path, capsys, name: str) -> None:
    (tmp_path / "afile").write_text("x")
    assert export(home, tmp_path / name) == 2
    assert "--out" in capsys.readouterr().err


def test_a_manifest_of_something_else_is_refused(home: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text('{"name": "a web page"}')
    assert export(home, tmp_path / "out") == 2
    assert "not the manifest of an export" in capsys.readouterr().err


def test_an_empty_folder_keeps_its_permissions(home: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o700)
    assert export(home, tmp_path / "out") == 0
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_beside_the_folder(home: Path, tmp_path: Path) -> None:
    export(home, tmp_path / "exports" / "out")
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["out"]


@pytest.mark.parametrize("files_written", [0, 3, 8])
def test_a_killed_export_shows_all_or_nothing_and_the_next_one_is_whole(
    home: Path, tmp_path: Path, files_written: int
) -> None:
    out, whole = tmp_path / "exports" / "out", tmp_path / "whole"
    export(home, whole)
    out.parent.mkdir()
    kill_when(home, out, draft=out.parent / ".out.draft", files_written=files_written)
    assert not out.exists() or content_of(out) == content_of(whole)
    assert export(home, out) == 0
    assert content_of(out) == content_of(whole)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def kill_when(home: Path, out: Path, *, draft: Path, files_written: int) -> None:
    """Start an export and kill it as soon as its draft has so many files."""
    arguments = [
        "--home",
        str(home),
        "export",
        "--month",
        "2024-02",
        "--out",
        str(out),
        "--audience",
        "internal",
    ]
    process = subprocess.Popen([sys.executable, "-m", "jukistat", *arguments])
    while process.poll() is None:
        if draft.exists() and sum(path.is_file() for path in draft.rglob("*")) >= files_written:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait()


@pytest.mark.parametrize("audience", [[], ["--audience", "public"]])
def test_the_public_is_refused_until_there_is_disclosure_control(
    home: Path, tmp_path: Path, capsys, audience: list[str]
) -> None:
    arguments = ["export", "--month", "2024-02", "--out", str(tmp_path / "out"), *audience]
    assert main(["--home", str(home), *arguments]) == 2
    assert "--audience internal" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_month_that_is_not_covered_is_refused_with_the_months_there_are(
    home: Path, tmp_path: Path, capsys
) -> None:
    assert export(home, tmp_path / "out", month="2024-05") == 2
    assert "022039 has 2023-12 to 2024-03" in capsys.readouterr().err
    assert export(home, tmp_path / "out", "--municipality", "022039", month="2024-05") == 2
    assert "not covered for municipality 022039" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_municipality_that_is_not_in_the_store_is_refused(home: Path, tmp_path: Path, capsys) -> None:
    assert export(home, tmp_path / "out", "--municipality", "023035") == 2
    assert "municipality 023035" in capsys.readouterr().err


def test_only_the_municipalities_asked_for_are_exported(tmp_path: Path) -> None:
    publish_case(tmp_path / "home", "01")
    assert export(tmp_path / "home", tmp_path / "out", "--municipality", "023035", month="2023-12") == 0
    content = content_of(tmp_path / "out")
    assert {name for name in content if name.startswith("official/")} == {
        "official/023035_population_20240101.csv",
        "official/aomori_monthly_023035_202312.csv",
    }
    assert b"022039" not in content["tidy/population_monthly.csv"]


def test_no_movement_table_for_the_base_month(tmp_path: Path) -> None:
    publish_case(tmp_path / "home", "01")
    export(tmp_path / "home", tmp_path / "out", month="2023-12")
    assert not list((tmp_path / "out" / "official").glob("movement_table_*"))


def test_before_the_first_build_there_is_nothing_to_export(tmp_path: Path, capsys) -> None:
    assert export(tmp_path / "home", tmp_path / "out") == 2
    assert "jukistat build" in capsys.readouterr().err


def test_json_prints_the_manifest_and_the_version(home: Path, tmp_path: Path, capsys) -> None:
    export(home, tmp_path / "out", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["manifest"] == json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (report["version"], report["out"]) == ("v0001", str(tmp_path / "out"))


@pytest.mark.parametrize("month", ["2024-13", "2024", "last"])
def test_a_month_must_be_written_as_one(home: Path, tmp_path: Path, capsys, month: str) -> None:
    with pytest.raises(SystemExit) as stop:
        export(home, tmp_path / "out", month=month)
    assert stop.value.code == 2
    assert "2026-03" in capsys.readouterr().err
