"""The process that answers: the same rows as the file itself, within its limits, and nothing from outside."""

import hashlib
import json
import os
from pathlib import Path

import duckdb
import polars as pl
import pytest

from adhoc.limits import Limits
from adhoc.questions import Question, ask
from adhoc.saved import SavedQuery, examples
from adhoc.sight import Sight
from store.published import PublishedVersion
from tests.adhoc.attacks import ATTACKS, EXHAUSTION
from tests.adhoc.everyday import EVERYDAY, HARMLESS
from tests.dashboards.published_home import CITY, VILLAGE

CANARY = "canary-8861"
QUICK = Limits(seconds=1, grace_seconds=1)
UNGUARDED = "tests.adhoc.unguarded"
HEAVY = [
    "select count(*) from range(1000000000000) as a(i) where i % 7 = 3",
    "select length(repeat('x', 4000000000))",
    "select length(lpad('x', 2000000000, 'y'))",
    "select sum(levenshtein(repeat('a', 20000), repeat('b', 20000) || i)) from range(1000000) as a(i)",
    "with recursive r as (select 1 as i union all select i + 1 from r) select count(*) from r",
    "select count(*) from (select unnest(range(1000000000)))",
    "select sleep_ms(100000)",
]
EXPENSIVE = [
    "select count(*) from population_monthly as a, population_monthly as b, population_monthly as c"
    " where a.age_code < b.age_code",
    "select count(distinct a.town_code || b.town_code || a.age_code || b.age_code || a.stat_month)"
    " from population_monthly as a, population_monthly as b",
]


def question_of(version: PublishedVersion, statement: str) -> Question:
    return Question(statement, Sight(version.marts_file, None, is_masked=False))


def directly(version: PublishedVersion, statement: str) -> pl.DataFrame:
    """Return the rows as the engine gives them over the file itself; sums of counts as integers."""
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        rows = connection.sql(statement).pl()
    wide = [column.name for column in rows if column.dtype in (pl.Int128, pl.Decimal(38, 0))]
    return rows.with_columns(pl.col(wide).cast(pl.Int64)) if wide else rows


@pytest.mark.parametrize("statement", [*EVERYDAY, *(query.statement for query in examples().values())])
def test_an_everyday_query_gives_what_the_file_holds(version: PublishedVersion, statement: str) -> None:
    answer = ask(question_of(version, statement))
    assert answer.refusal is None and not answer.is_cut
    assert answer.rows.equals(directly(version, statement))
    assert answer.rows.height


@pytest.mark.parametrize("query", examples().values(), ids=list(examples()))
def test_the_examples_run_over_gated_marts_too(version: PublishedVersion, query: SavedQuery) -> None:
    answer = ask(Question(query.statement, Sight(version.gated_file, None, is_masked=True)))
    assert answer.refusal is None and answer.rows.height


def test_what_only_looks_like_an_attack_is_answered(version: PublishedVersion) -> None:
    statement = " union all by name ".join(f"select * from ({one}\n)" for one in HARMLESS)
    answer = ask(question_of(version, statement))
    assert answer.refusal is None and "read_text('/etc/passwd')" in answer.rows["said"].to_list()


def test_nobody_sees_another_municipality(version: PublishedVersion) -> None:
    statement = "select distinct municipality_code from population_monthly order by 1"
    answers = [
        ask(Question(statement, Sight(version.marts_file, codes, is_masked=False))).rows.to_series().to_list()
        for codes in (None, (CITY,), (VILLAGE,), ())
    ]
    assert answers == [[CITY, VILLAGE], [CITY], [VILLAGE], []]


def test_rows_are_cut_at_the_limit_and_it_is_said(version: PublishedVersion) -> None:
    statement = "select * from population_monthly order by all"
    cut = ask(question_of(version, statement), Limits(rows=10))
    assert cut.is_cut and cut.rows.equals(directly(version, f"{statement} limit 10"))
    whole = ask(question_of(version, f"{statement} limit 10"), Limits(rows=10))
    assert not whole.is_cut and whole.rows.equals(cut.rows)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("select town from towns", "name_unknown"),
        ("select * from towns where town_code > interval 1 day", "name_unknown"),
        ("select cast(town_name as integer) from towns", "not_computable"),
        ("select 1 from towns where cast(town_name as date) > date '2020-01-01'", "not_computable"),
        ("select cast(power(population_count, 40) as integer) from population_monthly", "not_computable"),
        ("select (select town_code from towns)", "not_computable"),
        ("select t from towns as t", "nested"),
        ("select * from read_text('/etc/passwd')", "table_function"),
    ],
)
def test_an_error_tells_its_kind_and_no_value(version: PublishedVersion, statement: str, code: str) -> None:
    answer = ask(question_of(version, statement))
    assert answer.refusal and answer.refusal.code == code
    assert answer.rows.is_empty()
    names = directly(version, "select town_name from towns").to_series().to_list()
    assert not any(name in answer.refusal.word for name in names)


def test_an_answer_that_is_too_large_is_refused(version: PublishedVersion) -> None:
    answer = ask(question_of(version, "select * from population_monthly"), Limits(result_bytes=100_000))
    assert answer.refusal and answer.refusal.code == "result_too_large"


@pytest.mark.parametrize("statement", EXPENSIVE)
def test_a_query_that_takes_too_much_is_ended(version: PublishedVersion, statement: str) -> None:
    answer = ask(question_of(version, statement), QUICK)
    assert answer.refusal and answer.refusal.code in ("time_limit", "memory_limit")


@pytest.mark.parametrize("statement", HEAVY)
def test_without_the_guard_a_bomb_ends_with_its_process(version: PublishedVersion, statement: str) -> None:
    question = question_of(version, json.dumps([statement]))
    answer = ask(question, QUICK, program=UNGUARDED)
    assert answer.refusal
    ended = answer.refusal.code in ("time_limit", "memory_limit")
    assert ended or "memory" in answer.refusal.word or "INTERRUPT" in answer.refusal.word


def test_without_the_guard_nothing_outside_is_read_or_written(
    version: PublishedVersion, tmp_path: Path
) -> None:
    """The second wall: every attack but the bombs, straight in the process."""
    secret = tmp_path / "secret.csv"
    secret.write_text(f"a\n{CANARY}\n", "utf-8")
    os.environ["SECRET"] = CANARY
    before = hashlib.sha256(version.marts_file.read_bytes()).hexdigest()
    bombs = {statement for statement, _ in EXHAUSTION}
    statements = [
        statement.format(secret=secret, folder=tmp_path) for statement, _ in ATTACKS if statement not in bombs
    ]
    try:
        answer = ask(question_of(version, json.dumps(statements)), Limits(), program=UNGUARDED)
    finally:
        del os.environ["SECRET"]
    assert answer.refusal and answer.refusal.code == "several"
    said = json.loads(answer.refusal.word)
    assert len(said) == len(statements)
    assert [(one, text) for one, text in zip(statements, said, strict=True) if CANARY in text] == []
    assert list(tmp_path.iterdir()) == [secret]
    assert hashlib.sha256(version.marts_file.read_bytes()).hexdigest() == before
    assert ask(question_of(version, "select 1 as a")).rows.to_dicts() == [{"a": 1}]
