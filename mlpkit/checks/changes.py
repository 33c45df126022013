"""Changes of the results as a whole: negated, doubled, transposed, summed for averaged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mlpkit.exercises.exercise import Arguments, Exercise, Results


class Sizes(NamedTuple):
    """The number n of examples and m of outputs in one input; 1 where there are none."""

    n: int
    m: int


@dataclass(frozen=True)
class Change:
    """A change of all results, with the name of the mistake that makes it."""

    name: str
    apply: Callable[[Results, Sizes], Results]


def changes_for(exercise: Exercise) -> list[Change]:
    """Return the changes that make sense for an exercise."""
    return CHANGES + (CHANGES_OF_SUMS if exercise.examples else [])


def sizes_of(exercise: Exercise, arguments: Arguments) -> Sizes:
    """Count the examples and the outputs of an input."""
    n = exercise.examples(*arguments) if exercise.examples else 1
    m = exercise.outputs(*arguments) if exercise.outputs else 1
    return Sizes(n, m)


def _each(change: Callable[[Any, Sizes], Any]) -> Callable[[Results, Sizes], Results]:
    """Apply a change to each array of the results."""

    def apply(value: Any, sizes: Sizes) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(apply(item, sizes) for item in value)
        return change(value, sizes)

    return apply


def _reversed_lists(results: Results, _: Sizes) -> Results:
    return tuple(result[::-1] if isinstance(result, list) else result for result in results)


CHANGES = [
    Change("sign-flipped", _each(lambda q, _: -q)),
    Change("factor-two", _each(lambda q, _: 2 * q)),
    Change("factor-two", _each(lambda q, _: q / 2)),
    Change("transposed", _each(lambda q, _: q.T if np.ndim(q) > 1 else q)),
    Change("wrong-order", lambda results, _: results[::-1]),
    Change("wrong-order", _reversed_lists),
]
CHANGES_OF_SUMS = [
    Change("sum-for-mean", _each(lambda q, sizes: q * sizes.n)),
    Change("mean-for-sum", _each(lambda q, sizes: q / sizes.n)),
]
MEAN_OVER_OUTPUTS = Change("scaled", _each(lambda q, sizes: q / sizes.m))
