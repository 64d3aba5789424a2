"""Classes of a map: every value is in the class whose printed limits hold it, and in no other."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.choropleth import class_colours
from dashboards.charts.style import ABOUT_ZERO
from dashboards.classes import CLASSES, Classes, changes, levels

DIGITS = st.integers(0, 2)
VALUES = st.lists(st.floats(-1000, 1000), max_size=60)


def holds(classes: Classes, position: int, value: float) -> bool:
    """Whether the printed limits of a class hold the value as it is printed."""
    lowest, highest = classes.ends(position)
    printed = round(value, classes.digits)
    return (lowest is None or printed >= lowest) and (highest is None or printed <= highest)


@given(VALUES, DIGITS)
def test_every_value_is_in_one_class_by_its_printed_limits(values: list[float], digits: int) -> None:
    for classes in (levels(values, digits), changes(values, digits)):
        assert 1 <= classes.count <= CLASSES
        for value in values:
            held = [place for place in range(classes.count) if holds(classes, place, value)]
            assert held == [classes.position(value)]


@given(VALUES, DIGITS)
def test_every_class_of_a_level_has_a_value(values: list[float], digits: int) -> None:
    classes = levels(values, digits)
    assert not values or {classes.position(value) for value in values} == set(range(classes.count))


@given(st.lists(st.integers(0, 10_000), min_size=CLASSES, max_size=60, unique=True))
def test_classes_of_different_values_are_of_one_size(values: list[int]) -> None:
    sizes = Counter(levels([float(value) for value in values], 0).position(value) for value in values)
    assert max(sizes.values()) - min(sizes.values()) <= 1 and len(sizes) == CLASSES


@given(VALUES, DIGITS)
def test_changes_are_cut_alike_on_both_sides_of_zero(values: list[float], digits: int) -> None:
    classes = changes(values, digits)
    assert classes.position(0) == classes.neutral
    for value in values:
        assert classes.position(value) + classes.position(-value) == classes.count - 1
    colours = class_colours(classes)
    assert len(colours) == len(set(colours)) == classes.count
    assert colours[classes.position(0)] == ABOUT_ZERO


def test_the_breaks_of_a_level_are_quintiles() -> None:
    assert levels([float(value) for value in range(1, 11)], 0).breaks == (3, 5, 7, 9)
    assert levels([7.0] * 9, 0).breaks == ()
    assert levels([], 1).breaks == ()
