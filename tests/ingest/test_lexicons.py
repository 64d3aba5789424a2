"""A value means the same in whichever block it comes, met before, forgotten or not."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import lexicons
from ingest.lexicons import Lexicon

batches = st.lists(
    st.lists(st.sampled_from(["", "1", "22", "333", "4444", "x", "あ"]), max_size=8), max_size=6
)


def lengths(texts: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"text": texts.alias("text"), "length": texts.str.len_chars()})


@pytest.mark.parametrize("most", [3, 100])
@settings(max_examples=60, deadline=None, database=None)
@given(batches=batches)
def test_a_look_up_is_what_is_made_of_the_texts(most: int, batches: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicons, "MOST_VALUES", most)
        lexicon = Lexicon(lengths)
        for batch in batches:
            texts = pl.Series(batch, dtype=pl.String)
            assert lexicon.look_up(texts).equals(lengths(texts))


def test_each_value_is_made_once() -> None:
    made: list[str] = []

    def note(texts: pl.Series) -> pl.DataFrame:
        made.extend(texts)
        return lengths(texts)

    lexicon = Lexicon(note)
    for batch in (["a", "b", "a"], ["b", "c"], ["c", "a"]):
        lexicon.look_up(pl.Series(batch))
    assert sorted(made) == ["a", "b", "c"]
