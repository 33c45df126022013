"""The loss as a landscape over a plane in the space of a network's parameters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.network import MLP

Floats = NDArray[np.float64]


def loss_surface(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    p: Sequence[ArrayLike],
    q: Sequence[ArrayLike],
    s: ArrayLike,
    t: ArrayLike,
) -> Floats:
    """Compute the loss at W + s p + t q for every s and t; the model stays as it is.

    Slide: S5
    """
    s, t = np.asarray(s, dtype=np.float64), np.asarray(t, dtype=np.float64)
    other, start = model.copy(), model.W
    surface = np.empty((len(t), len(s)))
    for row, b in enumerate(t):
        for column, a in enumerate(s):
            other.W = [
                W + a * np.asarray(P) + b * np.asarray(Q)
                for W, P, Q in zip(start, p, q, strict=True)
            ]
            surface[row, column] = other.loss(X, Y)
    return surface
