"""本人確認情報 and 送付先情報 are never taken, however they are written (04-privacy 4.1).

If one passed as something else, a file that may only identify persons, or has to be deleted, would be read
on; and if it were refused for its encoding only, somebody would export it again.
"""

import gzip
import random
import unicodedata
from pathlib import Path

import pytest

from ingest.codes import read_seed
from ingest.dialects import read_dialects
from ingest.forbidden import read_refusals, refuse_forbidden
from ingest.intake import sniff_header
from ingest.layouts import read_layouts
from ingest.shapes import Assignment
from store.errors import DeliveryRefused
from store.home import home_at
from tests.ingest.stores import Store

FORBIDDEN = {"本人確認情報ファイル": "本人確認情報", "送付先情報ファイル": "送付先情報"}
SECRET = "番兵原見張之助"
MISPRINTS = {
    "端末操作ID": "操作端末ID",
    "送付先住所 漢字外次数": "送付先住所 漢字外字数",
}


def items(record_type: str) -> list[str]:
    """Return the names of a record type's items, as the source document prints them."""
    rows = read_seed("column_policies").rows(named=True)
    return [row["item_name"] for row in rows if row["record_type"] == record_type]


def as_file(names: list[str], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    lines = (delimiter.join(names), delimiter.join([SECRET] * len(names)))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def shuffled(names: list[str]) -> list[str]:
    return random.Random(7).sample(names, len(names))


def renamed(names: list[str]) -> list[str]:
    """Return the names with every fourth one changed, as an office's own export may."""
    return [f"項目{place}" if place % 4 == 0 else name for place, name in enumerate(names)]


WRITTEN = {
    "as_printed.csv": lambda names: as_file(names),
    "in_another_order.csv": lambda names: as_file(shuffled(names)),
    "cp932.csv": lambda names: as_file(names, encoding="cp932"),
    "bom.csv": lambda names: as_file(names, encoding="utf-8-sig"),
    "some_renamed.csv": lambda names: as_file(renamed(names)),
    "renamed_shuffled_cp932.csv": lambda names: as_file(shuffled(renamed(names)), encoding="cp932"),
    "with_other_columns.csv": lambda names: as_file(shuffled([*names, "余分1", "余分2", "余分3"])),
    "two_thirds.csv": lambda names: as_file(shuffled(names)[: len(names) * 2 // 3]),
    "full_width.csv": lambda names: as_file([name.replace("(", "（").replace(" ", "　") for name in names]),
    "no_spaces.csv": lambda names: as_file([name.replace(" ", "") for name in names]),
    "decomposed.csv": lambda names: as_file([unicodedata.normalize("NFKD", name) for name in names]),
    "quoted.csv": lambda names: as_file([f'"{name}"' for name in names]),
    "tabs.csv": lambda names: as_file(names, delimiter="\t"),
    "old_line_ends.csv": lambda names: as_file(names).replace(b"\r\n", b"\r"),
    "packed.csv.gz": lambda names: gzip.compress(as_file(names, encoding="cp932")),
}


@pytest.mark.parametrize("record_type", FORBIDDEN)
@pytest.mark.parametrize("name", WRITTEN)
def test_it_is_recognised_by_its_columns(tmp_path: Path, record_type: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(WRITTEN[name](items(record_type)))
    for forced in (Assignment(path), Assignment(path, profile="std", kind="residents")):
        with pytest.raises(DeliveryRefused) as refusal:
            sniff_header(forced, read_dialects(home_at(tmp_path)))
        sentence = f"{name} is a {FORBIDDEN[record_type]} file, which is never taken: "
        assert str(refusal.value).startswith(sentence)
        assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_load_of_it_changes_nothing(based: Store, tmp_path: Path, encoding: str) -> None:
    before = based.digest()
    for record_type in FORBIDDEN:
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(as_file(shuffled(items(record_type)), encoding=encoding))
        with pytest.raises(DeliveryRefused, match="which is never taken"):
            based.load(path)
    assert based.digest() == before


def test_the_list_is_the_documents() -> None:
    """And its misprints are known in both spellings."""
    _, refusals = read_refusals()
    listed = {refusal.name: set(refusal.columns) for refusal in refusals}
    for record_type, name in FORBIDDEN.items():
        printed = set(items(record_type))
        assert listed[name] == printed | {right for wrong, right in MISPRINTS.items() if wrong in printed}


def test_nothing_else_is_taken_for_it() -> None:
    """Neither a delivery of any layout nor another record type of the register file."""
    records = {row["record_type"] for row in read_seed("column_policies").rows(named=True)}
    headers = [items(record_type) for record_type in records - set(FORBIDDEN)]
    headers += [[column.name for column in layout.columns] for layout in read_layouts()]
    assert len(headers) > len(records) - len(FORBIDDEN)
    for names in headers:
        refuse_forbidden("delivery.csv", as_file(names))
