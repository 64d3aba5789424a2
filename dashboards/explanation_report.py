"""The verb `explain`: what it is asked, and the explanation as JSON and in words."""

from collections.abc import Sequence
from typing import Any

from dashboards.formats import number, signed
from dashboards.publication import Publication
from dashboards.queries.areas import areas, codes_of, explained_areas, municipalities
from dashboards.queries.cells import Cells
from dashboards.queries.explanation import Explanation
from dashboards.queries.explanation_causes import CAUSES
from dashboards.queries.points import Point
from dashboards.queries.seeds import codes_where, labels
from dashboards.queries.summary import TOTAL, kinds_of
from store.errors import UsageError

LANGUAGE = "en"
"""Commands speak English."""


def chosen_municipality(publication: Publication, municipality_code: str | None) -> str:
    """Return the municipality asked for, or the only one. Raises UsageError if it is not clear which."""
    published = municipalities(publication)
    if municipality_code is None and len(published) == 1:
        return next(iter(published))
    if municipality_code not in published:
        raise UsageError(f"Name one municipality with --municipality: {', '.join(published) or 'none'}.")
    return municipality_code


def chosen_cells(
    publication: Publication, municipality_code: str, area_codes: Sequence[str], *, nationality: str, sex: str
) -> Cells:
    """Return the cells that the options keep. Raises UsageError for a code that is not on offer."""
    offered = areas(publication, municipality_code)
    for code in area_codes:
        if code not in offered:
            raise UsageError(
                f"'{code}' is no area of {municipality_code}: name town codes, or districts as d-CODE."
            )
        if code not in explained_areas(publication, offered):
            raise UsageError(
                f"{publication.name} has gated marts only, which know the causes of districts and not of the "
                f"town '{code}'. Name districts as d-CODE, or ask on the register's side."
            )
    for name, code, seed in (("nat", nationality, "report_resident_kinds"), ("sex", sex, "report_sexes")):
        check_option(publication, name, code, seed)
    return Cells(
        municipality_code=municipality_code,
        town_codes=codes_of(offered[code] for code in area_codes),
        sex_codes=None if sex == TOTAL else codes_where(publication, "sex_codes", report_sex=sex),
        resident_kind_codes=kinds_of(publication, nationality),
    )


def check_option(publication: Publication, name: str, code: str, seed: str) -> None:
    """Raise UsageError unless the list has the code; of kinds, those that persons can be of."""
    kinds_only = {"is_person_kind": True} if seed == "report_resident_kinds" else {}
    offered = codes_where(publication, seed, **kinds_only)
    if code not in offered:
        raise UsageError(f"--{name} is one of: {', '.join(offered)}.")


def explanation_summary(publication: Publication, explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as it is reported in JSON; the changes of the causes sum to `difference`."""
    names = labels(publication, CAUSES, LANGUAGE)
    return {
        "from": point_summary(explanation.start, explanation.start_value),
        "to": point_summary(explanation.end, explanation.end_value),
        "difference": explanation.difference,
        "causes": [
            {
                "cause_code": cause.cause_code,
                "label": names[cause.cause_code],
                "change": cause.change,
                "increase": cause.increase,
                "decrease": cause.decrease,
            }
            for cause in explanation.causes
        ],
    }


def point_summary(point: Point, value: int) -> dict[str, Any]:
    """Return a point and its stock in persons; `as_known` is null for everything loaded."""
    return {
        "point": point.code,
        "month": f"{point.month:%Y-%m}",
        "basis": point.basis_code,
        "as_known": f"{point.known_month:%Y-%m}" if point.known_month else None,
        "value": value,
    }


def explanation_sentences(publication: Publication, explanation: Explanation) -> str:
    """Return the explanation as a table with the sum that checks it."""
    names = labels(publication, CAUSES, LANGUAGE)
    lines = [
        (names[cause.cause_code], signed(cause.change), f"(+{cause.increase:,} −{cause.decrease:,})")
        for cause in explanation.causes
    ]
    start, end = number(explanation.start_value), number(explanation.end_value)
    rows = [
        (f"From {explanation.start.code}", start, ""),
        *((f"  {name}", change, parts) for name, change, parts in lines),
        (f"To   {explanation.end.code}", end, ""),
    ]
    width, figures = (max(len(row[column]) for row in rows) for column in (0, 1))
    table = [f"{name:<{width}}  {value:>{figures}}  {parts}".rstrip() for name, value, parts in rows]
    sums = " ".join([start, *(signed(cause.change) for cause in explanation.causes if cause.change)])
    return "\n".join([*table, f"Check: {sums} = {end}."])
