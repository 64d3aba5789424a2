"""The legend of a map as text: every class with its printed limits, how many areas it has, and the signs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from dashboards.charts.choropleth import MASKED_CLASS, class_colours
from dashboards.charts.style import BORDER, MASK, MASK_GROUND, NOBODY
from dashboards.classes import Classes
from dashboards.wording import Wording

Written = Callable[[float | None], str]
"""How a figure is printed, without its unit."""
HATCHED = f"repeating-linear-gradient(135deg,{MASK_GROUND} 0 3px,{MASK} 3px 6px)"


@dataclass(frozen=True)
class Entry:
    """A line of the legend: its colour as CSS, what it means, how many areas it has."""

    colour: str
    text: str
    count: int


def entries(
    positions: Sequence[int | None],
    classes: Classes,
    written: Written,
    words: Wording,
    *,
    white: str = "class_none",
) -> list[Entry]:
    """Return the classes from the highest down, then masked areas and white ones, if any.

    Without an area that has a class there are none. `white` is what a page says of areas without one.
    """
    colours = class_colours(classes)
    masked, nothing = positions.count(MASKED_CLASS), positions.count(None)
    has_classes = masked + nothing < len(positions)
    found = [
        Entry(colours[position], class_text(classes, position, written, words), positions.count(position))
        for position in reversed(range(classes.count if has_classes else 0))
    ]
    if masked:
        found.append(Entry(HATCHED, words("class_masked"), masked))
    if nothing:
        found.append(Entry(NOBODY, words(white), nothing))
    return found


def class_text(classes: Classes, position: int, written: Written, words: Wording) -> str:
    """Return the printed limits of a class; it is called by its number from the lowest."""
    lowest, highest = classes.ends(position)
    if lowest is None or highest is None:
        key = "class_all" if lowest == highest else "class_first" if lowest is None else "class_last"
    else:
        key = "class_range" if lowest < highest else "class_single"
    ends = {"lowest": written(lowest), "highest": written(highest)}
    return words("class_entry", number=position + 1, range=words(key, **ends))


def html_legend(found: Sequence[Entry], *, title: str, words: Wording) -> str:
    """Return the legend as a list that is read aloud and printed."""
    lines = "".join(
        f'<li><span class="swatch" style="background:{entry.colour};border-color:{BORDER}"></span>'
        f'<span class="range">{escape(entry.text)}</span>'
        f'<span class="areas">{escape(words("class_count", count=entry.count))}</span></li>'
        for entry in found
    )
    return (
        f'<section class="classes" lang="{words.language}"><h3>{escape(title)}</h3><ul>{lines}</ul></section>'
    )
