"""Find the mistakes that reproduce a student's values.

The wrong formulas are the reference itself, evaluated with one or two slips switched on, and
with its results transformed as a whole (negated, doubled, transposed …). An explanation holds
only where it reproduces the student's values on every input that was tried.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from mlpkit.checks.answers import Answers
from mlpkit.checks.compare import is_close, kind_problem
from mlpkit.exercises.exercise import Exercise, Results, evaluate
from mlpkit.exercises.formula import Formula, Slip

Names = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A change of the results as a whole; `n` is the number of examples."""

    name: str
    apply: Callable[[Results, int], Results]


def _each(change: Callable[[Any, int], Any]) -> Callable[[Results, int], Results]:
    """Apply a change to each array of the results."""

    def apply(value: Any, n: int) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(apply(item, n) for item in value)
        return change(value, n)

    return apply


CHANGES = [
    Change("sign-flipped", _each(lambda q, n: -q)),
    Change("factor-two", _each(lambda q, n: 2 * q)),
    Change("factor-two", _each(lambda q, n: q / 2)),
    Change("transposed", _each(lambda q, n: np.transpose(q) if np.ndim(q) == 2 else q)),
    Change("wrong-order", lambda results, n: results[::-1]),
    Change("wrong-order", lambda results, n: tuple(_reversed(result) for result in results)),
]
CHANGES_OF_SUMS = [
    Change("sum-for-mean", _each(lambda q, n: q * n)),
    Change("mean-for-sum", _each(lambda q, n: q / n)),
]


def _reversed(result: Any) -> Any:
    return result[::-1] if isinstance(result, list) else result


def explain(answers: Answers) -> list[Names]:
    """Return the explanations that hold, all with the smallest number of names.

    An explanation is one name, or two that are made together or at different results.
    """
    returned = [i for i, results in enumerate(answers.given) if results is not None]
    if not returned:
        return []
    found: list[dict[Names, None]] = [{} for _ in answers.wrong]
    for size in (1, 2):
        for slips in _slip_sets(answers, size):
            _collect(answers, slips, size, returned[0], found)
        for count in range(1, size + 1):
            if explanations := _covers(found, count):
                return explanations
    return []


def _slip_sets(answers: Answers, size: int) -> Iterator[tuple[Slip, ...]]:
    """Yield the sets of at most `size` slips that can be made together, smaller ones first."""
    yield ()
    slips = answers.slips
    for slip in slips:
        yield (slip,)
    if size > 1:
        for one, other in combinations(_made_throughout(slips), 2):
            if one.factor != other.factor:
                yield (one, other)


def _made_throughout(slips: Sequence[Slip]) -> list[Slip]:
    """Leave out the slips that are made at one of several uses: there are too many pairs."""
    return [slip for slip in slips if slip.occurrence is None]


def _collect(
    answers: Answers,
    slips: tuple[Slip, ...],
    size: int,
    first: int,
    found: list[dict[Names, None]],
) -> None:
    """Note, for each wrong result, the names with which these slips explain it.

    Most slips are ruled out by the first input alone.
    """
    start = _evaluate(answers, slips, first)
    if start is None:
        return
    for changes in _change_sets(answers.exercise, size - len(slips)):
        names = tuple(dict.fromkeys([s.name for s in slips] + [c.name for c in changes]))
        changed = _change(answers, start, changes, first)
        fitting = [
            k
            for k, j in enumerate(answers.wrong)
            if names and names not in found[k] and answers.equal(changed, first, j)
        ]
        if not fitting:
            continue
        for i in range(len(answers.inputs)):
            predicted = _change(answers, _evaluate(answers, slips, i), changes, i)
            fitting = [k for k in fitting if answers.equal(predicted, i, answers.wrong[k])]
            if not fitting:
                break
        for k in fitting:
            found[k][names] = None


def _evaluate(answers: Answers, slips: tuple[Slip, ...], i: int) -> Results | None:
    """Evaluate the formula with these slips; None where its shapes then don't fit."""
    try:
        return evaluate(answers.exercise, answers.inputs[i], Formula(*slips))
    except (ValueError, IndexError):
        return None


def _change_sets(exercise: Exercise, size: int) -> Iterator[tuple[Change, ...]]:
    changes = CHANGES + (CHANGES_OF_SUMS if exercise.examples else [])
    for count in range(size + 1):
        yield from combinations(changes, count)


def _change(
    answers: Answers, results: Results | None, changes: tuple[Change, ...], i: int
) -> Results | None:
    if results is None:
        return None
    examples = answers.exercise.examples
    n = examples(*answers.inputs[i]) if examples else 1
    for change in changes:
        results = change.apply(results, n)
    return results


def _covers(found: list[dict[Names, None]], size: int) -> list[Names]:
    """Return the sets of `size` names which explain every wrong result."""
    names = dict.fromkeys(name for explanations in found for each in explanations for name in each)
    return [
        cover
        for cover in combinations(names, size)
        if all(any(set(each) <= set(cover) for each in explanations) for explanations in found)
    ]


def is_reordered(answers: Answers) -> bool:
    """Tell whether every wrong result holds the right entries in another order."""
    return all(
        _is_reordered(given[j], expected[j], answers.exercise.tolerance)
        for given, expected in zip(answers.given, answers.expected, strict=True)
        if given is not None
        for j in answers.wrong
    )


def _is_reordered(given: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, float) or kind_problem(given, expected):
        return False
    return is_close(np.sort(_flat(given)), np.sort(_flat(expected)), tolerance)


def constant_factor(answers: Answers) -> str | None:
    """Return the constant by which every wrong result is too large, or None.

    The constant may be 0, or one over the number of outputs. For a step, it is that by which
    the step is too long.
    """
    outputs, start = answers.exercise.outputs, answers.exercise.start
    pairs = []
    for given, expected, arguments in zip(
        answers.given, answers.expected, answers.inputs, strict=True
    ):
        assert given is not None  # a function that raises is told before
        mean = 1 / outputs(*arguments) if outputs else np.nan
        for j in answers.wrong:
            base = _flat(start(*arguments)[j]) if start else 0.0
            pairs.append((_flat(given[j]) - base, _flat(expected[j]) - base, mean))
    tolerance = answers.exercise.tolerance
    factor = _ratio(*pairs[0][:2])
    if all(is_close(given, factor * expected, tolerance) for given, expected, _ in pairs):
        return f"{factor:.6g}"
    if all(is_close(given, mean * expected, tolerance) for given, expected, mean in pairs):
        return "1/m (m is the number of outputs)"
    return None


def _ratio(given: np.ndarray, expected: np.ndarray) -> float:
    return float(given @ expected / (expected @ expected)) if expected.any() else np.nan


def _flat(value: Any) -> np.ndarray:
    parts = value if isinstance(value, list | tuple) else [value]
    return np.concatenate([np.ravel(part) for part in parts])
