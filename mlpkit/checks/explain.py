"""Find the mistakes that reproduce a student's values.

The wrong formulas are the reference itself, evaluated with one or two slips switched on, and
with its results changed as a whole (negated, doubled, transposed …). An explanation holds only
where it reproduces the student's values on every input that was tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Any

import numpy as np

from mlpkit.checks.answers import Answers
from mlpkit.checks.changes import Change, sizes_of
from mlpkit.checks.compare import is_close, kind_problem
from mlpkit.exercises.exercise import Results, evaluate
from mlpkit.exercises.formula import Formula, Slip

Names = tuple[str, ...]

MOST_SLIPS_IN_PAIRS = 70  # of more, only those that are made throughout, to answer at once


@dataclass(frozen=True)
class WrongFormula:
    """The reference with some slips made in it, and some changes made to its results."""

    slips: tuple[Slip, ...]
    changes: tuple[Change, ...]

    @cached_property
    def names(self) -> Names:
        """The names of the mistakes, each once."""
        names = [slip.name for slip in self.slips] + [change.name for change in self.changes]
        return tuple(dict.fromkeys(names))


def explain(predictions: "Predictions", changes: Sequence[Change]) -> list[Names]:
    """Return the explanations that hold, all with the smallest number of names.

    An explanation is one name, or two that are made together or at different results. Where a
    wrong result is a right one once more, that says more than two names would.
    """
    answers = predictions.answers
    found: list[dict[Names, None]] = [{} for _ in answers.wrong]
    for size in (1,) if answers.doubled else (1, 2):
        for formula in _wrong_formulas(answers.slips, changes, size):
            if answers.doubled and "wrong-order" in formula.names:
                continue
            for result, explanations in zip(answers.wrong, found, strict=True):
                if formula.names not in explanations and predictions.hold(formula, result):
                    explanations[formula.names] = None
        for count in range(1, size + 1):
            if covers := _covers(found, count):
                return covers
    return []


class Predictions:
    """What wrong formulas give for a student's inputs."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.evaluate = cache(self._evaluate)
        self.hold = cache(self._hold)
        self.inert: set[tuple[Slip, int]] = set()
        self.first = next((i for i, each in enumerate(answers.given) if each is not None), 0)
        # From the cheapest input that shows a mistake: it rules out most formulas.
        self.order = sorted(range(len(answers.inputs)), key=self._cost)

    def _cost(self, i: int) -> tuple[bool, int]:
        shows_nothing = not {"different", "not-finite"} & set(self.answers.status[i])
        return shows_nothing, sum(map(_size, self.answers.expected[i]))

    def _hold(self, formula: WrongFormula, result: int) -> bool:
        """Tell whether the formula gives the student's values of one result on every input."""
        return (
            all(self.answers.equal(self.predict(formula, i), i, result) for i in self.order)
            and self.predict(formula, self.first) is not None
        )

    def predict(self, formula: WrongFormula, i: int) -> Results | None:
        """Return the formula's results for an input; None where its shapes don't fit."""
        results = self.evaluate(formula.slips, i)
        return results and self._change(results, formula, i)

    def _change(self, results: Results, formula: WrongFormula, i: int) -> Results:
        if formula.changes:
            sizes = sizes_of(self.answers.exercise, self.answers.inputs[i])
            for change in formula.changes:
                results = change.apply(results, sizes)
        return results

    def factor(self, formula: WrongFormula) -> float | None:
        """Return the constant by which the student's values are the formula's, if there is one.

        For a step, it is that by which the step is too long.
        """
        answers, factor = self.answers, None
        for i in self.order:
            results, given = self.predict(formula, i), answers.given[i]
            start = answers.exercise.start and self._change(
                answers.exercise.start(*answers.inputs[i]), formula, i
            )
            for j in answers.wrong:
                if (
                    not results
                    or not given
                    or kind_problem(given[j], results[j])
                    or (start and kind_problem(results[j], start[j]))
                ):
                    if not answers.equal(results, i, j):
                        return None
                    continue
                base = _flat(start[j]) if start else 0.0
                came, made = _flat(given[j]) - base, _flat(results[j]) - base
                if factor is None and made.any():
                    factor = ratio(came, made)
                if not is_close(came, (factor or 0.0) * made, answers.exercise.tolerance):
                    return None
        return factor

    def _evaluate(self, slips: tuple[Slip, ...], i: int) -> Results | None:
        acting = tuple(slip for slip in slips if (slip, i) not in self.inert)
        if acting != slips:
            return self.evaluate(acting, i)
        formula = Formula(*slips)
        try:
            results = evaluate(self.answers.exercise, self.answers.inputs[i], formula)
        except (ArithmeticError, ValueError, IndexError):
            return None
        if len(slips) == 1 and not formula.has_slipped:  # the factor does not occur here
            self.inert.add((slips[0], i))
        return results


