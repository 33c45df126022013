"""The list of all answers, and the two decorators that enter one."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Every name of the curriculum, in its order.
NAMES = (
    "not-solved",
    "uses-the-library",
    "raised",
    "wrong-type",
    "wrong-shape",
    "not-finite",
    "changes-its-input",
    "sign-flipped",
    "factor-two",
    "sum-for-mean",
    "mean-for-sum",
    "scaled",
    "transposed",
    "no-sigmoid-grad",
    "sigmoid-for-sigmoid-grad",
    "sigmoid-grad-of-activation",
    "no-error-term",
    "no-upstream-weights",
    "wrong-layer-input",
    "stale-weights",
    "wrong-grouping",
    "overwrites-shared",
    "bias-ignored",
    "missing-brackets",
    "labels-swapped",
    "no-activation",
    "extra-factor",
    "no-upstream-gradient",
    "wrong-rule",
    "climbs",
    "no-learning-rate",
    "not-symmetric-difference",
    "wrong-order",
    "missing-or-repeated",
    "not-shuffled",
    "not-a-violation",
    "remembers",
    "unknown",
)


@dataclass(frozen=True)
class Answer:
    """A function that a student could hand in.

    Parameters
    ----------
    exercise : str
        The exercise's full name.
    function : callable
    names : tuple of frozenset of str
        Sets of mistakes of which the check names one; empty for a right answer.
    score : float
        The share of the points.
    place : str
        Where the answer stands: file and line.
    """

    exercise: str
    function: Callable[..., Any]
    names: tuple[frozenset[str], ...]
    score: float
    place: str

    def __str__(self) -> str:
        kind = "+".join(sorted(self.names[0])) if self.names else "right"
        return f"{self.exercise.split('/')[1]}-{kind}-{self.place}"


ANSWERS: list[Answer] = []

Decorator = Callable[[Any], Any]


def answers_to(lesson: str) -> tuple[Callable[..., Decorator], Callable[..., Decorator]]:
    """Return the decorators `right` and `wrong` for the exercises of a lesson."""

    def right(exercise: str) -> Decorator:
        return _enter(f"{lesson}/{exercise}", (), 1.0)

    def wrong(exercise: str, *names: str, score: float = 0.0) -> Decorator:
        """Enter a wrong answer; several names that fit as well, two combined as "one + other"."""
        sets = tuple(frozenset(each.split(" + ")) for each in names)
        unheard = frozenset().union(*sets) - set(NAMES)
        if unheard or not sets:
            raise ValueError(f"the curriculum has no mistake named {sorted(unheard)}")
        return _enter(f"{lesson}/{exercise}", sets, score)

    return right, wrong


def _enter(exercise: str, names: tuple[frozenset[str], ...], score: float) -> Decorator:
    def enter(answer: Any) -> Any:
        function = answer() if inspect.isclass(answer) else answer
        caller = sys._getframe(1)
        place = f"{Path(caller.f_code.co_filename).stem}:{caller.f_lineno}"
        ANSWERS.append(Answer(exercise, function, names, score, place))
        return answer

    return enter
