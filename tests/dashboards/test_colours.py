"""What is drawn is seen by everybody: contrast on white, between neighbours, and of letters."""

from itertools import pairwise

import pytest

from dashboards.charts.style import (
    AGE_GROUP_COLOURS,
    AGE_GROUP_INKS,
    BORDER,
    CAUSE_COLOURS,
    DELAY_COLOURS,
    GAIN_COLOURS,
    INK,
    LESS_COLOUR,
    LEVEL_COLOURS,
    LOSS_COLOURS,
    MAIN,
    MASK,
    MORE_COLOUR,
    NEITHER_COLOUR,
    NET_COLOUR,
    PICKED,
    QUIET_INK,
    SEX_COLOURS,
    STAY_COLOURS,
)

WHITE = "#FFFFFF"
DRAWN = [
    MAIN,
    NET_COLOUR,
    *SEX_COLOURS.values(),
    *CAUSE_COLOURS.values(),
    *AGE_GROUP_COLOURS,
    *DELAY_COLOURS,
    BORDER,
    MASK,
    PICKED,
    *STAY_COLOURS,
]
WRITTEN = [
    (INK, WHITE),
    (QUIET_INK, WHITE),
    *zip(AGE_GROUP_INKS, AGE_GROUP_COLOURS, strict=True),
    *((INK, ground) for ground in (LESS_COLOUR, NEITHER_COLOUR, MORE_COLOUR)),
]


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", DRAWN)
def test_shapes_stand_out_on_white(colour: str) -> None:
    assert contrast(colour, WHITE) >= 3


@pytest.mark.parametrize(("ink", "ground"), WRITTEN)
def test_letters_are_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_neighbouring_age_groups_differ_in_grey() -> None:
    assert all(contrast(lower, upper) >= 1.8 for lower, upper in pairwise(AGE_GROUP_COLOURS))


def test_classes_of_a_map_differ_in_grey() -> None:
    """On both sides of 0 the larger change is the darker."""
    assert all(contrast(lower, higher) >= 1.4 for lower, higher in pairwise(LEVEL_COLOURS))
    assert all(contrast(*side) >= 1.8 for side in (LOSS_COLOURS, GAIN_COLOURS))