def _wrong_formulas(
    slips: Sequence[Slip], changes: Sequence[Change], size: int
) -> Iterator[WrongFormula]:
    """Yield the formulas that need so many slips and changes, fewer slips first."""
    for together in combinations(changes, size):
        yield WrongFormula((), together)
    for slip in slips:
        for together in combinations(changes, size - 1):
            yield WrongFormula((slip,), together)
    if size == 2:
        if len(slips) > MOST_SLIPS_IN_PAIRS:
            slips = [slip for slip in slips if slip.occurrence is None]
        for one, other in combinations(slips, 2):
            if one.factor != other.factor or _are_apart(one, other):
                yield WrongFormula((one, other), ())


def _are_apart(one: Slip, other: Slip) -> bool:
    """Tell whether two slips at one factor are made at different uses of it."""
    return one.occurrence != other.occurrence and None not in (one.occurrence, other.occurrence)


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


def is_part(answers: Answers) -> bool:
    """Tell whether every wrong result holds right rows alone, too few or too many of them."""
    return all(
        status == "right" or _is_part(g, e, answers.exercise.tolerance)
        for given, expected, row in zip(
            answers.given, answers.expected, answers.status, strict=True
        )
        for g, e, status in zip(given or (), expected, row, strict=False)
    )


def _is_part(given: Any, expected: Any, tolerance: float) -> bool:
    if not (isinstance(given, np.ndarray) and np.ndim(given) == np.ndim(expected) > 0):
        return False
    return all(any(is_close(g, e, tolerance) for e in expected) for g in given.astype(float))


def scaled(predictions: "Predictions", changes: Sequence[Change]) -> tuple[Names, float] | None:
    """Return what gives the student's values but for one constant, and the constant.

    Beside the constant, which may be 0, one other thing may be wrong, or nothing.
    """
    formulas = _wrong_formulas(predictions.answers.slips, changes, 1)
    for formula in (WrongFormula((), ()), *formulas):
        factor = predictions.factor(formula)
        if factor is not None and np.isclose(factor, 1, rtol=1e-3):
            return None  # some digits are wrong, but by no factor that one would write
        if factor is not None and not (formula.names and _has_two_names(factor)):
            return (*formula.names, "scaled"), factor
    return None


def _has_two_names(factor: float) -> bool:
    """Tell whether a constant is itself a flipped sign and a factor two."""
    return bool(np.isclose(factor, (-2.0, -0.5)).any())


def ratio(given: Any, expected: Any) -> float:
    """Return by which factor a result is too large, in the sense of least squares."""
    g, e = _flat(given), _flat(expected)
    return float(g @ e / (e @ e)) if e.any() else np.nan


def _size(value: Any) -> int:
    return sum(map(_size, value)) if isinstance(value, list) else np.size(value)


def _flat(value: Any) -> np.ndarray:
    parts = value if isinstance(value, list | tuple) else [value]
    return np.concatenate([np.ravel(part) for part in parts])
