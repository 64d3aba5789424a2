"""Extracts of the register file from their directory on: CP932, 和暦, labels; month after month."""

from pathlib import Path

import pytest

from ingest.hachinohe.record_layouts import record_layouts
from ingest.hachinohe.records import Extract
from store.errors import DeliveryRefused
from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import to_bytes
from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    BASE,
    HOMES,
    MAY,
    OLD_ENTRY,
    SENDAI,
    TOKYO,
    A,
    B,
    address,
    extract_of,
    foreigner,
    household,
    person,
)
from tests.ingest.legacy_writing import era_date, labels
from tests.ingest.stores import Store, counts

FILE_NAMES = {
    "3": "世帯",
    "4": "世帯履歴",
    "6": "住民基本",
    "9": "個人履歴",
    "10": "住所",
    "13": "外国人住民",
    "14": "外国人履歴",
}
LABELS = {"性別": "性別", **dict.fromkeys(("増事由", "減事由", "異動事由", "住定事由"), "異動事由コード")}
NOT_READ = {"6": "漢字氏名", "10": "市外住所/住所(漢字)"}
"""An item of a record type that is dropped, filled to see it go."""


def written(extract: Extract, folder: Path) -> Path:
    """Write an extract as the register's vendor does, and return its directory."""
    path = folder / f"{extract.extracted_at:%Y%m%d}_抽出"
    path.mkdir(parents=True)
    layouts = {layout.kind.split()[0]: layout for layout in record_layouts()}
    for number, rows in extract.records.items():
        items = [item for item in rows.columns if item in layouts[number].by_name()]
        extra = {NOT_READ[number]: "秘密　花子"} if number in NOT_READ else {}
        records = [
            {item: clothed(item, row[item]) for item in items} | extra for row in rows.iter_rows(named=True)
        ]
        content = to_bytes(records, [*items, *extra], line_end="\r\n").decode().encode("cp932")
        (path / f"{FILE_NAMES[number]}.csv").write_bytes(content)
    return path


def clothed(item: str, cell: str) -> str:
    if cell and item in LABELS:
        return labels(LABELS[item]).get(cell, cell)
    is_date = len(cell) == 10 and cell[4] == "-"
    return era_date(cell) if is_date else cell or "0"


BEFORE_APRIL = (
    *HOMES,
    household("3", A, "2012-05-05"),
    person("1", "1", OLD_ENTRY),
    person("2", "2", OLD_ENTRY, 生年月日="1950-00-00"),
    person("3", "2", OLD_ENTRY, ("23", "2020-01-01", "2020-01-02"), 削除フラグ="1"),
    person("4", "2", OLD_ENTRY, 住民区分="9"),
    foreigner("5", "156", "中長期在留者", "留学"),
    person("5", "3", OLD_ENTRY),
)
MARCH_EXTRACT = extract_of(BASE, *BEFORE_APRIL)
APRIL_EXTRACT = extract_of(
    APRIL,
    *BEFORE_APRIL,
    address("1", ("31", "2025-04-20", "2025-04-21"), town=A),
    address("1", ("31", "2025-04-20", "2025-04-21"), AFTER, town=B),
    person("6", "2", ("11", "2025-04-10", "2025-04-11"), 性別="2"),
    address("6", ("11", "2025-04-10", "2025-04-11"), outside=TOKYO),
)
MAY_EXTRACT = extract_of(
    MAY,
    *BEFORE_APRIL,
    address("1", ("31", "2025-04-20", "2025-04-21"), town=A),
    address("1", ("31", "2025-04-20", "2025-04-21"), AFTER, town=B),
    # who came in April has joined another household, and leaves in June
    person("6", "3", ("11", "2025-04-10", "2025-04-11"), ("21", "2025-06-05", "2025-05-20"), 性別="2"),
    address("6", ("11", "2025-04-10", "2025-04-11"), outside=TOKYO),
    address("6", ("21", "2025-06-05", "2025-05-20"), AFTER, outside=SENDAI),
)


