"""The sandbox without its guard: what is left if a statement ever gets past it."""

import json

import duckdb

from adhoc import sandbox
from adhoc.guard import Refusal
from adhoc.limits import Limits

MANY = Limits(rows=100, seconds=60)


def main() -> None:
    """Run every statement of a JSON list, unjudged, and tell what each gave in the word of the refusal."""
    sandbox.serve(run_each)


def run_each(connection: duckdb.DuckDBPyConnection, statements: str, tables: frozenset[str]) -> Refusal:
    return Refusal("several", json.dumps([said_of(connection, one) for one in json.loads(statements)]))


def said_of(connection: duckdb.DuckDBPyConnection, statement: str) -> str:
    """Return the rows of a statement, or the engine's own words; a session of its own has no past."""
    try:
        return str(sandbox.run_statement(connection.cursor(), statement, MANY)[0].to_pylist())
    except Exception as error:
        return str(error)
