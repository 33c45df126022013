"""Compare what came back with what was expected: by kind, by shape, by norm.

An expected result is a float, an array, a list of arrays, or a dict from node to gradient.
"""

import math
from typing import Any

import numpy as np

from mlpkit.calls import NodeRef, Opaque, Oversize, Table

MOST_ITEMS = 8  # that a message lists one by one


def is_close(given: Any, expected: Any, tolerance: float) -> bool:
    """Tell whether ‖given − expected‖ ≤ tolerance (1 + ‖expected‖), of the same kind and shape."""
    if kind_problem(given, expected) is not None:
        return False
    if isinstance(expected, list):
        return all(is_close(g, e, tolerance) for g, e in zip(given, expected, strict=True))
    if isinstance(given, float) and isinstance(expected, float) and math.isfinite(expected):
        return abs(given - expected) <= tolerance * (1 + abs(expected))
    return _is_close_array(np.asarray(given), np.asarray(expected), tolerance)


def _is_close_array(given: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    difference = (given - expected).ravel()
    distance, norm = np.dot(difference, difference), np.dot(expected.ravel(), expected.ravel())
    if distance + norm < np.inf:
        return bool(distance <= (tolerance * (1 + norm**0.5)) ** 2)
    finite = np.isfinite(expected)
    if not np.array_equal(given[~finite], expected[~finite], equal_nan=True):
        return False
    # Scaled, so that the norm of an entry of 1e300 does not overflow.
    scale = np.abs(expected[finite]).max(initial=1.0)
    distance = np.linalg.norm(given[finite] / scale - expected[finite] / scale)
    return bool(distance <= tolerance * (1 / scale + np.linalg.norm(expected[finite] / scale)))


def kind_problem(given: Any, expected: Any) -> str | None:
    """Return the mistake that kind and shape alone show, or None.

    A tuple may stand for a list, and a 0-d array for a number.
    """
    if isinstance(given, float) and isinstance(expected, float):
        return None
    if isinstance(expected, list):
        if not isinstance(given, list | tuple):
            return "wrong-type"
        pairs = zip(given, expected, strict=False)
        problems = [problem for g, e in pairs if (problem := kind_problem(g, e))]
        if "wrong-type" in problems:
            return "wrong-type"
        if len(given) != len(expected):
            return "missing-or-repeated"
        return problems[0] if problems else None
    if isinstance(given, Oversize):
        return "wrong-shape"
    if not isinstance(given, float | np.ndarray):
        return "wrong-type"
    return None if np.shape(given) == np.shape(expected) else "wrong-shape"


def is_finite(value: Any) -> bool:
    """Tell whether no entry is NaN or infinite."""
    if isinstance(value, list | tuple):
        return all(map(is_finite, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return bool(np.isfinite(value).all())


def is_repeated(first: Any, again: Any, tolerance: float) -> bool:
    """Tell whether a second call with the same arguments returned the same."""
    if isinstance(first, list | tuple):
        same = isinstance(again, list | tuple) and len(first) == len(again)
        return same and all(is_repeated(f, a, tolerance) for f, a in zip(first, again, strict=True))
    if isinstance(first, Table):
        return isinstance(again, Table) and is_repeated(first.pairs, again.pairs, tolerance)
    if isinstance(first, float | np.ndarray):
        return is_close(again, first, tolerance)
    return type(first) is type(again) and bool(first == again)


def describe_shape(value: Any) -> str:
    """Say what kind of value this is, and its shape."""
    if isinstance(value, float):
        return "a number"
    if isinstance(value, np.ndarray | Oversize):
        return f"an array of shape {value.shape}" if value.shape else "a number"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {_describe_items([*map(describe_shape, value)])}"
    if isinstance(value, Opaque):
        return value.type_name if value.type_name == "None" else f"a {value.type_name}"
    return "a node" if isinstance(value, NodeRef) else "a dict"


def _describe_items(items: list[str]) -> str:
    if len(items) > 1 and len(set(items)) == 1:
        return f"{len(items)} times {items[0]}"
    if len(items) > MOST_ITEMS:
        return f"{len(items)} values"
    return ", ".join(items) or "nothing"
