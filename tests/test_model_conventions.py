"""The house style of models and seeds (07-style 7.2–7.4) as far as a machine can read it."""

import csv
import re
from pathlib import Path

import pytest

from tests.project_files import (
    ROOT,
    Model,
    columns_under,
    described_columns,
    documentation,
    models,
    room_modules,
    yaml_entries,
)
from tests.scratch_warehouse import scratch_warehouse
from tests.test_conventions import CODE_COMPARISON, JAPANESE

LONGEST_MODEL = 80
MOST_CTES = 5
LAYERS = {"staging": "stg_register__", "intermediate": "int_", "marts": "", "reports": ""}
LISTS_OF_OTHER_NAMES = {
    # columns whose code list goes by another name, or is two lists (a partner is a municipality or a country)
    "from_kind_code": {"resident_kind_codes"},
    "to_kind_code": {"resident_kind_codes"},
    "item_code": {"report_item_codes"},
    "component_item_code": {"report_item_codes"},
    "rule_code": {"quality_rule_codes", "delivery_rule_codes"},
    "partner_code": {"municipality_codes", "nationality_codes"},
    "kind_of_unknown_partner_code": {"partner_kind_codes"},
    "origin_country_code": {"nationality_codes"},
    "destination_country_code": {"nationality_codes"},
    "partner_country_code": {"nationality_codes"},
    "table_code": {"official_columns"},
    "text_code": {"form_texts"},
    "code": {"special_codes"},
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


def test_everything_says_what_a_row_is() -> None:
    """In English first; of models, which people of the register read too, then in Japanese."""
    said = {name: entry.get("description", "") for name, entry in documentation().items()}
    assert sorted(name for name, text in said.items() if not text.startswith("One row per")) == []
    assert [model.name for model in models() if not JAPANESE.search(said[model.name])] == []


def test_every_model_has_its_yaml_beside_it() -> None:
    assert [model.name for model in models() if not model.path.with_suffix(".yml").exists()] == []


def test_every_seed_has_column_types() -> None:
    """Type inference eats leading zeros."""
    typed = {seed.stem: list(documentation()[seed.stem]["config"]["column_types"]) for seed in seeds()}
    assert {seed.stem: seed_header(seed) for seed in seeds()} == typed


def test_no_seed_is_unused() -> None:
    """A list is read by a room or a model, or by the tests of a column's codes."""
    readers = [module.text for module in room_modules()] + [model.code() for model in models()]
    readers += [path.read_text("utf-8") for path in (ROOT / "ingest" / "layouts").glob("*.toml")]
    readers += [path.read_text("utf-8") for path in (ROOT / "models").rglob("*.yml")]
    words = set(re.findall(r"\w+", " ".join(readers)))
    assert [seed.stem for seed in seeds() if seed.stem not in words] == []


def test_described_columns_are_the_built_ones(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of models and seeds, in the same order: a reader of the YAML sees the table."""
    built = scratch_warehouse(tmp_path_factory).columns()
    assert {name: described_columns(name) for name in documentation()} == built


def test_column_texts_are_written_once() -> None:
    """The YAML refers to `models/columns.md` by the column's own name: same meaning, same name."""
    strangers = [
        f"{name}.{column['name']}"
        for name, entry in documentation().items()
        for column in entry["columns"]
        if column.get("description") != f'{{{{ doc("{column["name"]}") }}}}'
    ]
    assert strangers == []


def test_column_texts_are_used_and_not_empty() -> None:
    text = (ROOT / "models" / "columns.md").read_text("utf-8")
    said = dict(re.findall(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", text, flags=re.DOTALL))
    assert [name for name, words in said.items() if not words.strip()] == []
    assert set(said) == {column for name in documentation() for column in described_columns(name)}


OPEN_LISTS = {"town_code", "district_code"}
"""Masters lag behind the register: a code that is missing there loads all the same (01-feed 1.1)."""


def test_everything_has_a_unique_grain() -> None:
    """Models and seeds alike: every join from a row to a list relies on it."""
    assert [name for name in documentation() if not columns_under(name, "grain")] == []


def test_published_rows_lie_in_one_order() -> None:
    """By every column of the grain, so that two builds of the same ledger write the same bytes."""
    loose = {model.name: columns_under(model.name, "grain") - {*model.ordered_by()} for model in models()}
    assert {name: left for name, left in loose.items() if left and name[:4] not in ("stg_", "int_")} == {}


def is_list(name: str, column: str) -> bool:
    """Whether the column is the key of the very list that its codes are looked up in."""
    return name.removeprefix("stg_register__").removesuffix("s") == column.removesuffix("_code")


@pytest.mark.parametrize(("ending", "argument"), [("_code", "lists"), ("_count", "counts")])
def test_columns_are_tested_for_what_they_are(ending: str, argument: str) -> None:
    untested = [
        f"{model.name}.{column}"
        for model in models()
        for column in described_columns(model.name)
        if column.endswith(ending)
        and not any(column.endswith(name) for name in OPEN_LISTS)
        and not (model.layer == "staging" and is_list(model.name, column))
        and column not in columns_under(model.name, argument)
    ]
    assert untested == []


def needs_a_unit_test(model: Model) -> bool:
    """Whether it decides or orders something: a case, a window, an interval of months."""
    return re.search(r"\bcase\b|\bover\b|\b(?:explode_range|age_on|birth_index)\b", model.code()) is not None


def test_every_case_window_and_interval_has_a_unit_test() -> None:
    tested = {entry["model"] for entry in yaml_entries("unit_tests")}
    assert sorted({model.name for model in models() if needs_a_unit_test(model)} - tested) == []


def test_unit_tests_say_the_rule() -> None:
    """Each is named as the rule and says where the rule stands."""
    silent = [
        entry["name"]
        for entry in yaml_entries("unit_tests")
        if not re.search(r"\b0[1-5]-[a-z]+ \d\.\d", entry.get("description", ""))
    ]
    assert silent == []


def test_codes_have_seeds_and_seeds_have_codes() -> None:
    """Column `x_code` ⇔ seed `x_codes` (7.3); a longer name ends with that of its list."""
    lists = {seed.stem for seed in seeds()}
    columns = {column for name in documentation() for column in described_columns(name)}
    codes = {column for column in columns if column.endswith("code")}
    lists_of = {
        code: LISTS_OF_OTHER_NAMES.get(code) or {name for name in lists if f"{code}s".endswith(name)}
        for code in codes
    }
    assert sorted(code for code in codes if not lists_of[code] or lists_of[code] - lists) == []
    assert {name for name in lists if name.endswith("_codes")} - set().union(*lists_of.values()) == set()


def test_every_published_column_has_a_label() -> None:
    with (ROOT / "seeds" / "column_labels.csv").open(encoding="utf-8-sig", newline="") as stream:
        labelled = {row["column_name"] for row in csv.DictReader(stream)}
    monthly = [model for model in models() if model.layer == "marts" and model.name.endswith("_monthly")]
    published = {column for model in monthly for column in described_columns(model.name)}
    assert published
    assert sorted(published - labelled) == []


def test_singular_tests_open_with_what_breaks() -> None:
    """A paragraph of comment: what can never happen, and what is broken if it does."""
    silent = [
        path.name
        for path in sorted((ROOT / "tests" / "dbt").glob("*.sql"))
        if sum(line.startswith("--") for line in path.read_text("utf-8").splitlines()) < 2
    ]
    assert silent == []
