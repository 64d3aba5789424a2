"""By which date a municipality's own tables count (計上日の基準)."""

from functools import lru_cache

from dashboards.publication import Publication

COUNTING_DATE = """
    select codes.label_ja, codes.label_en
    from counting_rules
    inner join counting_date_codes as codes using (counting_date_code)
    where municipality_code = $municipality_code
"""


@lru_cache(maxsize=64)
def counting_date(publication: Publication, municipality_code: str, language: str) -> str:
    """Return the name of the date in a language (`ja`, `en`); blank if nothing is published of it."""
    names = publication.rows(COUNTING_DATE, municipality_code=municipality_code)
    return "".join(names[f"label_{language}"])
