"""A student's own two_layer_backprop: called where it can't hurt, and its answer read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpkit.calls import Call, Opaque, Outcome, Oversize, run_isolated

Array = NDArray[np.float64]
Student = Callable[[Array, Array, Array, Array], Any]

GRADIENTS = ("∇W1", "∇W2")
SECONDS = 2.0


@dataclass(frozen=True)
class Answer:
    """What a student's function made of one example.

    Parameters
    ----------
    gradients : mapping from name to array
        ∇W1 and ∇W2; empty where there is a problem.
    problem : str
        Why there are none, in one sentence; or empty.
    """

    gradients: dict[str, Array]
    problem: str = ""


def ask(function: Student, *arguments: Array) -> Answer:
    """Call a student's function with W1, W2, x and y; whatever it does, the answer says so."""
    (outcome,) = run_isolated(function, [Call(arguments)], SECONDS)
    problem = _failure(outcome) or _misfit(outcome.value)
    if problem:
        return Answer({}, problem)
    return Answer({n: g.astype(float) for n, g in zip(GRADIENTS, outcome.value, strict=True)})


def _failure(outcome: Outcome) -> str:
    if outcome.raised is not None:
        return f"Your function {outcome.raised.told(SECONDS)}"
    return "Your function changes an argument in place." if outcome.changed else ""


def _misfit(value: Any) -> str:
    """Say what is wrong with the form of a returned value, if anything."""
    if not isinstance(value, Sequence) or len(value) != len(GRADIENTS):
        returned = f"{len(value)} values" if isinstance(value, Sequence) else _type(value)
        return f"Your function returned {returned}: it has to return two, ∇W1 and ∇W2."
    for name, gradient in zip(GRADIENTS, value, strict=True):
        if not isinstance(gradient, np.ndarray):
            return f"Your {name} is {_type(gradient)}: it has to be a NumPy array."
    return ""


def _type(value: Any) -> str:
    match value:
        case Opaque(type_name=name):
            return name if name == "None" or " " in name else f"of type {name}"
        case Oversize(shape=shape):
            return f"an array of shape {shape}, far too large"
        case np.ndarray():
            return "one array"
        case float():
            return "a number"
    return f"a {type(value).__name__}"
