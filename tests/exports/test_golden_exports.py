"""Every golden month comes out byte for byte; 地域名 apart, which the cases leave blank."""

import csv
import io
from pathlib import Path

import pytest

from jukistat import main
from tests.exports.published_case import CASES, publish_case

MONTHS = sorted(path for path in CASES.glob("*/expected/[0-9]*") if path.is_dir())


def without_area_names(content: bytes) -> bytes:
    """Return a population table with 地域名 blanked, written as it was."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    column = rows[0].index("地域名")
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [rows[0]] + [row[:column] + [""] + row[column + 1 :] for row in rows[1:]]
    )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def comparable(path: Path) -> bytes:
    content = path.read_bytes()
    return without_area_names(content) if "_population_" in path.name else content


@pytest.mark.parametrize("expected", MONTHS, ids=lambda path: f"{path.parts[-3][:2]} {path.name}")
def test_month_equals_the_golden_files_byte_for_byte(expected: Path, tmp_path: Path) -> None:
    publish_case(tmp_path / "home", expected.parts[-3][:2])
    out = tmp_path / "out"
    code = main(
        [
            "--home",
            str(tmp_path / "home"),
            "export",
            "--month",
            expected.name,
            "--out",
            str(out),
            "--audience",
            "internal",
        ]
    )
    assert code == 0
    golden = [path for path in sorted(expected.glob("*/*.csv")) if "mic_" not in path.name]
    assert golden
    for path in golden:
        assert comparable(out / path.relative_to(expected)) == path.read_bytes(), path.name
