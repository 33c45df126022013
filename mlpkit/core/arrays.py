"""Arrays of numbers, and what is checked where they enter: one clear sentence where it fails."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# float64, or float32 where an activation or a loss is given it.
Floats = NDArray[np.float64]

REAL = frozenset("fiub")  # NumPy's kinds: floats, whole numbers, truth values


def real_array(name: str, values: ArrayLike) -> NDArray[Any]:
    """Return the values as an array, which has to hold real numbers."""
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


def _refuse(name: str, array: NDArray[Any], bad: NDArray[np.bool_], rule: str) -> None:
    """Raise where an entry is bad, and say where the first one is."""
    if bad.any():
        index = tuple(np.argwhere(bad)[0].tolist())
        place = f"[{', '.join(map(str, index))}]" if index else ""
        raise ValueError(f"{name}{place} is {array[index]}; it should be {rule}")
