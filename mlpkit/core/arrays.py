"""What is checked where arrays and settings enter: one clear sentence where it fails."""

from math import isfinite
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# float64, or float32 where an activation or a loss is given it.
Floats = NDArray[np.float64]

FLOAT64 = np.dtype(np.float64)
REAL = frozenset("fiub")  # NumPy's kinds: floats, whole numbers, truth values


def real_array(name: str, values: ArrayLike) -> NDArray[Any]:
    """Return the values as an array, which has to hold real numbers."""
    if type(values) is np.ndarray and values.dtype is FLOAT64:
        return values  # what nearly every step brings
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is no array of numbers: {error}") from error
    if array.dtype.kind not in REAL:
        raise ValueError(f"{name} has dtype {array.dtype}; it should hold real numbers")
    return array


def require_shape(name: str, array: NDArray[Any], shape: tuple[int, ...], why: str = "") -> None:
    """Refuse an array of another shape."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; it should be {shape}{why}")


def require_finite(name: str, array: NDArray[Any]) -> None:
    """Refuse NaN and infinity."""
    _refuse(name, array, ~np.isfinite(array), "a finite number")


def require_between(name: str, array: NDArray[Any], low: float, high: float) -> None:
    """Refuse numbers outside of [low, high]; NaN passes, and stays NaN."""
    _refuse(name, array, (array < low) | (array > high), f"between {low:g} and {high:g}")


def require_number(name: str, value: float) -> None:
    """Refuse what is no finite number."""
    try:
        fits = isfinite(value)
    except (TypeError, OverflowError):
        fits = False
    if not fits:
        raise ValueError(f"{name} is {value!r}; it should be a finite number")


def require_whole_number(name: str, value: int, least: int) -> None:
    """Refuse what is no whole number, or too small."""
    try:
        fits = index(value) >= least
    except TypeError:
        fits = False
    if not fits:
        raise ValueError(f"{name} is {value!r}; it should be a whole number, at least {least}")


def require_generator(rng: np.random.Generator) -> None:
    """Refuse what draws no random numbers, a seed for instance."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is {rng!r}; it should be a generator, as of np.random.default_rng")


def _refuse(name: str, array: NDArray[Any], bad: NDArray[np.bool_], rule: str) -> None:
    """Raise where an entry is bad, and say where the first one is."""
    if bad.any():
        first = tuple(np.argwhere(bad)[0].tolist())
        place = f"[{', '.join(map(str, first))}]" if first else ""
        raise ValueError(f"{name}{place} is {array[first]}; it should be {rule}")
