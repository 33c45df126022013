"""Stochastic gradient descent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.network import MLP, QUIET


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
    X, Y = np.asarray(X), np.asarray(Y)
    model.loss(X, Y)  # names whatever is wrong with X or Y before the first epoch
    if batch_size < 1 or epochs < 0:
        raise ValueError(
            f"batch_size is {batch_size} and epochs {epochs}; "
            "they should be at least 1 and at least 0"
        )
    if not np.isfinite(alpha):
        raise ValueError(f"alpha is {alpha}; it should be a finite number")
    return _epochs(model, X, Y, alpha, batch_size, epochs, rng)


def one_example_step(model: MLP, x: ArrayLike, y: ArrayLike, alpha: float) -> None:
    """Update the model on a single example: W ← W − α ∇_W L(x, y, W).

    Parameters
    ----------
    x : (d,)
    y : (m,)

    Slide: S2
    """
    model.step(np.asarray(x)[None], np.asarray(y)[None], alpha)


def accuracy(y_hat: NDArray[Any], Y: NDArray[Any]) -> float | None:
    """Return the share of examples whose class ŷ gets right.

    Classes are one column of 0 and 1, or rows with a single 1; for any other Y
    there is no accuracy, and None is returned.
    """
    if not np.all((Y == 0) | (Y == 1)):
        return None
    if Y.shape[1] == 1:
        return float(np.mean((y_hat > 0.5) == (Y > 0.5)))
    if not np.all(Y.sum(axis=1) == 1):
        return None
    return float(np.mean(y_hat.argmax(axis=1) == Y.argmax(axis=1)))


def _epochs(
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
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            model.step(X[batch], Y[batch], alpha)
        record = _record(model, X, Y, epoch)
        yield record
        if record.stopped:
            return


@QUIET
def _record(model: MLP, X: NDArray[Any], Y: NDArray[Any], epoch: int) -> Record:
    loss = model.loss(X, Y)
    dW, db = model.gradients(X, Y)
    squares = [np.vdot(d, d) for d in dW]
    for layer, d in enumerate(db):
        squares[layer] += np.vdot(d, d)
    diverged = (
        ""
        if np.isfinite(loss)
        else (
            f"the loss became {loss} in epoch {epoch}: the steps are too large, try a smaller alpha"
        )
    )
    return Record(
        epoch,
        loss,
        accuracy(model.forward(X), Y),
        tuple(float(np.sqrt(s)) for s in squares),
        diverged,
    )
