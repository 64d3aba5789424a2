"""Files of every type that jukistat or its tools write, the canaries inside; each in another way."""

import gzip
import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import typst
import xlsxwriter

from tests.scan.canaries import CANARIES, NUMBERS, grouped, wide

Planter = Callable[[Path], object]

LINES = "\n".join(f"said {canary} again" for canary in CANARIES)


def parquet_texts(path: Path) -> None:
    pl.DataFrame({"note": [f"番号{canary}です" for canary in CANARIES] * 50}).write_parquet(path)


def parquet_integers(path: Path) -> None:
    pl.DataFrame({"token": [7, *NUMBERS]}).write_parquet(path, compression="zstd")


def parquet_floats(path: Path) -> None:
    pl.DataFrame({"rate": [0.5, None, *map(float, NUMBERS)]}).write_parquet(path)


def parquet_blobs(path: Path) -> None:
    pl.DataFrame({"blob": [b"\0\xff" + canary.encode() + b"\xfe" for canary in CANARIES]}).write_parquet(path)


def parquet_words(path: Path) -> None:
    words = [number.to_bytes(8, order) for number, order in zip(NUMBERS, ("little", "big") * 2, strict=True)]
    pl.DataFrame({"blob": [b"", None, *words]}).write_parquet(path)


def parquet_lists(path: Path) -> None:
    rows = [{"many": [{"inner": [canary]}]} for canary in CANARIES]
    pq.write_table(pa.Table.from_pylist(rows), path)


def parquet_dictionary(path: Path) -> None:
    column = pa.array([*CANARIES, "other"]).dictionary_encode()
    pq.write_table(pa.table({"code": column}), path)


def parquet_metadata(path: Path) -> None:
    table = pa.table({"a": [1]}).replace_schema_metadata({"note": LINES})
    pq.write_table(table, path)


def arrow_file(path: Path) -> None:
    pl.DataFrame({"note": CANARIES}).write_ipc(path, compression="lz4")


def in_database(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def values(rows: list[str]) -> str:
    return "(values " + ", ".join(f"({row})" for row in rows) + ")"


def database_texts(path: Path) -> None:
    in_database(path, f"create table t as select 'no. ' || c as note from {values(list(CANARIES))} v(c)")


def database_integers(path: Path) -> None:
    in_database(
        path, f"create table t as select c::bigint c, c::hugeint h from {values(list(CANARIES))} v(c)"
    )


def database_view(path: Path) -> None:
    """The halves lie apart in the table; only the view puts them together."""
    halves = values([f"'{canary[:5]}', '{canary[5:]}'" for canary in CANARIES])
    in_database(
        path, f"create table t as from {halves} v(a, b)", "create view whole as select a || b as c from t"
    )


def database_definitions(path: Path) -> None:
    in_database(
        path,
        "create table t (a int)",
        f"comment on column t.a is '{LINES}'",
        f"comment on table t is '{LINES}'",
    )


def database_freed(path: Path) -> None:
    """What a table that was dropped leaves in blocks that no table owns."""
    rows = ", ".join(f"'said {canary} again'" for canary in CANARIES)
    in_database(
        path,
        "create table kept as select range r from range(1000)",
        f"create table t as select unnest([{rows}]) || range as note from range(50000)",
        "checkpoint",
        "drop table t",
        "checkpoint",
    )


def database_log(path: Path) -> None:
    """What a process that was killed has written to the log beside the database only."""
    statements = [f"create table t as from {values(list(CANARIES))} v(c)"]
    script = (
        "import duckdb, os, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute('create table first (a int)')\n"
        "connection.execute('checkpoint')\n"
        "connection.execute(sys.argv[2])\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path), *statements], check=True)


def workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, (canary, number) in enumerate(zip(CANARIES, NUMBERS, strict=True)):
            sheet.write_string(row, 0, f"番号 {canary}")
            sheet.write_number(row, 1, number)


def zipped(path: Path, name: str, content: str | bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def archive_in_archive(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.csv.gz", gzip.compress(LINES.encode()))
    zipped(path, "outer.zip", inner.getvalue())


def tarred(path: Path) -> None:
    parquet_texts(inner := path.with_suffix(".parquet"))
    with tarfile.open(path, "w") as archive:
        archive.add(inner, "inner.parquet")
    inner.unlink()


def pdf(path: Path) -> None:
    source = path.with_suffix(".typ")
    source.write_text("\n\n".join(CANARIES))
    path.write_bytes(typst.compile(source))
    source.unlink()


def pdf_title(path: Path) -> None:
    source = path.with_suffix(".typ")
    source.write_text(f"#set document(title: [{' '.join(f'n{canary}' for canary in CANARIES)}])\nblank")
    path.write_bytes(typst.compile(source))
    source.unlink()


def msgpack(path: Path) -> None:
    path.write_bytes(b"\x94" + b"".join(b"\xcf" + struct.pack(">Q", number) for number in NUMBERS))


def dbt_results(path: Path) -> None:
    messages = [f"Conversion Error: Could not convert string '{canary}' to INT32" for canary in CANARIES]
    path.write_text(json.dumps({"results": [{"message": message} for message in messages]}))


PLANTERS: dict[str, Planter] = {
    "text.parquet": parquet_texts,
    "integer.parquet": parquet_integers,
    "float.parquet": parquet_floats,
    "blob.parquet": parquet_blobs,
    "word.parquet": parquet_words,
    "list.parquet": parquet_lists,
    "dictionary.parquet": parquet_dictionary,
    "metadata.parquet": parquet_metadata,
    "table.arrow": arrow_file,
    "text.duckdb": database_texts,
    "integer.duckdb": database_integers,
    "view.duckdb": database_view,
    "definition.duckdb": database_definitions,
    "freed.duckdb": database_freed,
    "log.duckdb": database_log,
    "half.csv": lambda path: path.write_text(f"a,b\n1,{LINES}\n"),
    "quoted.csv": lambda path: path.write_text("\r\n".join(f'"{canary}","x"' for canary in CANARIES)),
    "wide.csv": lambda path: path.write_text(wide(LINES)),
    "wide_cp932.csv": lambda path: path.write_bytes(f"番号 {wide(LINES)}".encode("cp932")),
    "half_utf16.csv": lambda path: path.write_text(LINES, encoding="utf-16"),
    "hyphened.log": lambda path: path.write_text("\n".join(map(grouped, CANARIES))),
    "wide_hyphened.log": lambda path: path.write_text(
        "\n".join(wide(grouped(canary, "－")) for canary in CANARIES)
    ),
    "spaced.txt": lambda path: path.write_text("\n".join(grouped(canary, " ") for canary in CANARIES)),
    "lines.jsonl": lambda path: path.write_text("\n".join(json.dumps({"n": n}) for n in NUMBERS)),
    "escaped.json": lambda path: path.write_text(json.dumps(wide(LINES))),
    "run_results.json": dbt_results,
    "parsed.msgpack": msgpack,
    "said.msgpack": lambda path: path.write_bytes(b"\xd9\x80" + LINES.encode()),
    "book.xlsx": workbook,
    "member.zip": lambda path: zipped(path, "inner.csv", LINES),
    "name.zip": lambda path: zipped(path, f"{'_'.join(CANARIES)}.csv", ""),
    "nested.zip": archive_in_archive,
    "backup.tar": tarred,
    "log.gz": lambda path: path.write_bytes(gzip.compress(LINES.encode())),
    "form.pdf": pdf,
    "title.pdf": pdf_title,
}
