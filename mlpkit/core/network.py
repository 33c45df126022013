"""A multilayer perceptron: the networks of S1 and S7, and any other depth and width."""

import copy
from collections.abc import Iterable, Sequence
from operator import index
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self
from zipfile import BadZipFile, is_zipfile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.arrays import (
    Floats,
    real_array,
    require_between,
    require_finite,
    require_generator,
    require_number,
    require_shape,
)
from mlpkit.core.large_batch import LargeBatch
from mlpkit.core.losses import LOSSES
from mlpkit.core.parameters import Layers, Parameters
from mlpkit.core.small_batch import SmallBatch
from mlpkit.core.workspace import Workspace

# Training comes with three sizes: a batch, the smaller last one of an epoch, and all examples.
WORKSPACES = 3


class MLP:
    """A network of layers v^[l] = σ(W^[l] v^[l−1] + b^[l]), with a loss and its gradients.

    The two networks of the slides::

        S1 = MLP([2, 3, 1], ["sigmoid", "identity"], "squared_error", bias=False)
        S7 = MLP([64, 32, 16, 1])

    Parameters
    ----------
    sizes
        Widths from the input to the output, such as [2, 8, 1].
    activations
        "sigmoid", "tanh", "relu", "identity" or "softmax": one name for every layer, or a
        list with one for each.
    loss
        "squared_error", "binary_cross_entropy" or "softmax_cross_entropy". The last reads
        the output as z unless the last activation is "softmax".
    bias
        Whether layers have a b.
    reduction
        "mean" over the examples, as in S3, or their "sum", as in S8.
    rng
        Draws the first weights: normally distributed, with standard deviation
        1/√(inputs of the layer). Each b starts at 0. Without an rng it is
        `np.random.default_rng(0)`, so the weights are the same every time.

    Raises
    ------
    ValueError
        Here and in every method, for what doesn't fit: it says what came and what should.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: str | Sequence[str] = "sigmoid",
        loss: str = "binary_cross_entropy",
        bias: bool = True,
        reduction: Literal["mean", "sum"] = "mean",
        rng: np.random.Generator | None = None,
    ) -> None:
        self.sizes = _widths(sizes)
        self.activations = _names(activations, len(self.sizes) - 1)
        self.loss_name = _one_of("loss", loss, LOSSES)
        self.bias = bool(bias)
        self.reduction = _one_of("reduction", reduction, ("mean", "sum"))

        self._parameters, self._gradient = (Layers(self.sizes, self.bias) for _ in range(2))
        self._workspaces: dict[tuple[tuple[int, ...], ...], Workspace] = {}

        rng = np.random.default_rng(0) if rng is None else rng
        require_generator(rng)
        for W in self.W:
            W[...] = rng.standard_normal(W.shape) / np.sqrt(W.shape[1])

    @property
    def W(self) -> "Parameters":
        """The weights: W[l] has shape (width, width below). To change it changes the network."""
        return Parameters("W", self._parameters.W)

    @W.setter
    def W(self, values: Sequence[ArrayLike]) -> None:
        self.W[:] = values

    @property
    def b(self) -> "Parameters":
        """The biases: b[l] has shape (width,). Without biases there is no entry."""
        return Parameters("b", self._parameters.b)

    @b.setter
    def b(self, values: Sequence[ArrayLike]) -> None:
        self.b[:] = values

    def forward(self, X: ArrayLike) -> Floats:
        """Compute the output ŷ for every example.

        Parameters
        ----------
        X : (n, d), an example a row

        Returns
        -------
        (n, m)

        Slide: S7
        """
        _, v = self.layers(X)
        return v[-1]

    def layers(self, X: ArrayLike) -> tuple[list[Floats], list[Floats]]:
        """Compute every layer's z and v for every example.

        Parameters
        ----------
        X : (n, d)

        Returns
        -------
        z, v
            Lists of (n, width), from the first layer to the last; v[-1] is ŷ.

        Slide: S7
        """
        X = self._examples(X)
        require_finite("X", X)
        return self.layers_above(0, X)

    def layers_above(self, first: int, v: NDArray[Any]) -> tuple[list[Floats], list[Floats]]:
        """Compute z and v of the layers from `first` on, from the v below them."""
        z_list, v_list = [], []
        for layer in range(first, len(self.activations)):
            z = v.dot(self._parameters.W[layer].T)
            if self.bias:
                z += self._parameters.b[layer]
            v = ACTIVATIONS[self.activations[layer]](z)
            z_list.append(z)
            v_list.append(v)
        return z_list, v_list

    def loss(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Compute the loss over the examples: L(W) = (1/n) Σ L(x, y, W), or without 1/n.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)

        Slide: S3
        """
        X, Y = self.checked(X, Y)
        z, _ = self.layers_above(0, X)
        return self.loss_from_z(z[-1], Y)

    def loss_from_z(self, z: Floats, Y: NDArray[Any]) -> float:
        """Compute the loss over the examples from the last layer's z, (n, m) like Y."""
        return float(np.sum(self.loss_terms(z, Y))) * self._scale(len(Y))

    def loss_terms(self, z: Floats, Y: NDArray[Any]) -> Floats:
        """Compute each example's and output's share of the loss, from the last layer's z.

        Parameters
        ----------
        z, Y : (n, m)

        Returns
        -------
        (n, m), which adds up to n times the mean loss.
        """
        loss, activation = LOSSES[self.loss_name], self.activations[-1]
        if activation in loss.from_z:
            return loss.from_z[activation].terms(z, Y)
        return loss.from_y_hat.terms(ACTIVATIONS[activation](z), Y)

    def gradients(self, X: ArrayLike, Y: ArrayLike) -> tuple[list[Floats], list[Floats]]:
        """Compute the loss's gradients by backpropagation.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)

        Returns
        -------
        dW, db
            Lists of new arrays like W and b.

        Slide: S17
        """
        self._backpropagate(*self.checked(X, Y))
        return [dW.copy() for dW in self._gradient.W], [db.copy() for db in self._gradient.b]

    def z_and_gradients(
        self, X: NDArray[Any], Y: NDArray[Any]
    ) -> tuple[Floats, list[Floats], list[Floats]]:
        """Compute the last layer's z, (n, m), and the gradients, for what `checked` returned.

        The gradients stand in the network's own arrays until the next time.
        """
        workspace, X = self._backpropagate(X, Y)
        return workspace.last_z(X), self._gradient.W, self._gradient.b

    def step(self, X: ArrayLike, Y: ArrayLike, alpha: float) -> None:
        """Update all weights and biases once: W ← W − α ∂L/∂W, b ← b − α ∂L/∂b.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)
        alpha
            The learning rate.

        Of what can be wrong with Y, whether it holds probabilities is left to `loss` and
        `gradients`: to look would take a fifth of a small network's step.

        Slide: S9
        """
        require_number("alpha", alpha)
        X, Y = real_array("X", X), real_array("Y", Y)
        # Shapes for which there is a workspace are known to fit.
        workspace = self._workspaces.get((X.shape, Y.shape)) or self._new_workspace(X, Y)
        X = workspace.forward(X)
        # What goes down is linear in the error that it starts from, and nothing that α could
        # be multiplied into is smaller.
        workspace.start(Y, alpha)
        workspace.descend(X)

    def checked(self, X: ArrayLike, Y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return examples and targets as arrays.

        Raises
        ------
        ValueError
            Where the loss isn't defined for them.
        """
        X = self._examples(X)
        Y = self._targets(Y, len(X))
        require_finite("X", X)
        require_finite("Y", Y)
        if self.loss_name == "binary_cross_entropy":
            require_between("Y", Y, 0, 1)
        return X, Y

    def copy(self) -> Self:
        """Return a network of its own with the same settings and parameters."""
        return copy.copy(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write settings and parameters to an .npz file."""
        with Path(path).open("wb") as file:
            np.savez(file, allow_pickle=False, **self.__getstate__())

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a network that `save` wrote."""
        model = cls.__new__(cls)
        with Path(path).open("rb") as file:
            if not is_zipfile(file):
                raise ValueError(f"{path} holds no network: it is no .npz file")
            file.seek(0)
            try:
                stored = np.load(file)
                model.__setstate__({name: stored[name].tolist() for name in STATE})
            except (AttributeError, BadZipFile, KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path} holds no network: {error}") from error
        return model

    def __getstate__(self) -> dict[str, Any]:
        return {
            "sizes": self.sizes,
            "activations": self.activations,
            "loss": self.loss_name,
            "bias": self.bias,
            "reduction": self.reduction,
            "parameters": self._parameters.vector,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        settings = dict(state)
        vector = np.asarray(settings.pop("parameters"))
        MLP.__init__(self, **settings)
        self._parameters.vector = vector

    def __repr__(self) -> str:
        return (
            f"MLP({list(self.sizes)}, {list(self.activations)}, {self.loss_name!r}, "
            f"bias={self.bias}, reduction={self.reduction!r})"
        )

    def _scale(self, n: int) -> float:
        return 1 / n if self.reduction == "mean" else 1.0

    def _backpropagate(self, X: NDArray[Any], Y: NDArray[Any]) -> tuple[Workspace, NDArray[Any]]:
        """Compute the gradients; return who did it, and X as it was wanted."""
        workspace = self._workspaces.get((X.shape, Y.shape)) or self._new_workspace(X, Y)
        X = workspace.forward(X)
        workspace.start(Y, 1.0)
        workspace.backward(X)
        return workspace, X

    def _new_workspace(self, X: NDArray[Any], Y: NDArray[Any]) -> Workspace:
        n = len(self._examples(X))
        self._targets(Y, n)
        if len(self._workspaces) == WORKSPACES:
            self._workspaces.clear()
        kind = LargeBatch if LargeBatch.suits(self.sizes, n) else SmallBatch
        settings = (self.sizes, self.activations, self.loss_name, n, self._scale(n))
        workspace = kind(self._parameters, self._gradient, *settings)
        self._workspaces[X.shape, Y.shape] = workspace
        return workspace

    def _examples(self, X: ArrayLike) -> NDArray[Any]:
        X = real_array("X", X)
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or X.shape[0] == 0:
            n = X.shape[0] if X.ndim == 2 and X.shape[0] else "n"
            raise ValueError(
                f"X has shape {X.shape}; it should be ({n}, {self.sizes[0]}): "
                "an example a row, and at least one"
            )
        return X

    def _targets(self, Y: ArrayLike, n: int) -> NDArray[Any]:
        Y = real_array("Y", Y)
        require_shape("Y", Y, (n, self.sizes[-1]))
        return Y


STATE = ("sizes", "activations", "loss", "bias", "reduction", "parameters")


def _one_of(what: str, value: str, allowed: Iterable[str]) -> str:
    if value not in (names := tuple(allowed)):
        raise ValueError(f"{what} is {value!r}; it should be one of: {', '.join(names)}")
    return str(value)


def _widths(sizes: Sequence[int]) -> tuple[int, ...]:
    try:
        widths = tuple(index(k) for k in sizes)
    except TypeError:
        widths = ()
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(
            f"sizes is {sizes!r}; it should be the widths from the input to the output: "
            "two whole numbers or more, each at least 1"
        )
    return widths


def _names(activations: str | Sequence[str], layers: int) -> tuple[str, ...]:
    one_for_all = isinstance(activations, str) or not isinstance(activations, Iterable)
    names: tuple[Any, ...] = (activations,) * layers if one_for_all else tuple(activations)
    if len(names) != layers:
        raise ValueError(f"activations has {len(names)} names; there are {layers} layers")
    return tuple(_one_of("an activation", name, ACTIVATIONS) for name in names)
