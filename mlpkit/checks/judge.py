"""Judge what came back from a student's function: the last step of a check.

Plain data goes in (the calls and their outcomes) and a `Verdict` comes out; nothing of the
student's runs here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mlpkit.calls import ENDED, STOPPED, Outcome, Raised
from mlpkit.checks.answers import Answers, read_results
from mlpkit.checks.changes import MEAN_OVER_OUTPUTS, changes_for
from mlpkit.checks.compare import is_repeated
from mlpkit.checks.explain import (
    Names,
    Predictions,
    explain,
    is_part,
    is_reordered,
    ratio,
    scaled,
)
from mlpkit.exercises.exercise import Arguments, Exercise, solve


@dataclass(frozen=True)
class Evidence:
    """What a message can show of a wrong answer; each part may be missing.

    Parameters
    ----------
    result : str
        The name of the first wrong result.
    given, expected
        That result, as it came and as it should be, for the input `arguments`.
    raised : Raised or None
        The student's exception.
    library : str
        The function of mlpkit that was called.
    factor : str
        The constant by which the values are too large.
    detail : str
        A sentence of the exercise's own.
    """

    result: str = ""
    given: Any = None
    expected: Any = None
    arguments: Arguments = ()
    raised: Raised | None = None
    library: str = ""
    factor: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Verdict:
    """The judgement of one function.

    Parameters
    ----------
    mistakes : tuple of str
        Names which together explain the answer; empty where it is right.
    alternatives : tuple of tuples of str
        Other explanations that fit as well.
    right : tuple of str
        The results that are right.
    tried : int
        The number of inputs that were tried.
    """

    mistakes: Names = ()
    alternatives: tuple[Names, ...] = ()
    right: tuple[str, ...] = ()
    tried: int = 0
    evidence: Evidence = field(default_factory=Evidence)


def judge(exercise: Exercise, inputs: Sequence[Arguments], outcomes: Sequence[Outcome]) -> Verdict:
    """Judge the outcomes of an examination: each input once, again, and one on its own."""
    verdict = _judge_conduct(outcomes)
    if verdict is None:
        with np.errstate(all="ignore"):  # a student's inf is no reason to warn
            verdict = _judge_values(exercise, inputs, outcomes[: len(inputs)])
            verdict = _add_side_effects(verdict, exercise, inputs, outcomes)
    return replace(verdict, tried=len(inputs))


def _judge_conduct(outcomes: Sequence[Outcome]) -> Verdict | None:
    """Judge what needs no look at the values."""
    raised = [outcome.raised for outcome in outcomes if outcome.raised is not None]
    library = next((outcome.library for outcome in outcomes if outcome.library), None)
    if len(raised) == len(outcomes) and all(each.unsolved for each in raised):
        return Verdict(("not-solved",))
    if library is not None:
        return Verdict(("uses-the-library",), evidence=Evidence(library=library))
    if outcomes[-1].raised in (STOPPED, ENDED) or (raised and raised[-1].kind == STOPPED.kind):
        return Verdict(("raised",), evidence=Evidence(raised=raised[-1]))
    return None


# --- values -----------------------------------------------------------------------------


def _judge_values(
    exercise: Exercise, inputs: Sequence[Arguments], outcomes: Sequence[Outcome]
) -> Verdict:
    raised = next((outcome.raised for outcome in outcomes if outcome.raised), None)
    if exercise.verify is not None:
        return _verified(exercise, inputs, [each.value for each in outcomes], raised)
    expected, slips = solve(exercise, inputs)
    given = [
        None if each.raised else read_results(exercise, arguments, each.value)
        for each, arguments in zip(outcomes, inputs, strict=True)
    ]
    answers = Answers(exercise, inputs, given, expected, slips)
    return replace(_diagnose(answers, raised), right=answers.right)


def _verified(
    exercise: Exercise, inputs: Sequence[Arguments], values: Sequence[Any], raised: Raised | None
) -> Verdict:
    assert exercise.verify is not None
    if raised is not None:
        return Verdict(("raised",), evidence=Evidence(raised=raised))
    finding = exercise.verify(inputs, values)
    if finding is None:
        return Verdict(right=exercise.results)
    names = (finding.name, finding.another) if finding.another else (finding.name,)
    return Verdict(names, evidence=Evidence(detail=finding.detail))


def _diagnose(answers: Answers, raised: Raised | None) -> Verdict:
    """Name what is wrong, the most telling first."""
    if answers.first("wrong-type") and raised is None:
        return _fault("wrong-type", answers)
    finite = answers.only([i for i, row in enumerate(answers.status) if "not-finite" not in row])
    if finite.wrong and (verdict := _explained_by_formulas(answers)):
        return verdict
    if raised is not None:
        return Verdict(("raised",), evidence=Evidence(raised=raised))
    if answers.first("missing-or-repeated"):
        return _fault("missing-or-repeated", answers)
    if answers.first("wrong-shape"):
        name = "missing-or-repeated" if is_part(answers) else "wrong-shape"
        return Verdict((name,), evidence=_evidence(answers, "wrong-shape"))
    if answers.first("not-finite"):
        return _not_finite(answers, finite)
    if not answers.wrong:
        return Verdict()
    if is_reordered(answers):
        return _fault("wrong-order", answers)
    return _fault("unknown", answers)


def _explained_by_formulas(answers: Answers) -> Verdict | None:
    predictions, changes = Predictions(answers), changes_for(answers.exercise)
    if explanations := explain(predictions, changes):
        return _explained(explanations, answers)
    if answers.doubled:
        return _fault("missing-or-repeated", answers)
    if answers.exercise.outputs:
        explanations = explain(predictions, [MEAN_OVER_OUTPUTS, *changes])
        if explanations:
            return _scaled(explanations[0], "1/m (with m outputs)", answers)
    constant = scaled(predictions, changes)
    return _scaled(constant[0], f"{constant[1]:.6g}", answers) if constant else None


def _scaled(names: Names, factor: str, answers: Answers) -> Verdict:
    return Verdict(names, evidence=replace(_evidence(answers), factor=factor))


def _explained(explanations: list[Names], answers: Answers) -> Verdict:
    evidence = _evidence(answers)
    if explanations[0] == ("scaled",):  # by a formula, so the factor may change with the input
        factor = f"{ratio(evidence.given, evidence.expected):.3g} (on the first input)"
        evidence = replace(evidence, factor=factor)
    return Verdict(explanations[0], tuple(explanations[1:]), evidence=evidence)


def _fault(name: str, answers: Answers) -> Verdict:
    return Verdict((name,), evidence=_evidence(answers, name))


def _not_finite(answers: Answers, finite: Answers) -> Verdict:
    """Name what else is wrong where the values are finite, if it has one name."""
    explanations = (
        explain(Predictions(finite), changes_for(finite.exercise)) if finite.wrong else []
    )
    single: list[Names] = [(*names, "not-finite") for names in explanations if len(names) == 1]
    verdict = _explained(single or [("not-finite",)], answers)
    return replace(verdict, evidence=_evidence(answers, "not-finite"))


def _evidence(answers: Answers, *statuses: str) -> Evidence:
    """Show the first result of one of these statuses, or the first wrong one."""
    place = answers.first(*statuses) if statuses else None
    place = place or answers.first("different", "wrong-shape", "missing-or-repeated", "not-finite")
    assert place is not None
    i, j = place
    given = answers.given[i]
    assert given is not None
    return Evidence(
        answers.exercise.results[j], given[j], answers.expected[i][j], answers.inputs[i]
    )


# --- side effects -----------------------------------------------------------------------

# What a function that keeps something from call to call can bring about by that alone.
CONSEQUENCES = {
    "missing-or-repeated",
    "not-a-violation",
    "not-finite",
    "not-shuffled",
    "raised",
    "unknown",
    "wrong-order",
    "wrong-shape",
    "wrong-type",
}


def _add_side_effects(
    verdict: Verdict,
    exercise: Exercise,
    inputs: Sequence[Arguments],
    outcomes: Sequence[Outcome],
) -> Verdict:
    """Add to what explains the values what else the calls did, up to two names in all."""
    explained = verdict.mistakes
    effects: list[str] = []
    if any(outcome.changed for outcome in outcomes if outcome.raised is None):
        effects.append("changes-its-input")
    if _remembers(exercise, inputs, outcomes):
        at_first = _judge_values(exercise, inputs[:1], outcomes[:1])
        if not at_first.mistakes and CONSEQUENCES.issuperset(explained):
            explained = ()
        if "wrong-type" not in explained:
            effects.append("remembers")
    if not effects:
        return verdict
    if explained == ("unknown",):
        explained = ()  # the side effect is certain, and may be all
    return replace(
        verdict,
        mistakes=(*explained, *effects)[:2],
        alternatives=tuple((*names, *effects)[:2] for names in verdict.alternatives),
        right=(),
    )


def _remembers(
    exercise: Exercise, inputs: Sequence[Arguments], outcomes: Sequence[Outcome]
) -> bool:
    """Tell whether a call gave something else when it was made again."""
    read = exercise.read or (lambda _, value: value)
    again = exercise.again(len(inputs))
    again += again[:1]  # at last in a process of its own
    return any(
        (outcomes[i].raised is None) != (repeated.raised is None)
        or not is_repeated(
            read(inputs[i], outcomes[i].value), read(inputs[i], repeated.value), exercise.tolerance
        )
        for i, repeated in zip(again, outcomes[len(inputs) :], strict=True)
    )
