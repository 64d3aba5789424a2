"""The names of those whom migrants come from and go to: municipalities and countries."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from dashboards.publication import Publication
from dashboards.queries.seeds import attributes, code_list, labels


@lru_cache(maxsize=16)
def prefectures(publication: Publication) -> Mapping[str, str]:
    """Return the name of the prefecture of every municipality of the country by code."""
    return attributes(publication, "municipality_codes", "prefecture_name")


@lru_cache(maxsize=16)
def partner_names(publication: Publication, language: str) -> Mapping[str, str]:
    """Return the names of municipalities (which have no English ones) and of countries by code.

    Municipalities of one name are told apart by their prefectures.
    """
    rows = code_list(publication, "municipality_codes")
    named = Counter(rows["municipality_name"])
    columns = ("municipality_code", "municipality_name", "prefecture_name")
    places = {
        code: name if named[name] == 1 else f"{name} ({prefecture})"
        for code, name, prefecture in rows.select(columns).iter_rows()
    }
    return {**places, **labels(publication, "nationality_codes", language)}
