"""A multilayer perceptron: the networks of S1 and S7, and any other depth and width."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from os import PathLike
from typing import Any, Literal, Self, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.inplace import ACTIVATIONS, Floats
from mlpkit.core.workspace import Workspace

LOSSES = ("squared_error", "binary_cross_entropy", "softmax_cross_entropy")
REDUCTIONS = ("mean", "sum")


class Parameters(list[Floats]):
    """A network's W or b: a list of views; assigning an entry copies into the network."""

    def __init__(self, name: str, views: Iterable[Floats]) -> None:
        super().__init__(views)
        self.name = name

    def __setitem__(self, index: SupportsIndex | slice, value: Any) -> None:
        if isinstance(index, slice):
            layers = range(len(self))[index]
            values = list(value)
            if len(values) != len(layers):
                raise ValueError(f"{self.name} has {len(layers)} entries there, not {len(values)}")
            # All are checked before the first is written: a bad one leaves the network as it was.
            checked = [self._checked(k, v) for k, v in zip(layers, values, strict=True)]
            for k, array in zip(layers, checked, strict=True):
                self[k][...] = array
        else:
            k = range(len(self))[index]
            self[k][...] = self._checked(k, value)

    def _checked(self, k: int, value: ArrayLike) -> Floats:
        array = np.asarray(value, dtype=np.float64)
        if array.shape != self[k].shape:
            raise ValueError(
                f"{self.name}[{k}] has shape {array.shape}; it should be {self[k].shape}"
            )
        return array

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(map(np.array, self)),)


