"""The guard refuses each attack for its reason, and lets everyday queries through."""

import duckdb
import pytest

from adhoc.functions import FUNCTIONS
from adhoc.guard import judge
from adhoc.refusals import refusal_labels, sentence
from adhoc.sandbox import REFUSAL_OF_ERROR
from tests.adhoc.attacks import ATTACKS
from tests.adhoc.everyday import EVERYDAY, HARMLESS

TABLES = frozenset(
    (
        *("age_codes", "age_group_codes", "covered_months", "direction_codes", "districts"),
        *("households_monthly", "migration_flows_monthly", "movements_monthly", "municipality_codes"),
        *("population_monthly", "reason_codes", "sex_codes", "towns"),
    )
)


@pytest.fixture(scope="module")
def parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def test_the_attacks_are_many() -> None:
    assert len({statement for statement, _ in ATTACKS}) == len(ATTACKS) >= 100


@pytest.mark.parametrize(("statement", "code"), ATTACKS, ids=[statement[:60] for statement, _ in ATTACKS])
def test_an_attack_is_refused_for_its_reason(
    parser: duckdb.DuckDBPyConnection, statement: str, code: str
) -> None:
    refusal = judge(parser, statement.format(secret="/srv/secret.csv", folder="/srv"), TABLES)
    assert refusal and refusal.code == code


@pytest.mark.parametrize("statement", [*EVERYDAY, *HARMLESS])
def test_an_everyday_query_is_let_through(parser: duckdb.DuckDBPyConnection, statement: str) -> None:
    assert judge(parser, statement, TABLES) is None


def test_every_function_on_offer_is_the_engines(parser: duckdb.DuckDBPyConnection) -> None:
    """A name that the engine does not know would be offered in vain."""
    names = parser.execute("select distinct function_name from duckdb_functions()").fetchall()
    assert FUNCTIONS - {name for (name,) in names} == set()


def test_every_refusal_has_a_sentence_in_both_languages(parser: duckdb.DuckDBPyConnection) -> None:
    told = {code for _, code in ATTACKS} | {code for _, code in REFUSAL_OF_ERROR}
    assert told | {"busy", "result_too_large"} == set(refusal_labels())
    refusal = judge(parser, "select getenv('HOME')", TABLES)
    assert refusal
    assert sentence(refusal, "ja") == "この関数は使えません。使える関数は辞書にあります。 (getenv)"
    assert sentence(refusal, "en").endswith("(getenv)")
