"""What an exercise is: data and short functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mlpkit.calls import Seed, Waves
from mlpkit.exercises.formula import Formula, Slip

Arguments = tuple[Any, ...]
Results = tuple[Any, ...]


@dataclass(frozen=True)
class Finding:
    """A mistake that was found by looking at the values, what shows it, and another one."""

    name: str
    detail: str = ""
    another: str = ""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One function that a student writes.

    Parameters
    ----------
    name : str
        The full name, such as "06-backpropagation/two_layer_backprop".
    slides : tuple of str
    points : float
    statement : str
        What the function computes, in one sentence.
    arguments : tuple of str
        The names of the arguments, in order.
    results : tuple of str
        The names of what is returned; each right one gets its share of the points.
    draw : rng -> list of arguments
        Inputs that tell the mistakes apart.
    reference : formula, *arguments -> results, or None
        The right answer, written with a `Formula`.
    verify : inputs, values -> Finding or None, or None
        Where many answers are right, judges what came back for all inputs.
    examples : *arguments -> n, or None
        The number of examples, where a factor n can be lost or gained.
    outputs : *arguments -> m, or None
        The number of outputs, where a mean over them is a likely mistake.
    read : arguments, value -> value, or None
        Brings the only result's value into the form that the reference returns.
    start : *arguments -> results, or None
        Where a step is asked for: what it starts from, so that a step of the wrong length shows.
    take : *arguments -> int, or None
        How many items to take at most, where the function returns an iterator.
    tolerance : float
        a is right where ‖a − b‖ ≤ tolerance (1 + ‖b‖).
    questions : mapping from a mistake's name to a question
        Where the usual question for the mistake doesn't fit.
    seconds : float
        The time that all calls together may take.
    repeated : int or None
        Up to which input they are tried a second time; None for all of them.
    announcement : str
        What a student reads first, where the check takes longer than a moment.
    """

    name: str
    slides: tuple[str, ...]
    points: float
    statement: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    draw: Callable[[np.random.Generator], list[Arguments]]
    reference: Callable[..., Any] | None = None
    verify: Callable[[Sequence[Arguments], Sequence[Any]], Finding | None] | None = None
    examples: Callable[..., int] | None = None
    outputs: Callable[..., int] | None = None
    start: Callable[..., Results] | None = None
    read: Callable[[Arguments, Any], Any] | None = None
    take: Callable[..., int] | None = None
    tolerance: float = 1e-9
    questions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0
    repeated: int | None = None
    announcement: str = ""

    def again(self, tried: int) -> list[int]:
        """Return which of the tried inputs come again, in the other order."""
        return list(reversed(range(tried)[: self.repeated]))

    @property
    def lesson(self) -> str:
        """The lesson's folder."""
        return self.name.split("/")[0]

    @property
    def function(self) -> str:
        """The name of the student's function."""
        return self.name.split("/")[1]


def solve(exercise: Exercise, inputs: Sequence[Arguments]) -> tuple[list[Results], list[Slip]]:
    """Return the right results for each input, and the slips that can be made on the way."""
    expected: list[Results] = []
    slips: dict[Slip, None] = {}
    often_used: set[str] = set()
    for arguments in inputs:
        formula = Formula()
        expected.append(evaluate(exercise, arguments, formula))
        slips |= dict.fromkeys(formula.possible_slips())
        often_used |= formula.often_used()
    return expected, [
        slip for slip in slips if slip.occurrence in (None, -1) or slip.factor not in often_used
    ]


def evaluate(exercise: Exercise, arguments: Arguments, formula: Formula) -> Results:
    """Evaluate the reference with this formula's slips, as plain data.

    Raises
    ------
    ValueError, IndexError
        where the shapes don't fit with these slips.
    """
    assert exercise.reference is not None
    built = [each.build() if isinstance(each, Seed | Waves) else each for each in arguments]
    with np.errstate(all="ignore"):
        results = plain(exercise.reference(formula, *built))
    return results if len(exercise.results) > 1 else (results,)


def plain(value: Any) -> Any:
    """Return the value with floats for numbers and float64 for arrays."""
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    return np.asarray(value, dtype=float) if np.ndim(value) else float(value)
