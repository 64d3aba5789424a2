"""人口ピラミッド: which cohorts are large, how do they move?"""

from collections.abc import Sequence
from datetime import date

from dashboards.address import Choice, settle, url_moved
from dashboards.charts.pyramid import SIDES, Bars, PyramidWords, pyramid
from dashboards.charts.style import WHOLE
from dashboards.formats import add_months, month_code, month_of, number, percentage, signed
from dashboards.masking import MASKED, drawn
from dashboards.page import (
    Page,
    area_choice,
    show_chart,
    show_foot,
    show_head,
    show_heading,
    show_masked_note,
    show_table,
)
from dashboards.pickers import LIST_WIDTH, beside_each_other, pick_areas, pick_by_button, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.ages import BOTH, age_scale, ages_by_month
from dashboards.queries.areas import CoveredMonth, areas
from dashboards.queries.masked_towns import TOTAL
from dashboards.tables import CHANGE, RATE, TEXT, Column, Table

NAME, PATH = "pyramid", "pyramid"
NO_COMPARISON = "none"
COMPARED_YEARS = 5
SLIDER_YEARS = 10
FIVE_YEARS, SINGLE_YEARS = "5", "1"
COUNTS, SHARES = "0", "1"
SEXES = tuple(SIDES)
AXIS_EVERY = {FIVE_YEARS: 1, SINGLE_YEARS: 5}


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return compared month, age groups, counts or shares, area."""
    months = tuple(month_code(one.month) for one in covered)
    wanted = month_code(add_months(month, -12 * COMPARED_YEARS))
    earlier = month_code(add_months(month, -12))
    default = next((code for code in (wanted, earlier) if code in months), NO_COMPARISON)
    area = area_choice(areas(publication, municipality_code))
    return (
        Choice("cmp", (NO_COMPARISON, *months), default),
        Choice("band", offered_bands(publication, municipality_code, area), FIVE_YEARS),
        Choice("pct", (COUNTS, SHARES), COUNTS),
        area,
    )


def offered_bands(publication: Publication, municipality_code: str, area: Choice) -> tuple[str, ...]:
    """Return the ages that can be shown of the areas chosen: of towns of gated marts no single years."""
    chosen = settle(area, from_url=url_moved()) if publication.is_gated else []
    known = areas(publication, municipality_code)
    has_town = any(known[code].district_code is None for code in chosen)
    return (FIVE_YEARS,) if has_town else (FIVE_YEARS, SINGLE_YEARS)


def show(page: Page) -> None:
    """Draw the pyramid with its slider, and the ages of the month as a table."""
    sentence = answer(page)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page)
    compared = compared_month(page)
    note = page.words("chart_note_compared" if compared else "chart_note", **chart_words(page))
    show_heading(page, page.words("chart_heading"), note=note)
    every = AXIS_EVERY[str(page.own["band"])]
    spec = pyramid(bars(page), year=page.month.year, words=pyramid_words(page), every=every)
    show_chart("pyramid", spec, alt=page.words("chart_alt", answer=sentence))
    table = ages_table(page)
    show_masked_note(page, table)
    show_heading(page, page.words("table_heading"), note=page.words("unknown_sex_note"))
    show_table(page, table, whole=page.own["band"] == FIVE_YEARS)
    show_foot(page)


def show_pickers(page: Page) -> None:
    """Draw compared month, age groups, counts or shares, area."""
    words = page.words
    months = {month_code(one.month): page.month_short(one.month) for one in page.covered}
    compared = {NO_COMPARISON: words("compared_none"), **months}
    offered = offered_bands(page.publication, page.municipality_code, area_choice(page.areas()))
    bands = {band: words(f"band_{band}") for band in offered}
    displays = {COUNTS: words("display_count"), SHARES: words("display_share")}
    with beside_each_other():
        pick_from_list("cmp", words("compared_month"), compared, width=LIST_WIDTH)
        pick_by_button("band", words("band"), bands)
        pick_by_button("pct", words("display"), displays)
        pick_areas(page)


def compared_month(page: Page) -> date | None:
    code = str(page.own["cmp"])
    return None if code == NO_COMPARISON else month_of(code)


def chart_words(page: Page) -> dict[str, object]:
    compared = compared_month(page)
    return {**page.month_words(page.month), "compared": page.month_end(compared) if compared else ""}


def pyramid_words(page: Page) -> PyramidWords:
    """Return what is written in and around the pyramid."""
    words, compared = page.words, compared_month(page)
    return PyramidWords(
        sexes={sex: words(sex) for sex in SEXES},
        figure=words("figure_share" if page.own["pct"] == SHARES else "figure_count"),
        number_format=".2f" if page.own["pct"] == SHARES else WHOLE,
        year_slider=words("year_slider", **page.month_words(page.month)),
        year_label=words("year_label", **page.month_words(page.month)),
        compared=words("compared_label", month=page.month_short(compared)) if compared else "",
    )


def slider_months(page: Page) -> tuple[date, ...]:
    """Return the month of the page in every covered year around it, ten years at most."""
    months = [month for month in page.months if month.month == page.month.month]
    position = months.index(page.month)
    first = max(0, min(position - SLIDER_YEARS // 2, len(months) - SLIDER_YEARS - 1))
    return tuple(months[first : first + SLIDER_YEARS + 1])


def bars(page: Page) -> Bars:
    """Return the figures of all years of the slider and of the compared month."""
    years = int(str(page.own["band"]))
    scale = age_scale(page.publication, years)
    labels = page.labels(scale.seed)
    compared = compared_month(page)
    months = slider_months(page)
    counted = ages_by_month(page.publication, page.cells(), years, months)
    before = ages_by_month(page.publication, page.cells(), years, (compared,)) if compared else {}

    def figures(counts: dict[tuple[str, str], int]) -> dict[str, list[float | None]]:
        whole = counts.get((TOTAL, BOTH), 0)
        return {sex: [figure(page, counts.get((age, sex), 0), whole) for age in scale.codes] for sex in SEXES}

    return Bars(
        ages=[labels[code] for code in scale.codes],
        by_year={month.year: figures(counted[month]) for month in months},
        compared=figures(before[compared]) if compared else None,
    )


def figure(page: Page, count: int, whole: int) -> float | None:
    """Return what a bar shows; a masked one is not drawn."""
    return drawn(round(percentage(count, whole) or 0.0, 3) if page.own["pct"] == SHARES else count)


def answer(page: Page) -> str:
    """Return the largest five-year group, and which gained and lost most against the compared month."""
    words, compared = page.words, compared_month(page)
    scale = age_scale(page.publication, int(FIVE_YEARS))
    labels = page.labels(scale.seed)
    months = (page.month, compared) if compared else (page.month,)
    counts = ages_by_month(page.publication, page.cells(), int(FIVE_YEARS), months)
    now = {age: counts[page.month].get((age, BOTH), 0) for age in scale.codes}
    who = words("who", area=page.area_name(), kind=page.nationality_name())
    whole = counts[page.month].get((TOTAL, BOTH), 0)
    if not whole:
        return words("answer_nobody", month=page.month_end(page.month), who=who)
    if any(count is MASKED for month in months for count in counts[month].values()):
        return words("answer_masked", month=page.month_end(page.month), who=who, population=number(whole))
    largest = max(now, key=lambda age: now[age])
    compared_text = ""
    if compared:
        changes = {age: now[age] - counts[compared].get((age, BOTH), 0) for age in scale.codes}
        gained, lost = max(changes, key=lambda age: changes[age]), min(changes, key=lambda age: changes[age])
        compared_text = words(
            "answer_compared",
            month=page.month_end(compared),
            gained=labels[gained],
            gain=signed(changes[gained]),
            lost=labels[lost],
            loss=signed(changes[lost]),
        )
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who,
        largest=labels[largest],
        count=number(now[largest]),
        share=number(percentage(now[largest], whole), 1),
        compared=compared_text,
    )


def ages_table(page: Page) -> Table:
    """Return the total, every age and the unknown ages, with the compared month beside them."""
    words, compared = page.words, compared_month(page)
    years = int(str(page.own["band"]))
    scale = age_scale(page.publication, years)
    labels = page.labels(scale.seed)
    months = (page.month, compared) if compared else (page.month,)
    counted = ages_by_month(page.publication, page.cells(), years, months)
    ages = [*scale.codes, scale.unknown_code]
    whole = counted[page.month].get((TOTAL, BOTH), 0)

    def row(label: str, age: str) -> tuple[object, ...]:
        now = {sex: counted[page.month].get((age, sex), 0) for sex in (*SEXES, BOTH)}
        cells = (label, now["male"], now["female"], now[BOTH], percentage(now[BOTH], whole))
        if not compared:
            return cells
        before = counted[compared].get((age, BOTH), 0)
        return (*cells, before, now[BOTH] - before)

    columns = [
        Column("age", words("age"), holds=TEXT),
        *(Column(sex, words(sex), words("persons")) for sex in (*SEXES, BOTH)),
        Column("share", words("share"), words("percent"), RATE),
    ]
    if compared:
        heading = words("compared_both", month=page.month_short(compared))
        columns += [
            Column("compared", heading, words("persons")),
            Column("difference", words("difference"), words("persons"), CHANGE),
        ]
    rows = [row(words("total"), TOTAL), *(row(labels[age], age) for age in ages)]
    caption = f"{words('table')}　{page.area_name()}　{page.nationality_name()}　{page.month_end(page.month)}"
    return Table("ages", caption, columns, rows, emphasized=frozenset({0}))
