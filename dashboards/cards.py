"""Cards of key figures: value, two neutral comparisons, and the line of two years."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboards.charts.style import MAIN

WIDTH, HEIGHT, MARGIN = 220, 44, 4


@dataclass(frozen=True)
class Card:
    """A key figure as written, its comparisons (against what, difference), its course (None: unknown)."""

    label: str
    value: str
    unit: str
    comparisons: Sequence[tuple[str, str]]
    course: Sequence[float | None]
    course_label: str


def html_cards(cards: Sequence[Card], *, language: str) -> str:
    return f'<div class="cards" lang="{language}">{"".join(map(html_card, cards))}</div>'


def html_card(card: Card) -> str:
    """Return one card: figure with its unit, comparisons, line of two years."""
    comparisons = "".join(
        f"<div><dt>{escape(against)}</dt><dd>{escape(difference)}</dd></div>"
        for against, difference in card.comparisons
    )
    return (
        f'<section class="card"><h3>{escape(card.label)}</h3>'
        f'<p class="value">{escape(card.value)}<span class="unit">{escape(card.unit)}</span></p>'
        f"<dl>{comparisons}</dl>"
        f'<img alt="{escape(card.course_label)}" src="{sparkline(card.course)}"></section>'
    )


def sparkline(course: Sequence[float | None]) -> str:
    """Return a data URI of the line through the known points; zero is drawn where the course crosses it."""
    known = [(position, value) for position, value in enumerate(course) if value is not None]
    if len(known) < 2:
        return data_uri("")
    lowest, highest = min(value for _, value in known), max(value for _, value in known)

    def at(position: float, value: float) -> str:
        x = MARGIN + position / (len(course) - 1) * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - (value - lowest) / ((highest - lowest) or 1) * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f},{y:.1f}"

    line = " ".join(at(*point) for point in known)
    end_x, end_y = at(*known[-1]).split(",")
    zero = f'<polyline points="{at(0, 0)} {at(len(course) - 1, 0)}" stroke="#9AA5B1" stroke-dasharray="3 3"/>'
    return data_uri(
        (zero if lowest < 0 < highest else "")
        + f'<polyline points="{line}" fill="none" stroke="{MAIN}" stroke-width="2" stroke-linejoin="round"/>'
        + f'<circle cx="{end_x}" cy="{end_y}" r="3.5" fill="{MAIN}"/>'
    )


def data_uri(drawing: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{drawing}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
