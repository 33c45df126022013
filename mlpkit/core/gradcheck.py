"""Checks that compare a gradient with finite differences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.arrays import Floats, real_array, require_shape
from mlpkit.core.differences import Slopes, slopes_of, slopes_of_layers
from mlpkit.core.network import MLP

TOLERANCE = 1e-6  # sound gradients usually stay below 1e-9; a wrong one is off by far more


@dataclass(frozen=True)
class GradientCheck:
    """What a gradient check found."""

    passed: bool
    error: float
    """‖given − numerical‖ / max(‖given‖, ‖numerical‖).

    Of gradients so small that f's rounding hides them, no more is asked than differences can
    tell: there ‖rounding‖ / 1e-6 takes the place of the norm.
    """
    worst: tuple[tuple[int, ...], float, float]
    """Where the two differ most: the index, the given value and the numerical one."""
    name: str = "gradient"
    """The array that has this entry, such as dW[1]."""

    def __str__(self) -> str:
        index, given, numerical = self.worst
        return (
            f"{'passed' if self.passed else 'failed'}, off by {self.error:.1e} of the norm: "
            f"{self.name}[{', '.join(map(str, index))}] is {given:.9g} "
            f"where differences say {numerical:.9g}"
        )


def gradcheck(
    f: Callable[[Floats], float],
    grad: Callable[[Floats], ArrayLike] | ArrayLike,
    w: ArrayLike,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare a gradient of f at w with fourth-order differences, by norm.

    Parameters
    ----------
    f
        From an array like w to a number.
    grad
        The gradient at w, or the function that computes it.
    w
        Any shape.
    tolerance
        The largest error that passes.
    """
    w = np.array(real_array("w", w), dtype=np.float64)
    if not w.size:
        raise ValueError(f"w has shape {w.shape}; it should hold at least one number")
    given = real_array("the gradient", grad(w.copy()) if callable(grad) else grad)
    require_shape("the gradient", given, w.shape, ", like w")
    return _compare(["gradient"], [given], [slopes_of(f, w)], tolerance)


def gradcheck_network(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    gradients: tuple[Sequence[ArrayLike], Sequence[ArrayLike]] | None = None,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare a network's gradients with fourth-order differences, by norm.

    Parameters
    ----------
    X : (n, d)
    Y : (n, m)
    gradients
        dW and db; the model's own unless given.
    tolerance
        The largest error that passes.
    """
    X, Y = model.checked(X, Y)
    dW, db = model.gradients(X, Y) if gradients is None else gradients
    by_layer = list(slopes_of_layers(model, X, Y))
    expected = {"dW": [W for W, _ in by_layer], "db": [b for _, b in by_layer if model.bias]}
    names, given, numerical = [], [], []
    for (kind, slopes), arrays in zip(expected.items(), (dW, db), strict=True):
        if len(arrays) != len(slopes):
            raise ValueError(f"{kind} has {len(arrays)} arrays; it should have {len(slopes)}")
        for k, (array, like) in enumerate(zip(arrays, slopes, strict=True)):
            names.append(f"{kind}[{k}]")
            given.append(real_array(names[-1], array))
            require_shape(names[-1], given[-1], like.values.shape)
            numerical.append(like)
    return _compare(names, given, numerical, tolerance)


def _compare(
    names: Sequence[str], given: Sequence[Floats], numerical: Sequence[Slopes], tolerance: float
) -> GradientCheck:
    """Compare by the norm of everything together, and find the worst entry."""
    given = [array.astype(np.float64) for array in given]
    differences = [a - b.values for a, b in zip(given, numerical, strict=True)]
    size = max(
        _norm(given),
        _norm([each.values for each in numerical]),
        _norm([each.rounding for each in numerical]) / TOLERANCE,
    )
    error = _norm(differences) / size if size else 0.0
    # NaN counts as the worst there can be.
    peaks = [np.nan_to_num(np.abs(d), nan=np.inf).max(initial=0) for d in differences]
    k = int(np.argmax(peaks))
    flat = int(np.argmax(np.nan_to_num(np.abs(differences[k]), nan=np.inf)))
    index = tuple(int(i) for i in np.unravel_index(flat, differences[k].shape))
    worst = (index, float(given[k][index]), float(numerical[k].values[index]))
    return GradientCheck(bool(error <= tolerance), error, worst, names[k])


def _norm(arrays: Sequence[Floats]) -> float:
    return float(np.hypot.reduce(np.concatenate([np.ravel(array) for array in arrays])))
