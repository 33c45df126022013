"""What a student reads: the mistake, the evidence, and one question that leads on.

A message never holds the answer's formula. It says "looks like", because a student's code is
judged by its values alone.
"""

from typing import Any

import numpy as np

from mlpkit.calls import STOPPED
from mlpkit.checks.answers import NotSoMany
from mlpkit.checks.compare import describe_shape
from mlpkit.checks.judge import Evidence, Verdict
from mlpkit.checks.phrases import PHRASES
from mlpkit.exercises import Exercise


def compose(exercise: Exercise, verdict: Verdict, score: float) -> str:
    """Write the message for a verdict."""
    points = f"{score * exercise.points:.3g} of {_count(exercise.points, 'point')}"
    if not verdict.mistakes:
        return f"{exercise.function}: right. {points}."
    if verdict.mistakes == ("not-solved",):
        return f"{exercise.function}: not solved yet. {points}."
    lines = [
        f"{exercise.function}: not right yet. {points}.",
        *_partly_right(exercise, verdict),
        *_looks_like(exercise, verdict),
        *_evidence(exercise, verdict),
        f"Question: {_question(exercise, verdict)}",
    ]
    return "\n".join(lines)


def _partly_right(exercise: Exercise, verdict: Verdict) -> list[str]:
    wrong = [name for name in exercise.results if name not in verdict.right]
    if not (verdict.right and wrong):
        return []
    verb = "is" if len(verdict.right) == 1 else "are"
    return [f"{_join(verdict.right)} {verb} right, {_join(wrong)} not."]


def _looks_like(exercise: Exercise, verdict: Verdict) -> list[str]:
    if verdict.evidence.raised is not None:
        return [f"It {verdict.evidence.raised.told(exercise.seconds)}"]
    if verdict.mistakes == ("unknown",):
        return ["None of the usual mistakes gives these values (unknown)."]
    lines = [f"This looks like {_name(verdict.mistakes)}."]
    if verdict.alternatives:
        others = "; or like ".join(map(_name, verdict.alternatives))
        lines.append(f"It could as well be {others}: the values fit both.")
    return lines


def _question(exercise: Exercise, verdict: Verdict) -> str:
    name, raised = verdict.mistakes[0], verdict.evidence.raised
    if raised is None:
        return exercise.questions.get(name, PHRASES[name].question)
    if raised.kind == STOPPED.kind:
        return "what should end the loop in that line, and does it come about?"
    if raised.kind == "IndexError":
        return "how many entries has the array or list in that line? Print it for one example."
    if raised.kind == "ValueError":
        return "which shapes do the arrays in that line have? Print them for one small example."
    return PHRASES["raised"].question


def _name(mistakes: tuple[str, ...]) -> str:
    return ", and ".join(f"{PHRASES[name].mistake} ({name})" for name in mistakes)


def _evidence(exercise: Exercise, verdict: Verdict) -> list[str]:
    evidence = verdict.evidence
    if evidence.library:
        return [f"It called {evidence.library} of mlpkit."]
    if evidence.detail:
        return [evidence.detail]
    if not evidence.result:
        return []
    lines = [_shapes(exercise, evidence)]
    if evidence.factor:
        what = "step" if exercise.start else "value"
        also = ", beside the rest" if len(verdict.mistakes) > 1 else ""
        lines.append(f"The {what} is {evidence.factor} times the right one{also}.")
    elif verdict.mistakes == ("unknown",):
        lines.append(_worst_entry(exercise, evidence))
    elif "not-finite" in verdict.mistakes:
        lines.append(f"It holds NaN or infinity {_input(exercise, evidence.arguments)}.")
    elif not {"wrong-type", "wrong-shape", "missing-or-repeated"} & set(verdict.mistakes):
        lines.append(f"It explains your values on all {verdict.tried} inputs that were tried.")
    return lines


def _shapes(exercise: Exercise, evidence: Evidence) -> str:
    wanted, came = _describe(exercise, evidence.expected), _describe(exercise, evidence.given)
    if isinstance(evidence.given, NotSoMany):
        names = _join(exercise.results)
        return f"{len(exercise.results)} results belong there, {names}; what came is {came}."
    if wanted == came:
        return f"{evidence.result} is {came}, as it should be."
    return f"{evidence.result} should be {wanted}; yours is {came}."


def _describe(exercise: Exercise, value: Any) -> str:
    if exercise.read and isinstance(value, list):
        return f"a dict of {_count(len(value), 'node')}"
    return describe_shape(value)


def _worst_entry(exercise: Exercise, evidence: Evidence) -> str:
    given, expected, place = evidence.given, evidence.expected, evidence.result
    if isinstance(expected, list):
        distances = [
            np.linalg.norm(np.subtract(g, e)) for g, e in zip(given, expected, strict=True)
        ]
        layer = int(np.argmax(distances))
        given, expected, place = given[layer], expected[layer], f"{place}[{layer}]"
        if exercise.read:
            (graph,) = evidence.arguments
            place = f"the gradient at a node of op {graph.ops[layer]!r}"
    index = np.unravel_index(np.argmax(np.abs(np.subtract(given, expected))), np.shape(expected))
    entry = f"[{', '.join(map(str, index))}]" if index else ""
    yours, right = np.asarray(given)[index] + 0.0, np.asarray(expected)[index] + 0.0  # no -0
    digits = next((d for d in (6, 9, 12) if f"{yours:.{d}g}" != f"{right:.{d}g}"), 16)
    return (
        f"The worst entry, {place}{entry}, is {yours:.{digits}g} "
        f"and should be {right:.{digits}g} ({_input(exercise, evidence.arguments)})."
    )


def _input(exercise: Exercise, arguments: tuple[Any, ...]) -> str:
    """Say which input it was, by the shapes of its arrays."""
    named = zip(exercise.arguments, arguments, strict=False)
    shapes = [f"{name} {each.shape}" for name, each in named if isinstance(each, np.ndarray)]
    return f"for {', '.join(shapes)}" if shapes else "for the first input where it is wrong"


def _count(number: float, noun: str) -> str:
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


def _join(names: tuple[str, ...] | list[str]) -> str:
    *start, last = names
    return f"{', '.join(start)} and {last}" if start else last
