"""Use a student's function in a lesson, without fear of what it does."""

from collections.abc import Callable
from typing import Any

from mlpkit.calls.isolated import run_isolated
from mlpkit.calls.outcome import Call


def attempt(function: Callable[..., Any], *arguments: Any, seconds: float = 60.0) -> Any:
    """Call a function where it can't hurt, and return what it returns.

    Raises
    ------
    RuntimeError
        with one sentence, where the function raises, ends Python, or is not back in time.
    """
    (outcome,) = run_isolated(function, [Call(arguments)], seconds)
    if outcome.raised is not None:
        raise RuntimeError(f"It {outcome.raised.told(seconds)}")
    return outcome.value
