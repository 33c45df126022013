"""Use a student's function in a lesson, without fear of what it does."""

from collections.abc import Callable
from typing import Any

from mlpkit.calls.isolated import ENDED, STOPPED, run_isolated
from mlpkit.calls.outcome import Call, Raised


def attempt(function: Callable[..., Any], *arguments: Any, seconds: float = 60.0) -> Any:
    """Call a function where it can't hurt, and return what it returns.

    Raises
    ------
    RuntimeError
        with one sentence, where the function raises, ends Python, or is not back in time.
    """
    (outcome,) = run_isolated(function, [Call(arguments)], seconds)
    if outcome.raised is not None:
        raise RuntimeError(_sentence(outcome.raised, seconds))
    return outcome.value


def _sentence(raised: Raised, seconds: float) -> str:
    if raised.kind == STOPPED.kind:
        return f"It had not returned after {seconds:g} s and was stopped."
    if raised == ENDED:
        return "It ended the Python process that ran it."
    where = f" in line {raised.line}" if raised.line else ""
    return f"It raised {raised.kind}{where}."
