"""The house style (07-style) as far as a machine can read it. Every check lists what breaks it."""

import argparse
import ast
import csv
import re
from collections.abc import Iterator
from statistics import median

import pytest

from jukistat import build_parser
from tests.project_files import (
    ROOMS,
    ROOT,
    Function,
    Module,
    length,
    modules,
    project_files,
    room_modules,
    text_files,
)

LONGEST_FUNCTION = 40
LONGEST_MEDIAN = 10
LONGEST_MODULE = 250
BANNED_MODULES = {"utils", "util", "common", "helpers", "helper", "misc"}
BANNED_FRAMES = {"df", "data", "result"}
FORBIDDEN_IMPORTS = {
    # who may not know whom: "rooms talk through data on disk, not through imports" (7.2)
    "store": {
        "ingest",
        "warehouse",
        "exports",
        "dashboards",
        "synthetic",
        "polars",
        "duckdb",
        "streamlit",
        "dbt",
    },
    "ingest": {"warehouse", "exports", "dashboards", "synthetic", "duckdb", "streamlit", "dbt"},
    "warehouse": {"ingest", "exports", "dashboards", "synthetic", "streamlit", "dbt"},
    "exports": {"ingest", "warehouse", "dashboards", "synthetic", "streamlit", "dbt"},
    "access": {"ingest", "warehouse", "exports", "dashboards", "synthetic", "streamlit", "dbt"},
    "dashboards": {"ingest", "warehouse", "synthetic", "dbt"},
    "synthetic": {"ingest", "warehouse", "exports", "dashboards", "streamlit", "dbt"},
}
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
CODE_COMPARISON = re.compile(r"_code\s*(?:=|<>|!=|in|not in)\s*\(?\s*'[^'%{]+'")


def too_long(function: Function) -> bool:
    return length(function) > LONGEST_FUNCTION


def test_no_function_is_long() -> None:
    long = [
        f"{module.name}:{function.lineno} {function.name} has {length(function)} lines"
        for module in modules()
        for function in module.functions()
        if too_long(function)
    ]
    assert long == []


def test_most_functions_are_short() -> None:
    lengths = [length(function) for module in room_modules() for function in module.functions()]
    assert median(lengths) <= LONGEST_MEDIAN


def test_no_module_is_long() -> None:
    lines = {module.name: len(module.text.splitlines()) for module in modules()}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_modules_have_names_that_say_something() -> None:
    names = [path for path in project_files() if path.suffix == ".py" or path.suffix == ".sql"]
    parts = {(str(path.relative_to(ROOT)), part.removesuffix(".py")) for path in names for part in path.parts}
    assert sorted(name for name, part in parts if part in BANNED_MODULES) == []


def test_frames_are_named_for_what_a_row_is() -> None:
    wrong = [
        f"{module.name}:{node.lineno} {node.id}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in BANNED_FRAMES
    ]
    assert wrong == []


def public_functions(module: Module) -> Iterator[Function]:
    """Yield functions of the module and methods of its classes that others may call."""
    for node in module.tree.body:
        body = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        yield from (item for item in body if isinstance(item, Function) and not item.name.startswith("_"))


def test_public_functions_have_type_hints() -> None:
    bare = []
    for module in room_modules():
        for function in public_functions(module):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            named = [argument for argument in arguments if argument.arg not in ("self", "cls")]
            if function.returns is None or any(argument.annotation is None for argument in named):
                bare.append(f"{module.name}:{function.lineno} {function.name}")
    assert bare == []


def test_public_functions_say_what_comes_back() -> None:
    """A docstring on everything longer than its own name explains: six lines and more."""
    silent = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in room_modules()
        for function in public_functions(module)
        if length(function) > 5 and ast.get_docstring(function) is None
    ]
    assert silent == []


def test_modules_say_what_they_are_for() -> None:
    silent = [
        module.name
        for module in room_modules()
        if module.text.strip() and ast.get_docstring(module.tree) is None
    ]
    assert silent == []


def test_no_class_has_one_method() -> None:
    lonely = []
    for module in room_modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.decorator_list and not node.bases:
                methods = [item.name for item in node.body if isinstance(item, Function)]
                if len([name for name in methods if name != "__init__"]) == 1:
                    lonely.append(f"{module.name}:{node.lineno} {node.name}")
    assert lonely == []


@pytest.mark.parametrize("room", FORBIDDEN_IMPORTS)
def test_rooms_talk_through_data_on_disk(room: str) -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in room_modules()
        if module.room == room
        for name in module.imported()
        if name.split(".")[0] in FORBIDDEN_IMPORTS[room]
    ]
    assert sorted(wrong) == []


def test_rooms_are_the_ones_of_the_plan() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*ROOMS, "tests"}


def string_constants(module: Module) -> Iterator[ast.Constant]:
    """Yield the strings of a module that are not docstrings."""
    bare = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node


def reason_codes() -> set[str]:
    with (ROOT / "seeds" / "reason_codes.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["reason_code"] for row in csv.DictReader(stream)}


def test_python_has_no_literal_codes() -> None:
    """Logic branches on attribute columns of seeds: a code in the source is a rule nobody can find."""
    literal = [
        f"{module.name}:{node.lineno} {node.value!r}"
        for module in room_modules()
        for node in string_constants(module)
        if node.value in reason_codes() or CODE_COMPARISON.search(node.value)
    ]
    assert literal == []


def test_japanese_lives_in_seeds_and_views() -> None:
    """Everything a Japanese reader sees has one place; views keep their own prose."""
    misplaced = [
        f"{module.name}:{node.lineno}"
        for module in room_modules()
        if "views" not in module.path.parts
        for node in string_constants(module)
        if JAPANESE.search(node.value)
    ]
    assert misplaced == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [name for name, text in text_files() if marks.search(text)] == []


def test_no_machine_of_ours_is_named() -> None:
    places = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/op" + "t/", "pypi" + r"\.")))
    assert [name for name, text in text_files() if places.search(text)] == []


def test_tests_neither_skip_nor_pretend() -> None:
    words = re.compile(
        "|".join((r"\bmo" + r"ck\b", "monkey" + "patch", r"mark\.sk" + "ip", r"mark\.x" + "fail"))
    )
    tests = [module for module in modules() if module.room == "tests"]
    assert [module.name for module in tests if words.search(module.text)] == []


def verbs() -> dict[str, argparse.ArgumentParser]:
    """Return every verb, and every part of a verb ("keys init"), with its parser."""
    return dict(_verbs_of(build_parser(), ""))


def _verbs_of(parser: argparse.ArgumentParser, prefix: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                inner = list(_verbs_of(verb, f"{prefix}{name} "))
                yield from inner or [(f"{prefix}{name}", verb)]


def test_readme_names_every_verb_and_option() -> None:
    """Documentation that a test reads stays true."""
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = {name for name in verbs() if name not in readme}
    for name, verb in verbs().items():
        options = {
            option for action in verb._actions for option in action.option_strings if option.startswith("--")
        }
        missing |= {f"{name} {option}" for option in options - {"--help"} if option not in readme}
    assert sorted(missing) == []


def test_every_verb_has_a_sentence_and_an_example() -> None:
    silent = [name for name, verb in verbs().items() if not (verb.description or "").endswith(".")]
    bare = [name for name, verb in verbs().items() if "Example: jukistat" not in (verb.epilog or "")]
    assert (silent, bare) == ([], [])