def test_months_of_extracts_become_one_history(store: Store, tmp_path: Path) -> None:
    """The first is the base, later ones bring what is new; what they repeat is a duplicate."""
    base, none = store.load(written(MARCH_EXTRACT, tmp_path))
    assert (base.profile, base.kind, base.through_date) == ("hachinohe", "residents", "2025-03-31")
    assert counts(base) == {"received": 5, "loaded": 3, "out_of_scope": 2}
    assert (none.kind, counts(none)) == ("changes", {})

    _, april = store.load(written(APRIL_EXTRACT, tmp_path))
    assert counts(april) == {"received": 2, "loaded": 2}
    later_list, may = store.load(written(MAY_EXTRACT, tmp_path))
    assert counts(may) == {"received": 3, "loaded": 1, "duplicate": 2}
    assert counts(later_list)["loaded"] == 4
    changes = store.rows("changes").sort("recorded_at")
    assert changes["reason_code"].to_list() == ["11", "31", "21"]
    assert changes["town_code"].to_list()[:2] == [A, B]
    assert changes["destination_municipality_code"].to_list() == [None, None, SENDAI]
    assert [str(day) for day in changes["changed_date"]] == ["2025-04-10", "2025-04-20", "2025-06-05"]
    people = store.rows("residents").filter(delivery_id=1)
    assert people["birth_year"].to_list() == [1980, 1950, 1980]
    assert people["nationality_code"].to_list() == [None, None, "156"]


def test_the_operator_names_a_directory_and_its_city(store: Store, tmp_path: Path) -> None:
    home, folder = store.home.root, written(MARCH_EXTRACT, tmp_path)
    said = jukistat(home, "layout", "check", folder).stdout
    assert "hachinohe residents" in said
    jukistat(home, "load", tmp_path, "--municipality", "023035", "--extracted-at", "2025-04-01")
    again = jukistat(home, "load", folder, "--municipality", "023035", "--extracted-at", "2025-04-01").stdout
    assert again.count("nothing to do") == 2
    told = report_of(home, "status")["deliveries"]
    assert [(each["kind"], each["municipality_codes"]) for each in told] == [
        ("residents", ["023035"]),
        ("changes", []),
    ]
    assert [str(day) for day in store.rows("residents")["base_date"].unique()] == ["2025-04-01"]


def test_record_types_that_are_not_read_may_lie_beside(store: Store, tmp_path: Path) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    (folder / "戸籍.csv").write_bytes(
        "異動年月日,本籍地/住所,筆頭者情報/筆頭者\n0,八戸市,秘密\n".encode("cp932")
    )
    base, _ = store.load(folder)
    assert counts(base)["loaded"] == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "住民基本",
            "増事由,",
            "増の事由,",
            "not the header of 6 住民基本レコード (missing: 増事由;",
        ),
        ("住民基本", "\r\n1,", "\r\n1,,", "住民基本.csv, row 1: a wrong number of fields"),
        ("住所", "住民コード", "送付先番号", "not the header of 10 住所レコード"),
        ("世帯", "世帯コード", "\udc81", "bytes that are not CP932"),
    ],
)
def test_a_broken_extract_is_refused_whole(
    file: str, old: str, new: str, said: str, based: Store, tmp_path: Path
) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    path = folder / f"{file}.csv"
    text = path.read_bytes().decode("cp932").replace(old, new, 1)
    path.write_bytes(text.encode("cp932", "surrogateescape"))
    before = based.digest()
    with pytest.raises(DeliveryRefused) as refusal:
        based.load(folder)
    assert said in str(refusal.value)
    assert based.digest() == before


def test_an_extract_of_no_day_or_with_a_record_twice_is_refused(store: Store, tmp_path: Path) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    (folder / "世帯その2.csv").write_bytes((folder / "世帯.csv").read_bytes())
    with pytest.raises(DeliveryRefused, match="holds 3 世帯レコード twice"):
        store.load(folder)
    nameless = folder.rename(tmp_path / "抽出")
    with pytest.raises(DeliveryRefused, match="does not say when the register was read"):
        store.load(nameless)
    with pytest.raises(DeliveryRefused, match="99991231: 9999-12-31 has not come yet"):
        store.load(nameless.rename(tmp_path / "99991231"))
