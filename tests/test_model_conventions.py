"""The house style of models and seeds (07-style 7.2–7.4) as far as a machine can read it."""

import csv
import re
from pathlib import Path

import duckdb
import pytest

from tests.cases_on_disk import deliveries_of
from tests.command_line import jukistat, open_store
from tests.project_files import ROOT, Model, data_tests_of, documentation, models, unit_tested_models
from tests.test_conventions import CODE_COMPARISON

LONGEST_MODEL = 80
MOST_CTES = 5
LAYERS = {"staging": "stg_register__", "intermediate": "int_", "marts": "", "reports": ""}
CODES_OF_OTHER_NAMES = {
    # columns whose code list goes by another name, or is two lists (a partner is a municipality or a country)
    "partner_code",
    "item_code",
    "component_item_code",
    "rule_code",
    "outcome_code",
    "group_code",
    "origin_country_code",
    "destination_country_code",
    "partner_country_code",
    *(f"area_code_{number}" for number in range(1, 11)),
}


def seeds() -> list[Path]:
    return sorted((ROOT / "seeds").glob("*.csv"))


def seed_header(seed: Path) -> list[str]:
    with seed.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream))


def test_models_are_short() -> None:
    lines = {model.name: len(model.sql.splitlines()) for model in models()}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODEL} == {}


def test_models_have_few_ctes() -> None:
    ideas = {model.name: [cte.name for cte in model.ctes() if not cte.is_import] for model in models()}
    assert {name: ctes for name, ctes in ideas.items() if len(ctes) > MOST_CTES} == {}


def test_everything_is_selected_by_name() -> None:
    """A star outside an import lets a column of one model change the meaning of another."""
    wrong = []
    for model in models():
        code = model.code()
        for cte in model.ctes():
            if cte.is_import:
                code = code.replace(cte.body, "")
        if re.search(r"select\s+(?:distinct\s+)?(?:\w+\.)?\*|,\s*(?:\w+\.)?\*\s*[,\n]", code):
            wrong.append(model.name)
    assert wrong == []


def test_only_staging_reads_sources() -> None:
    assert [model.name for model in models() if model.layer != "staging" and "source(" in model.code()] == []
    assert [
        model.name for model in models() if model.layer == "staging" and "ref('stg_" in model.code()
    ] == []


