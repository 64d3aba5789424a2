"""What a query may say: an allow-list over the tree that the engine's own parser makes of it.

Judged is the very tree that is run: there is no second reading of the text that a trick could fit between.
Every kind of node is refused unless it is named here (04-privacy 4.5).
"""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from adhoc.functions import CLOCK_AND_SESSION, FUNCTIONS, TYPES

LONGEST_STATEMENT = 10_000
"""Characters; deeper and longer statements only serve to exhaust a parser."""

Node = dict[str, Any]

QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE"})
TABLES = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "PIVOT", "EXPRESSION_LIST", "EMPTY"})
MODIFIERS = frozenset({"ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER"})
ORDERS = frozenset({"ORDER_DEFAULT", "ASCENDING", "DESCENDING"})
EXPRESSION_NAMES = """
    BETWEEN CASE CAST COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR POSITIONAL_REFERENCE STAR
    SUBQUERY TYPE WINDOW
"""
EXPRESSIONS = frozenset(EXPRESSION_NAMES.split())
OPERATOR_NAMES = """
    COMPARE_IN COMPARE_NOT_IN GROUPING_FUNCTION OPERATOR_CAST OPERATOR_COALESCE OPERATOR_IS_NOT_NULL
    OPERATOR_IS_NULL OPERATOR_NOT OPERATOR_NULLIF OPERATOR_TRY
"""
OPERATORS = frozenset(OPERATOR_NAMES.split())
JOINS = frozenset({"REGULAR", "NATURAL", "CROSS", "DEPENDENT"})
NESTED = frozenset({"ARRAY_EXTRACT", "ARRAY_SLICE", "STRUCT_EXTRACT", "LAMBDA"})
NESTED_FUNCTIONS = frozenset({"list_value", "row", "struct_pack", "map"})
NOT_OFFERED = ("at_clause", "sample")
"""Parts of a node that must be absent: no other state of a table, no chance."""


@dataclass(frozen=True)
class Refusal:
    """Why a query is not answered: a code of `seeds/query_refusal_codes.csv`, and the word it is about."""

    code: str
    word: str = ""


@dataclass(frozen=True)
class Scope:
    """The tables a part of a query may name: the published ones, and its own common table expressions."""

    names: frozenset[str]

    def knows(self, name: str) -> bool:
        return name.lower() in self.names

    def with_name(self, name: str) -> "Scope":
        return replace(self, names=self.names | {name.lower()})


def judge(parser: duckdb.DuckDBPyConnection, statement: str, tables: frozenset[str]) -> Refusal | None:
    """Return why `statement` may not run over `tables`, None if it may.

    `parser` is any connection to the engine; it parses and runs nothing of the statement.
    """
    if not statement.strip():
        return Refusal("empty")
    if len(statement) > LONGEST_STATEMENT:
        return Refusal("too_long")
    if any(letter < " " and not letter.isspace() for letter in statement):
        return Refusal("syntax")
    try:
        return _judge_tree(_parse(parser, statement), tables)
    except RecursionError:
        return Refusal("too_long")


def _parse(parser: duckdb.DuckDBPyConnection, statement: str) -> Node:
    ((tree,),) = parser.execute("select json_serialize_sql(?::varchar)", [statement]).fetchall()
    return json.loads(tree)


def _judge_tree(parsed: Node, tables: frozenset[str]) -> Refusal | None:
    if parsed.get("error", True):
        is_other_kind = parsed.get("error_type") == "not implemented"
        return Refusal("not_a_select" if is_other_kind else "syntax")
    statements = parsed["statements"]
    if len(statements) != 1:
        return Refusal("several_statements" if statements else "empty")
    if parameters := statements[0].get("named_param_map"):
        return Refusal("parameter", str(parameters[0].get("key", "")))
    return next(_refusals(statements[0], Scope(tables)), None)


