"""The process that answers one query and ends: bound in memory, time, size and files before it reads it.

It starts with no environment, in `/`, with nothing open but two pipes, and ends by a hard exit: whatever a
query does to the engine ends with it (04-privacy 4.5).
"""

import json
import os
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from access.marts import connect_marts
from adhoc.guard import Refusal, judge
from adhoc.limits import ENGINE_MEMORY, READY, Limits

BATCH_ROWS = 10_000
TABULAR = (
    *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal),
    *(pa.types.is_string, pa.types.is_date, pa.types.is_timestamp, pa.types.is_null),
)
REFUSAL_OF_ERROR = (
    (duckdb.InterruptException, "time_limit"),
    (duckdb.OutOfMemoryException, "memory_limit"),
    (MemoryError, "memory_limit"),
    (duckdb.BinderException, "name_unknown"),
    (duckdb.CatalogException, "name_unknown"),
    (duckdb.ParserException, "syntax"),
    (Exception, "not_computable"),
)
"""What is said of an error of the engine: its class, never its text, which may quote a value of a cell."""

Judge = Callable[[duckdb.DuckDBPyConnection, str, frozenset[str]], Refusal | None]


class Refused(Exception):
    """The query is not answered."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def main() -> None:
    """Answer the question on standard input and end the process."""
    serve(judge)


def serve(judge: Judge) -> None:
    """Answer one question: a line when the file is open and the clock starts, a line of JSON, then the rows
    as an Arrow stream, if there are any."""
    answers = _only_pipes()
    question = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**question["limits"])
    _bind_process(limits)
    with os.fdopen(answers, "wb") as stream:
        connection = _open(question)
        tables = _published(connection)
        _bind_memory(limits)
        stream.write(READY)
        stream.flush()
        try:
            report, rows = _answer(connection, tables, question["statement"], limits, judge)
        except Refused as refused:
            report, rows = {"refusal": vars(refused.refusal)}, b""
        stream.write(json.dumps(report).encode() + b"\n" + rows)
    os._exit(0)


def _only_pipes() -> int:
    """Keep standard output for the answer alone, and return it; what the engine may print goes nowhere."""
    answers = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return answers


def _bind_process(limits: Limits) -> None:
    """Let the process write no file, leave no core and compute no longer than it may."""
    seconds = limits.seconds + limits.grace_seconds
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, limits.start_seconds + seconds),
    ):
        resource.setrlimit(kind, (most, most))


def _bind_memory(limits: Limits) -> None:
    """Bound the address space at what the opened file takes now and what one query may take."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _open(question: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    codes = question["municipality_codes"]
    return connect_marts(
        Path(question["marts_file"]),
        None if codes is None else tuple(codes),
        threads=1,
        memory_limit=ENGINE_MEMORY,
    )


def _answer(
    connection: duckdb.DuckDBPyConnection,
    tables: frozenset[str],
    statement: str,
    limits: Limits,
    judge: Judge,
) -> tuple[dict[str, Any], bytes]:
    """Return the report and the rows as bytes. Raises Refused."""
    try:
        if refusal := judge(connection, statement, tables):
            raise Refused(refusal)
        rows, is_cut = run_statement(connection, statement, limits)
        return {"refusal": None, "is_cut": is_cut}, _stream(rows, limits)
    except Refused:
        raise
    except Exception as error:
        raise Refused(_refusal_of(error)) from None


def _refusal_of(error: Exception) -> Refusal:
    return Refusal(next(code for kind, code in REFUSAL_OF_ERROR if isinstance(error, kind)))


def _published(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    rows = connection.execute("select lower(view_name) from duckdb_views() where not internal").fetchall()
    return frozenset(name for (name,) in rows)


def run_statement(
    connection: duckdb.DuckDBPyConnection, statement: str, limits: Limits
) -> tuple[pa.Table, bool]:
    """Return at most the rows that may be taken, and whether there were more."""
    clock = threading.Timer(limits.seconds, connection.interrupt)
    clock.daemon = True
    clock.start()
    relation = connection.sql(statement)
    if relation is None:
        return pa.table({}), False
    reader = relation.to_arrow_reader(BATCH_ROWS)
    _require_tabular(reader.schema)
    batches, count, size = [], 0, 0
    for batch in reader:
        batches.append(batch)
        count, size = count + batch.num_rows, size + batch.nbytes
        if size > limits.result_bytes:
            raise Refused(Refusal("result_too_large"))
        if count > limits.rows:
            break
    rows = pa.Table.from_batches(batches, reader.schema)
    return _with_integers(rows.slice(0, limits.rows)), count > limits.rows


def _require_tabular(schema: pa.Schema) -> None:
    """Refuse lists and structures, which no CSV holds. Raises Refused."""
    for field in schema:
        if not any(fits(field.type) for fits in TABULAR):
            raise Refused(Refusal("nested", field.name))


def _with_integers(rows: pa.Table) -> pa.Table:
    """Return sums of counts, which the engine gives as decimals of 38 digits, as integers where they fit."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_decimal(field.type) and field.type.scale == 0:
            try:
                rows = rows.set_column(position, field.name, rows.column(position).cast(pa.int64()))
            except pa.ArrowInvalid:
                continue
    return rows


def _stream(rows: pa.Table, limits: Limits) -> bytes:
    """Return the rows as an Arrow stream. Raises Refused if it is larger than may be handed over."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    content = sink.getvalue().to_pybytes()
    if len(content) > limits.result_bytes:
        raise Refused(Refusal("result_too_large"))
    return content
