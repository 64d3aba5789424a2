"""Layouts and code maps of one's own: another vendor is data, not code."""

from pathlib import Path

import pytest

from ingest.codes import allowed_codes, read_seed
from ingest.layouts import read_layouts
from store.errors import ConfigurationError
from tests.command_line import jukistat
from tests.file_search import traces_under
from tests.ingest.deliveries import CITY, change, resident, to_bytes, write
from tests.ingest.legacy_writing import dressed
from tests.ingest.stores import Store, counts, facts, new_store
from tests.ingest.test_ambiguous_numbers import canaries


def test_a_reason_that_no_map_knows_waits_until_the_municipality_maps_it(
    based: Store, tmp_path: Path
) -> None:
    """The municipality's own names go before the built-in ones, and are its own only."""
    home = based.home
    rows = [dressed(change(number)) | {"異動事由コード": "独自転居"} for number in (1, 2)]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(to_bytes(rows[:1]).decode().encode("cp932"))
    second.write_bytes(to_bytes(rows[1:]).decode().encode("cp932"))
    based.load(first)
    assert based.waiting() == [("first.csv", 1, "異動事由コード", "reason_code_unknown")]
    for code, meant in (("023035", "32"), (CITY, "31")):
        folder = home.municipalities / code
        folder.mkdir(parents=True)
        table = f"profile,item_name,source_value,code\nlegacy,異動事由コード,独自転居,{meant}\n"
        (folder / "code_maps.csv").write_text(table, "utf-8")
    based.load(second)
    assert based.rows("changes")["reason_code"].to_list() == ["31"]


HIDDEN = ("宛名番号", "個人番号")
VENDOR_LAYOUT = """
profile = "acme"
based_on = "legacy"
encoding = "cp932"
kinds = ["residents"]
"""
VENDOR_NAMES = {"宛名番号": "個人コード", "生年月日": "生年月日（和暦）", "町字コード": "町コード"}


def vendor_layout(rows: list[dict[str, str]]) -> str:
    """Return a layout whose vendor calls some columns otherwise, leaves some out and adds two of its own."""
    listed = [
        f'[[columns]]\nitem = "{item}"\nname = "{VENDOR_NAMES.get(item, item)}"\n'
        for item in rows[0]
        if item not in ("方書", "住民票コード", "個人番号")
    ]
    own = [
        '[[columns]]\nname = "管理区分"\ncontent = "scope"\nout_of_scope_values = ["9"]\n'
        'reason = "住登外の行を除く"\n',
        '[[columns]]\nname = "備考1"\ncontent = "dropped"\nreason = "自由記述"\n',
    ]
    return VENDOR_LAYOUT + "\n".join(listed + own)


def test_another_vendor_is_a_layout_and_a_code_map(store: Store, tmp_path: Path) -> None:
    rows = [resident(number) for number in range(1, 5)]
    store.home.layouts.mkdir()
    (store.home.layouts / "acme.toml").write_text(vendor_layout(rows), "utf-8")
    folder = store.home.municipalities / CITY
    folder.mkdir(parents=True)
    maps = "profile,item_name,source_value,code\nacme,性別,♂,1\n"
    (folder / "code_maps.csv").write_text(maps, "utf-8")
    written = [
        {
            VENDOR_NAMES.get(name, name): cell
            for name, cell in dressed(row).items()
            if name not in ("方書", "住民票コード", "個人番号")
        }
        | {"性別": "♂", "管理区分": "9" if row["宛名番号"] == "4" else "1", "備考1": "何でも"}
        for row in rows
    ]
    path = tmp_path / "acme.csv"
    path.write_bytes(to_bytes(written).decode().encode("cp932"))
    said = jukistat(store.home.root, "layout", "check", path).stdout
    assert "acme residents" in said
    (found,) = store.load(path)
    assert counts(found) == {"received": 4, "loaded": 3, "out_of_scope": 1}
    plain = new_store(tmp_path / "plain")
    plain.load(write(tmp_path / "std.csv", rows[:3]))
    assert facts(store, "residents") == facts(plain, "residents")


AMBIGUOUS_LAYOUT = (
    VENDOR_LAYOUT
    + """
[[columns]]
item = "宛名番号"
name = "個人番号"
content = "ambiguous_number"
"""
)


@pytest.mark.parametrize("digits", [8, 12])
def test_a_column_named_like_my_number_is_judged_by_its_content(
    digits: int, store: Store, tmp_path: Path
) -> None:
    """The vendor's own numbers are keys of persons; My Numbers leave no trace, and their rows wait."""
    rows = [resident(number) for number in range(1, 41)]
    listed = [f'[[columns]]\nitem = "{item}"\n' for item in rows[0] if item not in ("宛名番号", "個人番号")]
    store.home.layouts.mkdir()
    (store.home.layouts / "acme.toml").write_text(AMBIGUOUS_LAYOUT + "\n".join(listed), "utf-8")
    own = [f"{number:0{digits}d}" for number in range(10_000_001, 10_000_041)]
    numbers = own if digits == 8 else canaries(40)
    written = [
        {"個人番号": number} | {name: cell for name, cell in dressed(row).items() if name not in HIDDEN}
        for number, row in zip(numbers, rows, strict=True)
    ]
    path = tmp_path / "acme.csv"
    path.write_bytes(to_bytes(written).decode().encode("cp932"))
    outcome = "loaded" if digits == 8 else "quarantined"
    assert counts(store.load(path)[0]) == {"received": 40, outcome: 40}
    assert traces_under([store.home.root], {number.encode(): number for number in numbers}) == []


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ('profile = "acme"', "is no layout of a delivery"),
        (VENDOR_LAYOUT.replace("cp932", "ebcdic"), "encoding is none of"),
        (VENDOR_LAYOUT + '[[columns]]\nitem = "血液型"\n', "legacy has no item 血液型"),
        (VENDOR_LAYOUT + '[[columns]]\nitem = "性別"\nwide = 1\n', "unknown settings: wide"),
    ],
)
def test_a_broken_layout_is_named(layout: str, said: str, based: Store, tmp_path: Path) -> None:
    based.home.layouts.mkdir()
    (based.home.layouts / "acme.toml").write_text(layout, "utf-8")
    with pytest.raises(ConfigurationError, match=r"acme\.toml") as refusal:
        based.load(write(tmp_path / "changes.csv", [change(1)]))
    assert said in str(refusal.value)


def test_a_column_kept_without_a_policy_is_refused(based: Store, tmp_path: Path) -> None:
    """Neither a column that is no item, nor one dropped without a reason, is taken."""
    based.home.layouts.mkdir()
    layout = VENDOR_LAYOUT + '[[columns]]\nname = "血液型"\ncontent = "dropped"\n'
    (based.home.layouts / "acme.toml").write_text(layout, "utf-8")
    path = tmp_path / "acme.csv"
    path.write_bytes("血液型\nA\n".encode("cp932"))
    with pytest.raises(ConfigurationError, match="has no policy"):
        based.load(path)


def test_every_mapped_code_is_one_of_its_list() -> None:
    columns = {column.name: column for layout in read_layouts() for column in layout.columns}
    for _, item, label, code in read_seed("code_maps").iter_rows():
        assert code in allowed_codes(columns[item]), (item, label)
