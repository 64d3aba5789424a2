"""Asking: a process per query, watched from outside and ended when its time is up."""

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

import polars as pl

from adhoc.guard import Refusal
from adhoc.limits import DEFAULT_LIMITS, READY, Limits
from adhoc.sight import Sight
from store.home import PROJECT_ROOT

START = "import sys, importlib; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2]).main()"
SANDBOX = "adhoc.sandbox"
CHUNK = 1 << 16
REPORT_BYTES = 1 << 16
MOST_AT_ONCE = 2
"""Queries that run at the same time in one server; who comes then waits for a moment, or is told to."""
WAITING_SECONDS = 5.0

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Question:
    """A query, and what it may see."""

    statement: str
    sight: Sight


@dataclass(frozen=True)
class Answer:
    """The rows of a query, or why there are none; `is_cut`: there were more than may be taken."""

    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    refusal: Refusal | None = None
    is_cut: bool = False


def ask(question: Question, limits: Limits = DEFAULT_LIMITS, *, program: str = SANDBOX) -> Answer:
    """Return the answer of a process of its own; this one neither parses nor runs anything of the query.

    `program` is the module whose `main` answers there.
    """
    if not _places.acquire(timeout=WAITING_SECONDS):
        return Answer(refusal=Refusal("busy"))
    try:
        return _answer_of(*_run(question, limits, program))
    finally:
        _places.release()


def _run(question: Question, limits: Limits, program: str) -> tuple[bytes, bool, int]:
    """Return what the process wrote, whether it was still running when its time was up, its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", START, str(PROJECT_ROOT), program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    try:
        _tell(process, question, limits)
        content, is_late = _read(process, limits)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
    return content, is_late, process.returncode


def _tell(process: subprocess.Popen[bytes], question: Question, limits: Limits) -> None:
    told = {
        "statement": question.statement,
        "marts_file": str(question.sight.marts_file.resolve()),
        "municipality_codes": question.sight.municipality_codes,
        "limits": asdict(limits),
    }
    assert process.stdin
    try:
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return  # it ended at once: the answer, which is none, says so


def _read(process: subprocess.Popen[bytes], limits: Limits) -> tuple[bytes, bool]:
    """Return what the process writes until it ends, and whether its time was up before.

    Its first words say that the file is open: then the time of the query begins.
    """
    assert process.stdout
    pipe = process.stdout.fileno()
    until = time.monotonic() + limits.start_seconds
    chunks: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while size <= limits.result_bytes + REPORT_BYTES:
            if not selector.select(max(0.0, until - time.monotonic())):
                return b"", True
            chunk = os.read(pipe, CHUNK)
            if not chunk:
                break
            if not chunks:
                until = time.monotonic() + limits.seconds + limits.grace_seconds
            chunks.append(chunk)
            size += len(chunk)
    process.wait(limits.grace_seconds)
    return b"".join(chunks), False


def _answer_of(content: bytes, is_late: bool, exit_code: int) -> Answer:
    """Return the answer that the process wrote; one that ended without is told by how it ended.

    Raises RuntimeError if it failed on its own, before it read the query.
    """
    if is_late or exit_code == -signal.SIGXCPU:
        return Answer(refusal=Refusal("time_limit"))
    report, separator, rows = content.removeprefix(READY).partition(b"\n")
    if exit_code > 0:
        raise RuntimeError("The process that answers queries failed before it read the query.")
    if exit_code or not separator:
        return Answer(refusal=Refusal("memory_limit"))
    told = json.loads(report)
    if told["refusal"]:
        return Answer(refusal=Refusal(**told["refusal"]))
    return Answer(pl.read_ipc_stream(rows), is_cut=told["is_cut"])
