"""Stochastic gradient descent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.arrays import (
    real_array,
    require_generator,
    require_number,
    require_shape,
    require_whole_number,
)
from mlpkit.core.network import MLP


@dataclass(frozen=True)
class Record:
    """How training stands after an epoch, measured on all of X and Y."""

    epoch: int
    """How many epochs have passed."""
    loss: float
    """The training loss."""
    accuracy: float | None
    """The share of examples in the right class; None where Y holds no classes."""
    grad_norms: tuple[float, ...]
    """‖[∂L/∂W | ∂L/∂b]‖ of every layer."""
    stopped: str
    """Why training stopped early; empty where it did not."""


def sgd(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    alpha: float,
    batch_size: int,
    epochs: int,
    rng: np.random.Generator,
) -> Iterator[Record]:
    """Train a model: an epoch steps once on each batch, in an order shuffled anew.

    Parameters
    ----------
    model
        Changed in place while the iterator is read.
    X : (n, d)
    Y : (n, m)
    alpha
        The learning rate.
    batch_size
        Examples a step; the epoch's last batch has what is left.
    epochs
        How often every example is used.
    rng
        Shuffles.

    Returns
    -------
    Iterator[Record]
        One record an epoch. Where the loss is no longer finite, the last one says so.

    Slide: S2
    """
    X, Y = model.checked(X, Y)
    require_number("alpha", alpha)
    require_whole_number("batch_size", batch_size, 1)
    require_whole_number("epochs", epochs, 0)
    require_generator(rng)
    return _records(model, X, Y, alpha, batch_size, epochs, rng)


def one_example_step(model: MLP, x: ArrayLike, y: ArrayLike, alpha: float) -> None:
    """Update the model on a single example: W ← W − α ∇_W L(x, y, W).

    Parameters
    ----------
    x : (d,)
    y : (m,)

    Slide: S2
    """
    x, y = real_array("x", x), real_array("y", y)
    require_shape("x", x, (model.sizes[0],))
    require_shape("y", y, (model.sizes[-1],))
    model.step(x[None], y[None], alpha)


def accuracy(y_hat: ArrayLike, Y: ArrayLike) -> float | None:
    """Return the share of examples whose class ŷ gets right.

    Classes are one column of 0 and 1, or rows with a single 1; for any other Y, and where ŷ
    holds NaN, there is no accuracy, and None is returned.

    Parameters
    ----------
    y_hat, Y : (n, m)
    """
    y_hat, Y = real_array("y_hat", y_hat), real_array("Y", Y)
    if Y.ndim != 2 or not Y.size:
        raise ValueError(f"Y has shape {Y.shape}; it should be (n, m), with at least one number")
    require_shape("y_hat", y_hat, Y.shape, ", like Y")
    if np.isnan(y_hat).any() or not np.all((Y == 0) | (Y == 1)):
        return None
    if Y.shape[1] == 1:
        return np.count_nonzero((y_hat > 0.5) == (Y > 0.5)) / len(Y)
    if not np.all(Y.sum(axis=1) == 1):
        return None
    return np.count_nonzero(y_hat.argmax(axis=1) == Y.argmax(axis=1)) / len(Y)


def _records(
    model: MLP,
    X: NDArray[Any],
    Y: NDArray[Any],
    alpha: float,
    batch_size: int,
    epochs: int,
    rng: np.random.Generator,
) -> Iterator[Record]:
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(X))
        # `take` is several times faster than X[order].
        _train(model, X.take(order, axis=0), Y.take(order, axis=0), alpha, batch_size)
        record = _measure(model, X, Y, epoch)
        yield record
        if record.stopped:
            return


# A step that is too large ends in infinity: that is said once, by the epoch's record.
@np.errstate(all="ignore")
def _train(model: MLP, X: NDArray[Any], Y: NDArray[Any], alpha: float, batch_size: int) -> None:
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        model.step(X[batch], Y[batch], alpha)


@np.errstate(all="ignore")
def _measure(model: MLP, X: NDArray[Any], Y: NDArray[Any], epoch: int) -> Record:
    z, dW, db = model.z_and_gradients(X, Y)
    loss = model.loss_from_z(z, Y)
    y_hat = ACTIVATIONS[model.activations[-1]](z)
    layers = zip(dW, db, strict=True) if model.bias else zip(dW, strict=True)
    norms = tuple(float(np.sqrt(sum(np.vdot(d, d) for d in layer))) for layer in layers)
    stopped = ""
    if not np.isfinite(loss):
        stopped = (
            f"the loss became {loss} in epoch {epoch}: the steps are too large, try a smaller alpha"
        )
    return Record(epoch, loss, accuracy(y_hat, Y), norms, stopped)