class MLP:
    """A network of layers v^[l] = σ(W^[l] v^[l−1] + b^[l]), with a loss and its gradients.

    The two networks of the slides::

        S1 = MLP([2, 3, 1], ["sigmoid", "identity"], loss="squared_error", bias=False)
        S7 = MLP([64, 32, 16, 1])

    Parameters
    ----------
    sizes
        Widths from the input to the output, such as [2, 8, 1].
    activations
        "sigmoid", "tanh", "relu", "identity" or "softmax": one name for every layer, or a
        list of one per layer.
    loss
        "squared_error", "binary_cross_entropy" or "softmax_cross_entropy". The last takes
        the network's output as z unless its last activation is "softmax".
    bias
        Whether layers have a b.
    reduction
        "mean" over the examples, as in S3, or their "sum", as in S8.
    rng
        Draws the first weights, from a normal distribution with standard deviation
        1/√(width below); each b starts at 0. Without one, `np.random.default_rng(0)`: the
        same weights every time.

    Raises
    ------
    ValueError
        For sizes, names or data that don't fit, with what came and what belongs there.
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
        self.sizes = _checked_sizes(sizes)
        self.activations = _checked_activations(activations, len(self.sizes) - 1)
        self.loss_name = _one_of("loss", loss, LOSSES)
        self.bias = bool(bias)
        self.reduction = _one_of("reduction", reduction, REDUCTIONS)

        # One flat vector holds every layer's matrix [W | b], and another their gradients.
        shapes = [(k, below + self.bias) for below, k in pairwise(self.sizes)]
        total = sum(rows * columns for rows, columns in shapes)
        self._parameters, self._gradient = np.zeros(total), np.zeros(total)
        self._A, self._dA = _views(self._parameters, shapes), _views(self._gradient, shapes)
        self._workspaces: dict[int, Workspace] = {}

        rng = np.random.default_rng(0) if rng is None else rng
        for W in self.W:
            W[...] = rng.standard_normal(W.shape) / np.sqrt(W.shape[1])

    @property
    def W(self) -> Parameters:
        """The weights: W[l] has shape (width, width below). A change in them is a change here."""
        return Parameters("W", self._weights_of(self._A))

    @W.setter
    def W(self, values: Sequence[ArrayLike]) -> None:
        self.W[:] = values

    @property
    def b(self) -> Parameters:
        """The biases: b[l] has shape (width,); no entries without bias."""
        return Parameters("b", self._biases_of(self._A))

    @b.setter
    def b(self, values: Sequence[ArrayLike]) -> None:
        self.b[:] = values

    def forward(self, X: ArrayLike) -> Floats:
        """Compute the network's output ŷ for every example.

        Parameters
        ----------
        X : (n, d), one example a row

        Returns
        -------
        (n, m)

        Slide: S7
        """
        workspace = self._loaded(X, reuse=False)
        workspace.forward()
        return np.ascontiguousarray(workspace.y_hat)

    def loss(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Compute the loss over the examples: L(W) = (1/n) Σ L(x, y, W), or without the 1/n.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)

        Slide: S3
        """
        workspace = self._loaded(X, reuse=False)
        Y = self._checked_y(Y, workspace)
        _require_finite("Y", Y)
        return workspace.loss(Y) * self._scale(len(Y))

    def gradients(self, X: ArrayLike, Y: ArrayLike) -> tuple[list[Floats], list[Floats]]:
        """Compute the loss's gradients by backpropagation.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)

        Returns
        -------
        dW, db
            Lists of new arrays with the shapes of W and b.

        Slide: S17
        """
        self._backpropagate(X, Y, 1.0)
        return (
            [dW.copy() for dW in self._weights_of(self._dA)],
            [db.copy() for db in self._biases_of(self._dA)],
        )

    def step(self, X: ArrayLike, Y: ArrayLike, alpha: float) -> None:
        """Update every weight and bias once: W ← W − α ∂L/∂W, b ← b − α ∂L/∂b.

        Parameters
        ----------
        X : (n, d)
        Y : (n, m)
        alpha
            The learning rate.

        Slide: S9
        """
        # Gradients are linear in the error that goes back, and the error is the smallest array
        # that α can be multiplied in.
        self._backpropagate(X, Y, alpha)
        np.subtract(self._parameters, self._gradient, self._parameters)

    def copy(self) -> Self:
        """Return a network with the same settings and its own copy of the parameters."""
        other = type(self)(self.sizes, self.activations, self.loss_name, self.bias, self.reduction)
        other._parameters[:] = self._parameters
        return other

    def save(self, path: str | PathLike[str]) -> None:
        """Write settings and parameters to an .npz file."""
        with open(path, "wb") as file:
            np.savez(
                file,
                parameters=self._parameters,
                sizes=self.sizes,
                activations=self.activations,
                loss=self.loss_name,
                bias=self.bias,
                reduction=self.reduction,
            )

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a network that `save` wrote."""
        with np.load(path) as stored:
            model = cls(
                stored["sizes"].tolist(),
                stored["activations"].tolist(),
                str(stored["loss"]),
                bool(stored["bias"]),
                str(stored["reduction"]),
            )
            model._parameters[:] = stored["parameters"]
        return model

    def _weights_of(self, matrices: list[Floats]) -> list[Floats]:
        return [A[:, :below] for A, below in zip(matrices, self.sizes, strict=False)]

    def _biases_of(self, matrices: list[Floats]) -> list[Floats]:
        return [A[:, -1] for A in matrices] if self.bias else []

    def _scale(self, n: int) -> float:
        return 1 / n if self.reduction == "mean" else 1.0

    def _backpropagate(self, X: ArrayLike, Y: ArrayLike, factor: float) -> None:
        """Leave factor · ∂L/∂parameters in `_gradient`."""
        workspace = self._loaded(X, reuse=True)
        Y = self._checked_y(Y, workspace)
        error = workspace.error(Y, factor * self._scale(len(Y)))
        if not np.vdot(error, error) < np.inf:
            _require_finite("Y", Y)
        workspace.backward()

    def _loaded(self, X: ArrayLike, reuse: bool) -> Workspace:
        """Return a workspace for this batch's size that holds its examples."""
        X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or not X.shape[0]:
            n = X.shape[0] if X.ndim == 2 and X.shape[0] else "n"
            raise ValueError(
                f"X has shape {X.shape}; it should be ({n}, {self.sizes[0]}): "
                "one example a row, at least one"
            )
        _require_numbers("X", X)
        workspace = self._workspace(len(X), reuse)
        workspace.X[...] = X
        # One product finds nearly every NaN or ∞ without a mask of the batch's size.
        if not np.vdot(workspace.rows, workspace.rows) < np.inf:
            _require_finite("X", X)
        return workspace

    def _checked_y(self, Y: ArrayLike, workspace: Workspace) -> Floats:
        Y = np.asarray(Y)
        if Y.shape != workspace.y_hat.shape:
            raise ValueError(f"Y has shape {Y.shape}; it should be {workspace.y_hat.shape}")
        _require_numbers("Y", Y)
        return Y

    def _workspace(self, n: int, reuse: bool) -> Workspace:
        workspace = self._workspaces.get(n)
        if workspace is None:
            workspace = Workspace(
                self._A, self._dA, self.sizes, self.activations, self.loss_name, self.bias, n
            )
            if reuse:
                # Training needs two sizes: the batch, and the smaller one at the epoch's end.
                if len(self._workspaces) == 2:
                    self._workspaces.clear()
                self._workspaces[n] = workspace
        return workspace


def _views(flat: Floats, shapes: list[tuple[int, int]]) -> list[Floats]:
    """Cut a flat vector into matrices that share its memory."""
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    return [part.reshape(s) for part, s in zip(np.split(flat, ends[:-1]), shapes, strict=True)]


def _one_of(what: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{what} is {value!r}; it should be one of {', '.join(allowed)}")
    return value


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    widths = tuple(int(k) for k in sizes)
    if (
        len(widths) < 2
        or min(widths) < 1
        or any(k != w for k, w in zip(sizes, widths, strict=True))
    ):
        raise ValueError(
            f"sizes is {list(sizes)}; it should be whole numbers from 1 on, at least two: "
            "the widths from the input to the output"
        )
    return widths


def _checked_activations(activations: str | Sequence[str], layers: int) -> tuple[str, ...]:
    names = (activations,) * layers if isinstance(activations, str) else tuple(activations)
    if len(names) != layers:
        raise ValueError(f"activations has {len(names)} names; there are {layers} layers")
    return tuple(_one_of("activation", name, tuple(ACTIVATIONS)) for name in names)


def _require_numbers(name: str, array: NDArray[Any]) -> None:
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} has dtype {array.dtype}; it should hold real numbers")


def _require_finite(name: str, array: NDArray[Any]) -> None:
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        index = tuple(int(i) for i in bad[0])
        raise ValueError(
            f"{name}[{', '.join(map(str, index))}] is {array[index]}, not a finite number"
        )
