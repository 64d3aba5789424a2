"""アドホック分析 as a reader uses it: ask, read, take the files, save, look things up."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from adhoc.questions import Answer, Question
from adhoc.recorded import Asker, make_file
from adhoc.sight import Sight
from dashboards.formats import NOT_AVAILABLE
from dashboards.wording import wording
from store.home import Home
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import figure, html_of, open_page, read, run_page, table
from tests.dashboards.signing_in import claims, home_with_sign_in
from tests.published_marts import query

STATEMENT = "select sex_code, sum(population_count) as n from population_monthly group by 1 order by 1"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of the test's own, with what is published."""
    shutil.copytree(home / "published", tmp_path / "home" / "published", copy_function=link)
    return tmp_path / "home"


def link(source: str, target: str) -> None:
    Path(target).symlink_to(source)


def ask(app: AppTest, statement: str) -> AppTest:
    app.text_area[0].set_value(statement).run()
    return app.button(key="sql_run").click().run()


def logged(home: Path) -> list[dict]:
    (path,) = (home / "logs" / "access").glob("*.jsonl")
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [entry for entry in entries if entry["statement"]]


def test_rows_are_shown_as_the_marts_have_them(own: Path) -> None:
    app = ask(open_page(own, "sql"), STATEMENT)
    shown = table(app, wording("sql", "ja")("result_caption"))
    assert shown.rows[0] == ["sex_code", "n"]
    assert shown.body == [[sex, f"{count:,}"] for sex, count in query(own, STATEMENT)]
    (entry,) = logged(own)
    assert (entry["page"], entry["municipality_code"], entry["statement"]) == ("sql", CITY, STATEMENT)
    assert entry["rows"] == len(shown.body)


def test_an_analyst_sees_masked_figures_and_why(home: Path, tmp_path: Path) -> None:
    signed_in = home_with_sign_in(home, tmp_path / "home")
    statement = "select age_class, population_count from town_population_monthly where sex_code = 'total'"
    app = ask(
        run_page(signed_in, "sql", user=claims("analyst"), mun=CITY),
        f"{statement} order by town_code, stat_month limit 150",
    )
    words = wording("sql", "ja")
    assert words("sight_masked") in html_of(app)
    figures = [row[1] for row in table(app, words("result_caption")).body]
    assert NOT_AVAILABLE in figures and not any(1 <= (figure(one) or 0) < 10 for one in figures)
    asked = next(entry for entry in logged(signed_in) if entry["statement"])
    assert (asked["subject"], asked["role"], asked["masked"]) == (
        "analyst",
        "analyst",
        figures.count(NOT_AVAILABLE),
    )
    withheld = {row[0] for row in table(app, words("withheld_tables")).body}
    assert "population_lineage" in withheld
    (warning,) = ask(app, "select * from population_lineage").warning
    assert "population_lineage" in warning.value


def test_a_statistician_sees_true_counts_of_the_own_municipality(home: Path, tmp_path: Path) -> None:
    signed_in = home_with_sign_in(home, tmp_path / "home")
    statement = "select municipality_code, sum(population_count) as n from population_monthly group by 1"
    app = ask(run_page(signed_in, "sql", user=claims("both"), mun=CITY), statement)
    ((code, count),) = table(app, wording("sql", "ja")("result_caption")).body
    ((true,),) = query(
        home, f"select sum(population_count) from population_monthly where municipality_code = '{CITY}'"
    )
    assert (code, count) == (CITY, f"{true:,}")
    assert wording("sql", "ja")("sight_true") in html_of(app)


def test_a_file_is_for_those_who_still_see_what_was_asked(tmp_path: Path) -> None:
    home, sight = Home(tmp_path), Sight(tmp_path / "marts.duckdb", None, is_masked=False)
    answer, question = Answer(pl.DataFrame({"n": [1]})), Question("select 1 as n", sight)
    content = make_file(home, Asker("a", "analyst", CITY, {}), question, answer, "csv")
    assert content.decode("utf-8-sig") == '"n"\r\n"1"\r\n'
    with pytest.raises(PermissionError):
        make_file(home, Asker("a", "analyst", CITY, {}, lambda: False), question, answer, "csv")
    handed, refused = logged(tmp_path)
    assert (handed["decision"], handed["file_digest"]) == ("handed out", sha256(content).hexdigest())
    assert (refused["decision"], refused["file_digest"], refused["rows"]) == ("refused: file", "", 0)


@pytest.mark.parametrize(("language", "said"), [("ja", "この関数は使えません"), ("en", "not offered")])
def test_a_refusal_says_why_in_the_readers_language(own: Path, language: str, said: str) -> None:
    app = ask(open_page(own, "sql", lang=language), "select getenv('HOME')")
    (warning,) = [box.value for box in app.warning]
    assert said in warning and "(getenv)" in warning
    assert logged(own)[0]["decision"] == "refused: function"


def test_a_long_answer_says_what_is_not_shown(own: Path) -> None:
    app = ask(open_page(own, "sql"), "select * from population_monthly order by all")
    assert len(table(app, "問合せの結果").body) == 200
    ((count,),) = query(own, "select count(*) from population_monthly")
    (said,) = [text.value for text in app.text]
    assert f"{min(count, 100_000):,} 行" in said and "最初の 200 行" in said


def test_the_last_answer_goes_with_what_it_was_asked_of(own: Path) -> None:
    app = ask(open_page(own, "sql"), STATEMENT)
    asked = app.session_state["sql_asked"]
    sight = asked.question.sight
    assert sight.marts_file.is_relative_to(own)
    other = replace(asked.question, sight=replace(sight, is_masked=True))
    app.session_state["sql_asked"] = replace(asked, question=other)
    assert "問合せの結果" not in html_of(app.run())


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_a_link_carries_the_name_of_a_saved_query_and_no_text(own: Path) -> None:
    app = ask(open_page(own, "sql"), STATEMENT)
    app.text_input(key="sql_save_name").set_value("by-sex")
    app.text_input(key="sql_save_title").set_value("男女別")
    press(app, "保存")
    assert [box.value for box in app.success] == ["「男女別」を保存しました。"]
    assert app.query_params["q"] == "by-sex" or app.query_params["q"] == ["by-sex"]
    assert "population" not in str(dict(app.query_params))
    again = open_page(own, "sql", q="by-sex")
    assert again.text_area[0].value == STATEMENT
    assert "男女別" in again.selectbox(key="choice_q").options
    again.selectbox(key="sql_remove_name").set_value("by-sex")
    press(again, "削除")
    assert again.text_area[0].value == STATEMENT
    assert "男女別" not in again.selectbox(key="choice_q").options
    assert not list((own / "queries").rglob("*.sql"))


def test_a_name_that_no_link_could_carry_is_not_saved(own: Path) -> None:
    app = open_page(own, "sql")
    app.text_input(key="sql_save_name").set_value("../x")
    app.text_input(key="sql_save_title").set_value("題")
    press(app, "保存")
    assert [box.value for box in app.warning] == [wording("sql", "ja")("not_saved")]
    assert not (own / "queries").exists()


def test_the_dictionary_tells_of_the_table_that_is_picked(own: Path) -> None:
    app = open_page(own, "sql")
    app.selectbox(key="sql_table").set_value("towns").run()
    (row,) = [row for row in table(app, "towns").body if row[0] == "town_code"]
    assert row[1] == "varchar" and "町字ID" in row[4]
    assert "町字の一覧" in "".join(read(app).text)
