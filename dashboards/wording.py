"""The words of the pages in two languages: prose from TOML beside the views."""

import calendar
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from dashboards.formats import Eras, add_months, era_month

LANGUAGES = ("ja", "en")
PROSE_FOLDER = Path(__file__).parent / "views"


@dataclass(frozen=True)
class Wording:
    """The prose of one page in one language, over that of the frame all pages share."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with its `{names}` filled. Raises KeyError for a key without a text."""
        return self.texts[key].format(**values) if values else self.texts[key]


@lru_cache
def wording(page: str, language: str) -> Wording:
    """Return the words of `page` in `language`."""
    return Wording(language, {**read_prose("frame", language), **read_prose(page, language)})


def page_title(page: str, language: str) -> str:
    """Return what a page is called; its name, if it has no words."""
    return read_prose(page, language).get("title", page) if (PROSE_FOLDER / f"{page}.toml").exists() else page


@lru_cache
def read_prose(page: str, language: str) -> Mapping[str, str]:
    """Return what `views/<page>.toml` says in `language`."""
    return tomllib.loads((PROSE_FOLDER / f"{page}.toml").read_text("utf-8"))[language]


@lru_cache(maxsize=4096)
def month_words(month: date, eras: Eras) -> Mapping[str, object]:
    """Return the words a text about `month` may use."""
    following = add_months(month, 1)
    return {
        "year": month.year,
        "month": month.month,
        "era": era_month(month, eras),
        "month_name": calendar.month_name[month.month],
        "next_month": following.month,
        "next_month_name": calendar.month_name[following.month],
    }
