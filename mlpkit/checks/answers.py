"""A student's results beside the right ones, input by input."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mlpkit.calls import Opaque
from mlpkit.checks.compare import is_close, is_finite, kind_problem
from mlpkit.exercises.exercise import Arguments, Exercise, Results
from mlpkit.exercises.formula import Slip


@dataclass(frozen=True)
class NotSoMany(Opaque):
    """What came in the place of a tuple of several results."""


@dataclass(frozen=True)
class Answers:
    """What a student's function returned for each input, and what is right.

    Parameters
    ----------
    inputs : sequence of arguments
    given : sequence of results, or None where the function raised
    expected : sequence of results
    slips : sequence of slips that can be made in the formula
    """

    exercise: Exercise
    inputs: Sequence[Arguments]
    given: Sequence[Results | None]
    expected: Sequence[Results]
    slips: Sequence[Slip]

    @cached_property
    def status(self) -> list[list[str]]:
        """Say of each input's results: "right", "raised", "different", or what is wrong."""
        return [
            [self._status(i, j) for j in range(len(self.exercise.results))]
            for i in range(len(self.inputs))
        ]

    def _status(self, i: int, j: int) -> str:
        results, expected = self.given[i], self.expected[i][j]
        if results is None:
            return "raised"
        problem = kind_problem(results[j], expected)
        if problem is not None:
            return problem
        if is_close(results[j], expected, self.exercise.tolerance):
            return "right"
        return "not-finite" if is_finite(expected) and not is_finite(results[j]) else "different"

    @cached_property
    def wrong(self) -> list[int]:
        """The places of the results that came back wrong for some input."""
        return [
            j
            for j in range(len(self.exercise.results))
            if any(row[j] not in ("right", "raised") for row in self.status)
        ]

    @cached_property
    def doubled(self) -> bool:
        """Whether a wrong result is a right one once more: two names for one array, say."""
        places = range(len(self.exercise.results))
        return any(self._is_copy(j, i) for j in self.wrong for i in places if i not in self.wrong)

    def _is_copy(self, j: int, i: int) -> bool:
        return all(
            given is not None and is_close(given[j], expected[i], self.exercise.tolerance)
            for given, expected in zip(self.given, self.expected, strict=True)
        )

    @cached_property
    def right(self) -> tuple[str, ...]:
        """The names of the results that are right for every input."""
        return tuple(
            name
            for j, name in enumerate(self.exercise.results)
            if all(row[j] == "right" for row in self.status)
        )

    def first(self, *statuses: str) -> tuple[int, int] | None:
        """Return the input and the place of the first result of this status."""
        places = [
            (j, i)
            for i, row in enumerate(self.status)
            for j, status in enumerate(row)
            if status in statuses
        ]
        return min(places)[::-1] if places else None

    def only(self, keep: Collection[int]) -> "Answers":
        """Return the answers for some of the inputs."""
        return replace(
            self,
            inputs=[self.inputs[i] for i in keep],
            given=[self.given[i] for i in keep],
            expected=[self.expected[i] for i in keep],
        )

    def equal(self, results: Results | None, i: int, j: int) -> bool:
        """Tell whether a wrong formula's results for input i have the student's value at j.

        Where the formula's shapes don't fit, the student's can't have fitted either.
        """
        given, expected = self.given[i], self.expected[i][j]
        if results is None:
            return given is None or kind_problem(given[j], expected) is not None
        if given is None:
            return kind_problem(results[j], expected) is not None
        return is_close(given[j], results[j], self.exercise.tolerance)


def read_results(exercise: Exercise, arguments: Arguments, value: Any) -> Results:
    """Take a returned value apart into the exercise's results.

    A value that is no tuple of as many results stands, as something unknown, for each.
    """
    count = len(exercise.results)
    if count == 1:
        return (exercise.read(arguments, value) if exercise.read else value,)
    if isinstance(value, tuple | list) and len(value) == count:
        return tuple(value)
    many = f"tuple of {len(value)}" if isinstance(value, tuple | list) else "single value"
    return (NotSoMany(many),) * count
