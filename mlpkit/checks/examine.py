"""Examine a student's function: draw the inputs, call it, judge what came back."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np

from mlpkit.calls import Call, run_isolated
from mlpkit.checks.judge import Verdict, judge
from mlpkit.checks.messages import compose
from mlpkit.checks.report import Report
from mlpkit.exercises import Exercise, catalogue
from mlpkit.exercises.exercise import Arguments

# With these, values that are right do not make the answer right.
WITHOUT_CREDIT = {"uses-the-library", "changes-its-input", "remembers", "not-solved"}


def examine(exercise: str, function: Callable[..., Any], seed: int = 0) -> Report:
    """Examine a function as the answer to an exercise.

    Parameters
    ----------
    exercise : str
        The full name, such as "06-backpropagation/two_layer_backprop".
    function : callable
        The student's function. Whatever it does ends with the call: it runs in a process of
        its own, where the system can fork, and is stopped when its time is up.
    seed : int
        Draws other inputs.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        for a name that is no exercise's.
    """
    if exercise not in catalogue():
        names = ", ".join(catalogue())
        raise ValueError(f"there is no exercise {exercise!r}; the exercises are {names}")
    chosen = catalogue()[exercise]
    if not callable(function):
        verdict = Verdict(("wrong-type",))
        return _report(chosen, verdict)
    inputs = draw_inputs(chosen, seed)
    calls = calls_for(chosen, inputs)
    outcomes = run_isolated(function, calls, chosen.seconds)
    if len(outcomes) == len(calls):  # once more, where no call went before
        outcomes += run_isolated(function, calls[len(inputs) :][:1], chosen.seconds)
    return _report(chosen, judge(chosen, inputs, outcomes))


def draw_inputs(exercise: Exercise, seed: int = 0) -> list[Arguments]:
    """Draw the inputs of an examination, the first at the end once more with other numbers.

    So a function that keeps its results by the shapes of its arguments is found out.
    """
    rng = np.random.default_rng([seed, crc32(exercise.name.encode())])
    inputs = exercise.draw(rng)
    if exercise.reference is not None and exercise.repeated is None:
        inputs.append(exercise.draw(rng)[0])
    return inputs


def calls_for(exercise: Exercise, inputs: list[Arguments]) -> list[Call]:
    """Return the calls of an examination: each input once, then again in the other order."""
    calls = [Call(each, exercise.take(*each) if exercise.take else 0) for each in inputs]
    return calls + [calls[i] for i in exercise.again(len(calls))]


def _report(exercise: Exercise, verdict: Verdict) -> Report:
    credit = WITHOUT_CREDIT.isdisjoint(verdict.mistakes)
    score = len(verdict.right) / len(exercise.results) if credit else 0.0
    return Report(
        exercise.name,
        not verdict.mistakes,
        verdict.mistakes,
        verdict.alternatives,
        score,
        compose(exercise, verdict, score),
    )
