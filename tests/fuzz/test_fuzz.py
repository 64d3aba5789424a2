"""Whatever is delivered is loaded whole or refused in one sentence, and no value of a person is told.

What can never happen: a traceback, half a delivery, an open ledger, a value printed, logged or kept; a file
written by `layout check`, which is asked about each of them first.
`make fuzz` is the long form of this.
"""

import gzip
import zipfile
from collections import Counter

import pytest

from tests.fuzz.candidates import EXTRACT_NAMES, Candidate, candidate_of
from tests.fuzz.listening import listening
from tests.fuzz.packs import BOMB_BYTES, gzipped_run, overwritten, zipped
from tests.fuzz.sheets import BASES
from tests.fuzz.workbench import WRONG_CALL, Workbench, run
from tests.ingest.deliveries import change, resident, to_bytes
from tests.sentinels import NAME

DELIVERIES = 160
FIRST_SEED = 20_240_331


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("workbench"))


def test_spoilt_deliveries(workbench: Workbench) -> None:
    outcomes: Counter[str] = Counter()
    failed = []
    for seed in range(FIRST_SEED, FIRST_SEED + DELIVERIES):
        candidate = candidate_of(seed)
        outcome, faults = workbench.check(candidate)
        outcomes[outcome] += 1
        failed += [f"make fuzz N=1 {candidate}: {fault}" for fault in faults]
    assert failed == []
    assert min(outcomes["loaded"], outcomes["refused"]) > DELIVERIES // 5


def content_of(base: str) -> bytes:
    ((_, sheet),) = BASES[base]().items()
    return sheet.content()


@pytest.mark.parametrize("base", BASES)
def test_sound_deliveries_are_loaded(base: str, workbench: Workbench) -> None:
    """What is spoilt was sound: else its refusal would say nothing."""
    files = {name: sheet.content() for name, sheet in BASES[base]().items()}
    folder = f"{EXTRACT_NAMES[0]}/" if len(files) > 1 else ""
    placed = {f"{folder}{name}": content for name, content in files.items()}
    argument = folder or next(iter(placed))
    assert workbench.check(Candidate(0, (base,), placed, argument)) == ("loaded", [])
    assert any(
        NAME.encode(encoding) in content for content in files.values() for encoding in ("utf-8", "cp932")
    )


def test_what_must_never_happen_is_seen(workbench: Workbench) -> None:
    """A value in the name of a file is told by ledger and terminal; of two files one may be loaded alone."""
    sound, cut = content_of("std changes"), content_of("legacy changes")[:-30]
    name = f"{NAME}.csv"
    _, faults = workbench.check(Candidate(0, ("named",), {name: sound}, name))
    assert "layout check: surname in utf-8 stands in terminal" in faults
    assert "surname in utf-8 stands in terminal" in faults
    assert "surname in utf-8 stands in 000003.json" in faults
    two = Candidate(0, ("two",), {"inbox/1.csv": sound, "inbox/2.csv": cut}, "inbox")
    _, faults = workbench.check(two)
    assert faults[0].startswith("it did not end with one sentence")
    assert faults[1:] == ["it was refused, but a part of it was loaded"]


STD, FIXED = content_of("std changes"), content_of("fixed changes")
HEADER, FIRST, *_ = STD.split(b"\n")
ZIP = zipped([("a.csv", STD)])
CALLED = overwritten(overwritten(ZIP, b"PK\x01\x02", 46, b"\xff"), b"PK\x01\x02", 9, b"\x08")
MET = {
    "run_on.csv": HEADER + b",".join(FIRST.split(b",")[:8]) + b"\n",
    "short_header.csv": HEADER.rpartition(b",")[0]
    + NAME.encode()
    + b","
    + b",".join(FIRST.split(b",")[:8])
    + b"\n",
    "year_zero_moment.csv": to_bytes([change(1, 処理日時="0000-01-01T00:00:00")]),
    "year_zero_base.csv": to_bytes([resident(1, 基準日="0000-01-01")]),
    "long_name.csv": HEADER.replace(b",", b"," + b"x" * 140_000 + b",", 1) + b"\n" + FIRST + b"\n",
    "a\nb.csv": HEADER[:-1],
    "method.zip": overwritten(overwritten(ZIP, b"PK\x01\x02", 10, b"\x63"), b"PK\x03\x04", 8, b"\x63"),
    "blocks.zip": zipped([("a.csv", STD)], zipfile.ZIP_BZIP2),
    "patched.zip": overwritten(ZIP, b"PK\x01\x02", 8, b"\x20"),
    "called.zip": CALLED,
}
"""Deliveries that once ended otherwise."""


BOMBS = {
    "blank.csv.gz": (STD, b"\n", "nothing but blank lines follow"),
    "endless.csv.gz": (b"", b"\0", "a record that does not end"),
    "endless.dat.gz": (FIXED, b" ", "unpacks to more than 100 times its size"),
    "short_rows.csv.gz": (HEADER + b"\n", b"1\n", "unpacks to more than 100 times its size"),
    "long_row.csv.gz": (STD, b"1,", "unpacks to more than 100 times its size"),
}


@pytest.mark.parametrize("name", MET)
def test_what_was_met(name: str, workbench: Workbench) -> None:
    outcome, faults = workbench.check(Candidate(0, (name,), {name: MET[name]}, name))
    assert faults == []
    assert outcome == ("loaded" if name.startswith("year_zero") else "refused")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_with_a_sentence(name: str, workbench: Workbench) -> None:
    beginning, sign, sentence = BOMBS[name]
    content = gzip.compress(beginning) + gzipped_run(sign)
    assert len(content) * 100 < BOMB_BYTES
    outcome, faults = workbench.check(Candidate(0, (name,), {name: content}, name))
    assert (outcome, faults) == ("refused", [])
    assert sentence in workbench.said


def test_files_that_are_no_deliveries_beside_an_extract(workbench: Workbench) -> None:
    """The directory is searched for extracts: what cannot be read there is none."""
    files = {f"inbox/{name}": b"a\rb\rc\r" for name in ("old.csv", "inner/old.csv")}
    outcome, faults = workbench.check(Candidate(0, ("line ends",), files, "inbox"))
    assert (outcome, faults) == ("refused", [])


@pytest.mark.parametrize(
    "argument", ["~nobody-of-this-name/a.csv", "inbox/**a.csv", f"{'x' * 300}.csv", "a\nb"]
)
def test_arguments_that_name_nothing(argument: str, workbench: Workbench) -> None:
    with listening() as said:
        code = run(workbench.home.root, "load", argument)
    assert code == WRONG_CALL
    assert said.text.count("\n") == 1