def _refusals(tree: Any, scope: Scope) -> Iterator[Refusal]:
    """Yield what is refused in `tree`, outermost first."""
    if isinstance(tree, list):
        for item in tree:
            yield from _refusals(item, scope)
    elif isinstance(tree, dict):
        yield from _refusals_of_node(tree, scope)
        if "cte_map" in tree:
            scope = yield from _refusals_of_ctes(tree["cte_map"]["map"], scope)
        for name, part in tree.items():
            if name != "cte_map":
                yield from _refusals(part, scope)


def _refusals_of_ctes(entries: list[Node], scope: Scope) -> Generator[Refusal, None, Scope]:
    """Yield what is refused in common table expressions, each of which sees those before it.

    Returns the scope of the body.
    """
    for entry in entries:
        yield from _refusals(entry["value"], scope)
        scope = scope.with_name(entry["key"])
    return scope


def _refusals_of_node(node: Node, scope: Scope) -> Iterator[Refusal]:
    """Yield what is refused of one node, its parts left out."""
    yield from (Refusal("construct", name.removesuffix("_clause")) for name in NOT_OFFERED if node.get(name))
    if "class" in node:
        yield from _refusals_of_expression(node, scope)
    elif isinstance(node.get("type"), str):
        yield from _refusals_of_relation(node, scope)


def _refusals_of_relation(node: Node, scope: Scope) -> Iterator[Refusal]:
    """Yield what is refused of a query, a table, or how rows are ordered and cut."""
    kind = node["type"]
    if kind == "BASE_TABLE":
        yield from _refusals_of_table(node["qualified_name"]["path"], scope)
    elif kind == "JOIN" and node["ref_type"] not in JOINS:
        yield Refusal("construct", f"{node['ref_type'].lower()} join")
    elif kind == "TABLE_FUNCTION":
        yield Refusal("table_function", node["function"].get("function_name", ""))
    elif kind == "RECURSIVE_CTE_NODE":
        yield Refusal("recursion")
    elif kind.endswith("_QUERY_NODE"):
        yield Refusal("not_a_select")
    elif kind not in QUERIES | TABLES | MODIFIERS | ORDERS:
        yield Refusal("construct", _words(kind))


def _refusals_of_table(path: list[str], scope: Scope) -> Iterator[Refusal]:
    if len(path) != 1:
        yield Refusal("qualified_name", ".".join(path))
    elif not scope.knows(path[0]):
        yield Refusal("table_unknown", path[0])


def _refusals_of_expression(node: Node, scope: Scope) -> Iterator[Refusal]:
    """Yield what is refused of an expression."""
    kind, kind_of_kind = node["class"], node["type"]
    if kind in ("FUNCTION", "WINDOW"):
        yield from _refusals_of_function(node)
    elif kind == "TYPE" and not _is_offered(node, TYPES):
        yield Refusal("type", node["type_name"])
    elif kind == "COLUMN_REF" and node["column_names"][0].lower() in CLOCK_AND_SESSION:
        yield Refusal("function", node["column_names"][0])
    elif kind in NESTED or kind_of_kind in NESTED:
        yield Refusal("nested")
    elif kind == "PARAMETER":
        yield Refusal("parameter")
    elif kind == "STAR" and node.get("expr"):
        yield Refusal("construct", "columns()")
    elif kind not in EXPRESSIONS or (kind == "OPERATOR" and kind_of_kind not in OPERATORS):
        yield Refusal("construct", _words(kind_of_kind))


def _refusals_of_function(node: Node) -> Iterator[Refusal]:
    name = ".".join(node["qualified_name"]["path"])
    if name.lower() in NESTED_FUNCTIONS:
        yield Refusal("nested")
    elif not _is_offered(node, FUNCTIONS):
        yield Refusal("function", name)


def _is_offered(node: Node, offered: frozenset[str]) -> bool:
    """Whether a function or type is called by its bare name and may be."""
    path = node["qualified_name"]["path"]
    return len(path) == 1 and path[0].lower() in offered


def _words(kind: str) -> str:
    return kind.removeprefix("OPERATOR_").replace("_", " ").lower()
