"""The project's own files, as the checks of the house style read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "store",
    "ingest",
    "warehouse",
    "access",
    "exports",
    "dashboards",
    "synthetic",
    "scan",
    "benchmarks",
)
GENERATED = {".venv", ".git", ".hypothesis", "__pycache__", "target", "data", "logs", "dbt_packages"}
GENERATED_ENDINGS = ("_cache", ".egg-info")
TEXT_ENDINGS = {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".csv", ".sh", ".typ", ""}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        """Return the folder of the root it lies in; the console script is its own."""
        return self.path.relative_to(ROOT).parts[0].removesuffix(".py")

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imported(self) -> set[str]:
        """Return the dotted names of everything imported, wherever in the module."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        return names


def project_files() -> Iterator[Path]:
    """Yield the files of the checkout, generated ones left out."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        generated = GENERATED.intersection(parts) or any(part.endswith(GENERATED_ENDINGS) for part in parts)
        if path.is_file() and not generated:
            yield path


def text_files() -> Iterator[tuple[str, str]]:
    """Yield name and text of what people write: no golden cases, no lock, no generated file."""
    for path in project_files():
        name = str(path.relative_to(ROOT))
        is_text = path.suffix in TEXT_ENDINGS and path.name != "requirements.lock"
        if is_text and not name.startswith("tests/cases/"):
            yield name, path.read_text("utf-8")


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python module: the console script, the rooms and the tests."""
    paths = [path for path in project_files() if path.suffix == ".py"]
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


def room_modules() -> list[Module]:
    return [module for module in modules() if module.room in (*ROOMS, "jukistat")]


def length(function: Function) -> int:
    """Return the lines of a function's code: from `def` to its end, the docstring left out."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@dataclass(frozen=True)
class Cte:
    """One common table expression of a model."""

    name: str
    body: str

    @property
    def is_import(self) -> bool:
        """Whether it only takes in another model, whole or filtered."""
        return re.match(r"select\s+\*\s+from\s+\{\{", self.body) is not None and " join " not in self.body


@dataclass(frozen=True)
class Model:
    """A dbt model: its SQL and what its YAML says."""

    path: Path
    sql: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def layer(self) -> str:
        return self.path.relative_to(ROOT / "models").parts[0]

    def code(self) -> str:
        """Return the SQL without comments."""
        return re.sub(r"--[^\n]*|\{#.*?#\}|/\*.*?\*/", "", self.sql, flags=re.DOTALL)

    def ordered_by(self) -> list[str]:
        """Return the columns by which the rows of the whole model are ordered; empty if they are not."""
        last = re.search(r"^order by\s+(.*)\Z", self.code(), flags=re.MULTILINE | re.DOTALL)
        return [column.split(".")[-1] for column in re.split(r",\s*", last.group(1).strip())] if last else []

    def ctes(self) -> list[Cte]:
        """Return the top-level common table expressions."""
        code = self.code()
        starts = re.finditer(r"(?:^\s*with|\),)\s+(?:recursive\s+)?(\w+)\s+as\s+\(", code, flags=re.MULTILINE)
        return [Cte(match.group(1), balanced(code, match.end()).strip()) for match in starts]


def balanced(code: str, start: int) -> str:
    """Return the text from `start` to the parenthesis that closes."""
    depth = 1
    for place in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[place], 0)
        if depth == 0:
            return code[start:place]
    return code[start:]


def models() -> list[Model]:
    return [Model(path, path.read_text("utf-8")) for path in sorted((ROOT / "models").rglob("*.sql"))]


@cache
def documentation() -> dict[str, dict[str, Any]]:
    """Return the YAML entry of every model and seed."""
    return {entry["name"]: entry for kind in ("models", "seeds") for entry in yaml_entries(kind)}


def yaml_entries(kind: str) -> list[dict[str, Any]]:
    """Return the entries of this kind (`models`, `seeds`, `unit_tests`) of the project's YAML files."""
    paths = [path for folder in ("models", "seeds") for path in sorted((ROOT / folder).rglob("*.yml"))]
    return [
        entry for path in paths for entry in (yaml.safe_load(path.read_text("utf-8")) or {}).get(kind, ())
    ]


def described_columns(name: str) -> list[str]:
    """Return the columns that the YAML describes, in its order."""
    return [column["name"] for column in documentation().get(name, {}).get("columns", ())]


def columns_under(name: str, argument: str) -> set[str]:
    """Return the columns of a model or seed that its tests judge: as `grain`, by `lists`, as `counts`."""
    tests = [test for item in documentation()[name]["data_tests"] for test in item.values()]
    return {column for test in tests for column in test["arguments"].get(argument, ())}
