"""Whatever two slips and a constant make of the right results, there is a verdict."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.calls import Outcome, Raised
from mlpkit.checks.changes import changes_for, sizes_of
from mlpkit.checks.examine import draw_inputs
from mlpkit.checks.judge import judge
from mlpkit.checks.messages import compose
from mlpkit.exercises import catalogue
from mlpkit.exercises.exercise import evaluate, solve
from mlpkit.exercises.formula import Formula

FORMULAS = [each for each in catalogue().values() if each.reference and not each.read]


def times(factor, value):
    if isinstance(value, tuple | list):
        return type(value)(times(factor, each) for each in value)
    return factor * value


def outcome(exercise, arguments, slips, changes, factor):
    try:
        results = evaluate(exercise, arguments, Formula(*slips))
        for change in changes:
            results = change.apply(results, sizes_of(exercise, arguments))
    except (ValueError, IndexError):
        return Outcome(None, Raised("ValueError", "shapes"))
    results = times(factor, results)
    return Outcome(results if len(results) > 1 else results[0], None)


@pytest.mark.parametrize("exercise", FORMULAS, ids=lambda exercise: exercise.function)
@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_a_verdict_is_given_and_told_for_any_combination(exercise, data):
    inputs = draw_inputs(exercise)
    _, possible = solve(exercise, inputs)
    slips = data.draw(st.lists(st.sampled_from(possible), max_size=2))
    changes = data.draw(st.lists(st.sampled_from(changes_for(exercise)), max_size=2))
    factor = data.draw(st.sampled_from([1.0, 3.0, -2.0, 0.0, np.nan]))
    outcomes = [outcome(exercise, each, slips, changes, factor) for each in inputs]
    again = exercise.again(len(inputs))
    outcomes += [outcomes[i] for i in again + again[:1]]
    verdict = judge(exercise, inputs, outcomes)
    assert compose(exercise, verdict, 0.0)
