"""Examine a student's function: draw the inputs, call it, judge what came back."""

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from mlpkit.calls import Call, Outcome, run_isolated
from mlpkit.checks.judge import Verdict, judge
from mlpkit.checks.messages import compose
from mlpkit.checks.report import Report
from mlpkit.exercises import Exercise, catalogue

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
    calls = draw_calls(chosen, seed)
    return report_on(chosen, calls, run_isolated(function, calls, chosen.seconds))


def draw_calls(exercise: Exercise, seed: int = 0) -> list[Call]:
    """Draw the calls of an examination: each input once, then all of them again."""
    rng = np.random.default_rng([seed, crc32(exercise.name.encode())])
    calls = [
        Call(arguments, exercise.take(*arguments) if exercise.take else 0)
        for arguments in exercise.draw(rng)
    ]
    return 2 * calls


def report_on(exercise: Exercise, calls: Sequence[Call], outcomes: Sequence[Outcome]) -> Report:
    """Report on what the calls of an examination did."""
    return _report(exercise, judge(exercise, calls, outcomes))


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
