"""What every role may see, as 04-privacy says it; a role or a page that is not in here fails a test."""

PLANNERS = frozenset({"viewer", "analyst", "statistician", "approver"})
"""Who sees figures of residents."""
OPEN_TO = {
    "overview": PLANNERS,
    "pyramid": PLANNERS,
    "movements": PLANNERS,
    "flows": PLANNERS,
    "map": PLANNERS,
    "households": PLANNERS,
    "foreign": PLANNERS,
    "explain": PLANNERS,
    "table": PLANNERS,
    "export": {"statistician"},
    "quality": PLANNERS | {"operator"},
    "sql": {"analyst", "statistician"},
    "log": {"auditor"},
}
"""The roles that a page opens to."""
TRUE, GATED, NOTHING = "marts.duckdb", "gated.duckdb", ""
FIGURES = {
    "viewer": GATED,
    "analyst": GATED,
    "statistician": TRUE,
    "approver": GATED,
    "operator": NOTHING,
    "auditor": NOTHING,
}
"""The file of a version in which a role sees figures of residents."""
QUERIES = {**dict.fromkeys(FIGURES, NOTHING), "analyst": GATED, "statistician": TRUE}
"""The file that a role may query."""


def pages_of(role: str) -> set[str]:
    """Return the pages that open to a role."""
    return {page for page, open_to in OPEN_TO.items() if role in open_to}
