"""An extract as the register's vendor writes it: CP932, dates of an era, labels, zeros for what is blank."""

from pathlib import Path

from ingest.hachinohe.record_layouts import record_layouts
from ingest.hachinohe.records import Extract
from tests.ingest.deliveries import to_bytes
from tests.ingest.legacy_writing import era_date, labels

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
