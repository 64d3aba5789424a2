"""Proof of absence (04-privacy 4.3a): what could hold an identifier is not written, and the proof can fail.

Each test plants a value where none may be. If one passed, a number or a name could lie in the ledger.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ingest.contract import validate_rows
from ingest.ledger_columns import LEDGER
from ingest.policies import require_policies
from ingest.proof import Proof
from ingest.scrubbing import scrubbed
from store.errors import CheckFailed
from tests.ingest.deliveries import change, foreigner, write
from tests.ingest.stores import Store

SECRET_NUMBER = 918273645546
SECRET_NAME = "番兵原"


@pytest.fixture
def accepted(based: Store, tmp_path: Path) -> pl.DataFrame:
    """Accepted changes as they are proved, just before they are written."""
    rows = [change(1), change(2, **foreigner()), change(3, 異動事由コード="23", 世帯番号="")]
    based.load(write(tmp_path / "changes.csv", rows))
    return based.rows("changes").cast({name: column.dtype for name, column in LEDGER["changes"].items()})


def surrogates_of(rows: pl.DataFrame) -> Callable[[pl.Series], bool]:
    known = pl.concat([rows["person_token"], rows["household_token"]])
    return lambda tokens: bool(tokens.drop_nulls().is_in(known.implode()).all())


def prove(rows: pl.DataFrame, known: Callable[[pl.Series], bool]) -> Proof:
    validate_rows(rows, "changes")
    proof = Proof("changes")
    proof.add(rows, known)
    return proof


def test_the_ledger_keeps_the_proof_of_every_load(based: Store, accepted: pl.DataFrame) -> None:
    proof = based.deliveries()[-1].proof
    assert (proof["rows"], proof["open_columns"]) == (accepted.height, [])
    assert proof["surrogates"] == 3 + 2
    assert set(proof["columns"]) == set(LEDGER["changes"])
    assert set(proof["columns"].values()) == {
        "closed list",
        "bounded number or day",
        "surrogate of the link table",
    }


def test_a_sound_batch_is_proved(accepted: pl.DataFrame) -> None:
    assert prove(accepted, surrogates_of(accepted)).rows == accepted.height


PLANTED = {
    "a number among the person tokens": pl.lit(SECRET_NUMBER).alias("person_token"),
    "a number among the household tokens": pl.lit(SECRET_NUMBER).alias("household_token"),
    "a number as town": pl.lit(str(SECRET_NUMBER)).alias("town_code"),
    "a name as town": pl.lit(SECRET_NAME).alias("town_code"),
    "a name as relationship": pl.lit(SECRET_NAME).alias("relationship_codes"),
    "a number as area": pl.lit(str(SECRET_NUMBER)).alias("area_code_1"),
    "a name in a code column": pl.lit(SECRET_NAME).alias("sex_code"),
    "a number as year": pl.lit(SECRET_NUMBER).alias("birth_year"),
    "a history number out of bounds": pl.lit(1_000_000, pl.Int32).alias("history_number"),
    "an open column": pl.lit(SECRET_NAME).alias("note"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_not_written(accepted: pl.DataFrame, what: str) -> None:
    planted = accepted.with_columns(PLANTED[what])
    with pytest.raises(CheckFailed) as refusal:
        prove(planted, surrogates_of(accepted))
    assert refusal.value.exit_code == 5
    assert str(SECRET_NUMBER) not in str(refusal.value)
    assert SECRET_NAME not in str(refusal.value)


def test_an_open_column_is_seen_by_the_proof_itself(accepted: pl.DataFrame) -> None:
    planted = accepted.with_columns(PLANTED["an open column"])
    with pytest.raises(CheckFailed, match="without a closed content would be written: note"):
        Proof("changes").add(planted, surrogates_of(accepted))


def test_an_error_nobody_foresaw_keeps_its_message_to_itself() -> None:
    with pytest.raises(RuntimeError, match="its message is withheld") as failure, scrubbed():
        pl.Series([SECRET_NAME]).cast(pl.Int64)
    assert SECRET_NAME not in str(failure.value)
    assert failure.value.__suppress_context__


def test_a_process_that_reads_deliveries_leaves_nothing_behind(tmp_path: Path) -> None:
    """No core dump and no spill file; the setting has to be there before polars is imported."""
    script = (
        "import os, resource, sys\n"
        "from ingest import commands\n"
        "assert 'polars' not in sys.modules\n"
        "commands.confine_process()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), os.environ['POLARS_OOC_DISK_BUDGET_MB'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "(0, 0) 0\n"


def test_every_column_of_every_layout_has_a_policy() -> None:
    from ingest.layouts import read_layouts

    for layout in read_layouts():
        require_policies(layout)
