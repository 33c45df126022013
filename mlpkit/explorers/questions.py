"""What is asked before a picture moves: a choice, a number, or a place in the picture.

The picture stands at `start` while an explorer asks, and goes to `change` with the answer.
"""

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Question:
    """What all questions have: words, and the states before and after the answer."""

    text: str
    start: str
    change: str


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """Asks for one of a few answers; `answer` is the right one's place."""

    choices: tuple[str, ...]
    answer: int
    because: str
    kind: str = field(default="choice", init=False)


@dataclass(frozen=True)
class NumberQuestion(Question):
    """Asks for a number; one that is `within` so much of the answer is right."""

    answer: float
    within: float
    because: str
    kind: str = field(default="number", init=False)


@dataclass(frozen=True)
class Axis:
    """What runs along an edge of a panel's axes, between two limits, with equal steps."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class PlaceQuestion(Question):
    """Asks for a click in a panel, or for the same place by two sliders.

    Parameters
    ----------
    panel : str
    box : tuple
        Left edge, upper edge, width and height of the panel's axes in pixels.
    axes : (Axis, Axis)
        Across and up.
    answer : (float, float)
        The right place, in the axes' numbers.
    within : float
        How far from it a place may be, in the axes' numbers.
    """

    panel: str
    box: Box
    axes: tuple[Axis, Axis]
    answer: tuple[float, float]
    within: float
    because: str
    kind: str = field(default="place", init=False)
