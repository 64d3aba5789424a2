"""The 異動集計表 of any days: the month's where the days are, it splits, joins, nets and says by what."""

import json
import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from tests.command_line import jukistat
from tests.exports.published_case import read_text_csv
from tests.oracle.households import household_changes
from tests.oracle.judging import load_all
from tests.oracle.tables import Oracle
from tests.published_marts import differences, query
from tests.shared_homes import random_register

Cells = dict[tuple[str, ...], int]
CELL = ("municipality_code", "district_code", "item_code", "resident_kind", "sex")
ALL_NETTED = "return_code,reason_code,cancelled_reason_code,is_netted\n" + "".join(
    f"{name},{reason},{cancelled},true\n"
    for name in ("movement_table", "mic_annual")
    for reason, others in (("19", ("21", "22", "23", "24", "25", "26")), ("29", ("11", "12", "13", "14")))
    for cancelled in others
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random register, built."""
    return random_register(tmp_path_factory) / "home"


def exported(home: Path, out: Path, *days: str) -> Path:
    jukistat(home, "export", *days, "--out", out, "--audience", "internal")
    return out


def cells(out: Path, group: str = "") -> Cells:
    """Return the cells of every municipality's table, of one notification group or, by default, of all."""
    rows = [row for path in out.glob("official/movement_table_*.csv") for row in read_text_csv(path)]
    return {
        tuple(row[name] for name in CELL): int(row["value"])
        for row in rows
        if row.get("notification_group_code", "") == group
    }


def months(home: Path) -> list[str]:
    """Return the months that every municipality can tabulate with an opening stock."""
    rows = query(
        home,
        "select strftime(stat_month, '%Y-%m') from covered_months group by all"
        " having not bool_or(is_base_month) order by 1",
    )
    return [month for (month,) in rows]


def test_household_changes_equal_the_oracle(home: Path) -> None:
    paths = home.parent.glob("deliveries/*")
    loaded = load_all(sorted(paths, key=lambda path: ("residents" not in path.name, path.name)))
    oracle = Oracle(loaded)
    rows = query(
        home,
        "select municipality_code, counted_date::varchar, household_kind_code, reason_code,"
        " household_sign::varchar, household_change_count from household_changes",
    )
    assert differences(Counter({row[:-1]: row[-1] for row in rows}), household_changes(oracle)) == []
    assert rows


def test_days_of_a_month_are_the_month(home: Path, tmp_path: Path) -> None:
    month = next(name for name in months(home) if name.endswith("-04"))
    whole = exported(home, tmp_path / "month", "--month", month)
    days = exported(home, tmp_path / "days", "--from", f"{month}-01", "--to", f"{month}-30")
    assert cells(days) == cells(whole)
    assert cells(days)


def test_periods_join_and_split(home: Path, tmp_path: Path) -> None:
    """Closing of the 10th = opening of the 11th, and the parts of the split are the whole line."""
    month = next(name for name in months(home) if name.endswith("-04"))
    first = cells(exported(home, tmp_path / "first", "--from", f"{month}-01", "--to", f"{month}-10"))
    second = exported(home, tmp_path / "second", "--from", f"{month}-11", "--to", f"{month}-30")
    later = cells(second)
    for cell, value in first.items():
        opening = {"closing": "opening", "households_closing": "households_opening"}.get(cell[2])
        if opening:
            assert later[(*cell[:2], opening, *cell[3:])] == value
    groups = [cells(second, group) for group in ("notified", "ex_officio", "other")]
    assert groups[0]
    assert all(later[cell] == sum(group[cell] for group in groups) for cell in groups[0])


def test_the_counting_rule_is_printed(home: Path, tmp_path: Path) -> None:
    month = months(home)[0]
    out = exported(home, tmp_path / "out", "--from", f"{month}-01", "--to", f"{month}-10")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert {place["counting_date_code"] for place in manifest["municipalities"]} == {"recorded"}
    assert all(
        "計上日の基準：処理日" in PdfReader(path).pages[0].extract_text() for path in out.rglob("*.pdf")
    )
    for path in out.rglob("*.xlsx"):
        assert all("計上日の基準：処理日" in sheet["A3"].value for sheet in openpyxl.load_workbook(path))


@pytest.mark.parametrize(
    "days", [(), ("--from", "2024-02-01"), ("--from", "2024-03-01", "--to", "2024-02-01")], ids=str
)
def test_days_that_are_none_are_refused(home: Path, tmp_path: Path, days: tuple[str, ...]) -> None:
    jukistat(home, "export", *days, "--out", tmp_path / "out", "--audience", "internal", exit_code=2)


def test_days_without_an_opening_stock_are_refused(home: Path, tmp_path: Path) -> None:
    ((base, code),) = query(
        home, "select stat_month::varchar, municipality_code from covered_months where is_base_month limit 1"
    )
    days = ("--from", base, "--to", base, "--municipality", code)
    said = jukistat(home, "export", *days, "--out", tmp_path / "out", "--audience", "internal", exit_code=2)
    assert "no opening stock" in said.stderr


def test_netting_lowers_the_cancelled_line_and_keeps_the_balance(home: Path, tmp_path: Path) -> None:
    """Built again: the netted cancellations leave その他(取消) for the lines they cancel, stocks stay."""
    home = shutil.copytree(home, tmp_path / "home")
    lines = (
        "select item_code, sum(value) from movement_tables_monthly where district_code = ''"
        " and sex = 'total' and resident_kind = 'total' group by all"
    )
    before = dict(query(home, lines))
    for (code,) in query(home, "select municipality_code from counting_rules"):
        folder = home / "municipalities" / code
        folder.mkdir(parents=True)
        (folder / "netting_rules.csv").write_text(ALL_NETTED, "utf-8")
    jukistat(home, "build")
    after = dict(query(home, lines))
    shifted = before["other_add_cancellation"] - after["other_add_cancellation"]
    assert shifted > 0
    removed = before["other_remove_cancellation"] - after["other_remove_cancellation"]
    assert before["decrease"] - after["decrease"] == shifted + removed
    assert before["increase"] - after["increase"] == shifted + removed
    assert (after["opening"], after["closing"], after["change"]) == (
        before["opening"],
        before["closing"],
        before["change"],
    )
