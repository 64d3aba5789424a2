"""Saved queries, `<home>/queries/<municipality_code>/<name>.sql`: a line with the title, then the SELECT."""

import re
from dataclasses import dataclass
from pathlib import Path

from store.errors import UsageError
from store.home import Home, replace_file, writing

EXAMPLES = Path(__file__).parent / "examples"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TITLE_MARK = "-- title: "
LONGEST_TITLE = 80


@dataclass(frozen=True)
class SavedQuery:
    """A query under a name, which links carry, and a title, which people read."""

    name: str
    title: str
    statement: str


def examples() -> dict[str, SavedQuery]:
    """Return the everyday queries that come with the program; their titles are the page's words."""
    paths = sorted(EXAMPLES.glob("*.sql"))
    return {path.stem: SavedQuery(path.stem, "", path.read_text("utf-8")) for path in paths}


def saved_queries(home: Home, municipality_code: str) -> dict[str, SavedQuery]:
    """Return what was saved for a municipality, in order of names."""
    paths = sorted((home.queries / municipality_code).glob("*.sql"))
    return {path.stem: _read(path) for path in paths}


def find_query(home: Home, name: str, municipality_codes: tuple[str, ...] | None) -> SavedQuery:
    """Return the query saved as `name` for one of these municipalities (None: any), or the example.

    Raises UsageError if there is none, or if several municipalities have one of this name.
    """
    paths = [
        path
        for path in sorted(home.queries.glob("*/*.sql"))
        if path.stem == name and (municipality_codes is None or path.parent.name in municipality_codes)
    ]
    if len(paths) > 1:
        codes = ", ".join(path.parent.name for path in paths)
        raise UsageError(f"{name} is saved for several municipalities ({codes}). Name one: --municipality.")
    if paths:
        return _read(paths[0])
    if name in examples():
        return examples()[name]
    raise UsageError(f"There is no saved query {name} in {home.queries}.")


def save_query(home: Home, municipality_code: str, query: SavedQuery) -> Path:
    """Save a query, over one of the same name, whole or not at all, and return its file.

    Raises UsageError for a name or title that cannot be one, or if there is nothing to save.
    """
    if not NAME.fullmatch(query.name) or query.name in examples():
        raise UsageError(
            "The name of a query is up to 40 small letters, figures and hyphens, and none of an example."
        )
    title = query.title.strip()
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise UsageError(f"The title of a query is one line of up to {LONGEST_TITLE} characters.")
    if not query.statement.strip():
        raise UsageError("There is no query to save. Write one SELECT.")
    path = home.queries / municipality_code / f"{query.name}.sql"
    with writing(home):
        replace_file(path, f"{TITLE_MARK}{title}\n{query.statement.strip()}\n".encode(), mode=0o600)
    return path


def remove_query(home: Home, municipality_code: str, name: str) -> None:
    """Remove what was saved for a municipality as `name`, if it is there."""
    if name in saved_queries(home, municipality_code):
        with writing(home):
            (home.queries / municipality_code / f"{name}.sql").unlink(missing_ok=True)


def _read(path: Path) -> SavedQuery:
    first, _, rest = path.read_text("utf-8").partition("\n")
    if first.startswith(TITLE_MARK):
        return SavedQuery(path.stem, first.removeprefix(TITLE_MARK), rest.strip())
    return SavedQuery(path.stem, path.stem, f"{first}\n{rest}".strip())