def test_models_have_no_logic_in_jinja() -> None:
    """Only `ref`, `source`, `var` and the dispatch macros of the project."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "macros").rglob("*.sql"))
    allowed = {"ref", "source", "var", "config", *re.findall(r"macro\s+(\w+)\(", text)}
    wrong = [model.name for model in models() if "{%" in model.code()]
    wrong += [
        f"{model.name}: {name}"
        for model in models()
        for name in re.findall(r"\{\{\s*(\w+)", model.code())
        if name not in allowed
    ]
    assert wrong == []


def test_models_have_no_literal_codes() -> None:
    literal = {model.name: CODE_COMPARISON.findall(model.code()) for model in models()}
    assert {name: codes for name, codes in literal.items() if codes} == {}


def test_models_lie_in_layers_and_are_named_for_them() -> None:
    wrong = [model.name for model in models() if model.layer not in LAYERS]
    wrong += [
        model.name
        for model in models()
        if model.layer in LAYERS and not model.name.startswith(LAYERS[model.layer])
    ]
    assert wrong == []


def test_sql_is_lower_case_and_indented_by_spaces() -> None:
    words = re.compile(r"\b(?:SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|CASE|WHEN|AND|OR)\b|\t")
    assert [model.name for model in models() if words.search(model.code())] == []


def test_every_model_says_what_a_row_is() -> None:
    said = {model.name: documentation().get(model.name, {}).get("description", "") for model in models()}
    assert sorted(name for name, text in said.items() if not text.startswith("One row per")) == []


def test_every_model_has_its_yaml_beside_it() -> None:
    assert [model.name for model in models() if not model.path.with_suffix(".yml").exists()] == []


def test_every_column_is_described() -> None:
    silent = [
        f"{name}.{column['name']}"
        for name, entry in documentation().items()
        for column in entry.get("columns", ())
        if not column.get("description", "").strip()
    ]
    assert silent == []


def test_every_model_has_a_unique_grain() -> None:
    entries = {model.name: documentation().get(model.name, {}) for model in models()}
    assert [name for name, entry in entries.items() if "unique_grain" not in data_tests_of(entry)] == []


@pytest.mark.parametrize(("ending", "test"), [("_code", "in_code_list"), ("_count", "non_negative")])
def test_columns_are_tested_for_what_they_are(ending: str, test: str) -> None:
    untested = [
        f"{name}.{column['name']}"
        for name, entry in documentation().items()
        for column in entry.get("columns", ())
        if column["name"].endswith(ending)
        and not data_tests_of(column) & {test, "accepted_values", "relationships"}
    ]
    assert untested == []


def needs_a_unit_test(model: Model) -> bool:
    return re.search(r"\bcase\b|\bover\b", model.code()) is not None


def test_every_case_and_window_has_a_unit_test() -> None:
    untested = [model.name for model in models() if needs_a_unit_test(model)]
    assert sorted(set(untested) - unit_tested_models()) == []


def test_codes_have_seeds_and_seeds_have_codes() -> None:
    """Column `x_code` ⇔ seed `x_codes` (7.3); a longer name ends with that of its list."""
    lists = {seed.stem.removesuffix("s") for seed in seeds() if seed.stem.endswith("_codes")}
    without = {
        f"{name}.{column['name']}"
        for name, entry in documentation().items()
        for column in entry.get("columns", ())
        if column["name"].endswith("_code")
        and column["name"] not in CODES_OF_OTHER_NAMES
        and not any(column["name"] == code or column["name"].endswith(f"_{code}") for code in lists)
    }
    assert sorted(without) == []


def code_column(seed: Path) -> str:
    """Return the column that holds the code: the name of the list, or the end of it."""
    name = seed.stem.removesuffix("s")
    return max((column for column in seed_header(seed) if name.endswith(column)), key=len)


def test_every_code_of_a_seed_is_there_once() -> None:
    for seed in seeds():
        if seed.stem.endswith("_codes"):
            code = code_column(seed)
            with seed.open(encoding="utf-8-sig", newline="") as stream:
                keys = [(row.get("municipality_code"), row[code]) for row in csv.DictReader(stream)]
            assert len(keys) == len(set(keys)), seed.name


def test_every_published_column_has_a_label() -> None:
    with (ROOT / "seeds" / "column_labels.csv").open(encoding="utf-8-sig", newline="") as stream:
        labelled = {next(iter(row.values())) for row in csv.DictReader(stream)}
    published = {
        column["name"]
        for model in models()
        if model.layer == "marts" and model.name.endswith("_monthly")
        for column in documentation().get(model.name, {}).get("columns", ())
    }
    assert published
    assert sorted(published - labelled) == []


def built_columns(build_file: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view of a build, in their order."""
    statement = (
        "select table_name, column_name from duckdb_columns() where not internal order by column_index"
    )
    built: dict[str, list[str]] = {}
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for table, column in connection.execute(statement).fetchall():
            built.setdefault(table, []).append(column)
    return built


def test_documented_columns_are_the_built_ones(tmp_path: Path) -> None:
    """What the YAML says and what is built are the same columns, in the same order."""
    home = open_store(tmp_path / "home")
    jukistat(home, "load", *deliveries_of("01-first-load"))
    jukistat(home, "build")
    [build_file] = (home / "warehouse").glob("*.duckdb")
    built = built_columns(build_file)
    said = {
        model.name: [column["name"] for column in documentation().get(model.name, {}).get("columns", ())]
        for model in models()
    }
    assert {name: built.get(name) for name, columns in said.items() if built.get(name) != columns} == {}
