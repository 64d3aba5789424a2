"""The choices that all pages share, as the URL and the widgets have them, and who makes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

import streamlit as st

from access.readers import Reader
from dashboards import address
from dashboards.formats import month_code
from dashboards.page import nationality_names
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, covered_months
from dashboards.queries.summary import TOTAL
from dashboards.wording import LANGUAGES, Wording, wording

LANGUAGE = address.Choice("lang", LANGUAGES, LANGUAGES[0])


@dataclass(frozen=True)
class Shared:
    """Who looks, and the choices all pages share, as they stand in this run."""

    reader: Reader
    choices: tuple[address.Choice, ...]
    values: dict[str, str | list[str]]

    @property
    def municipality_code(self) -> str:
        return str(self.values["mun"])

    def may_open(self, view: ModuleType) -> bool:
        """Whether the reader may open a page for the municipality chosen."""
        return self.reader.may(view.RIGHT, self.municipality_code)


def settle_shared(
    publication: Publication, reader: Reader, places: dict[str, str], *, from_url: bool
) -> tuple[Shared, tuple[CoveredMonth, ...]]:
    """Return the shared choices, and the covered months of the municipality chosen."""
    place = address.Choice("mun", tuple(places), next(iter(places)))
    municipality_code = str(address.settle(place, from_url=from_url))
    covered = covered_months(publication, municipality_code)
    months = tuple(month_code(one.month) for one in covered)
    kinds = tuple(nationality_names(publication, wording("frame", LANGUAGES[0])))
    choices = (LANGUAGE, place, address.Choice("ym", months, months[0]), address.Choice("nat", kinds, TOTAL))
    values = {choice.name: address.settle(choice, from_url=from_url) for choice in choices}
    return Shared(reader, choices, values), covered


def not_offered(choices: Iterable[address.Choice]) -> list[str]:
    """Return the names of the choices for which the URL asks for something this version has not."""
    asked = st.query_params
    return [
        choice.name
        for choice in choices
        if choice.name in asked and choice.write(choice.read(asked[choice.name])) != asked[choice.name]
    ]


def show_refused(words: Wording, refused: list[str]) -> None:
    """Say which choices of the URL are not offered here, if any."""
    if refused:
        names = words("list_separator").join(words(f"name_{name}") for name in refused)
        st.info(words("not_offered", names=names))
