"""Networks and examples of every kind, and an oracle for their gradients that shares no code."""

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from mlpkit.core import MLP

# The same examples every time, without a clock, and few enough to be quick.
quick = settings(max_examples=40, deadline=None, derandomize=True)

ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity", "softmax")
# The last activations that a loss can be taken of: its logarithms need probabilities.
LAST = {
    "squared_error": ACTIVATIONS,
    "binary_cross_entropy": ("sigmoid", "softmax"),
    "softmax_cross_entropy": ACTIVATIONS,
}


@dataclass(frozen=True)
class Case:
    """A network and examples for it."""

    model: MLP
    X: np.ndarray
    Y: np.ndarray


def case(sizes, activations, loss, bias=True, reduction="mean", n=3, seed=0):
    """Draw weights, biases and examples."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, activations, loss, bias, reduction, rng)
    model.b = [rng.standard_normal(b.shape) for b in model.b]
    Y = rng.standard_normal((n, sizes[-1]))
    if loss != "squared_error":
        Y = rng.random(Y.shape)
    return Case(model, rng.standard_normal((n, sizes[0])), Y)


@st.composite
def cases(draw, activations=ACTIVATIONS):
    """Draw any network with any examples."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    loss = draw(st.sampled_from(sorted(LAST)))
    last = [name for name in LAST[loss] if name in activations]
    if loss == "binary_cross_entropy" and sizes[-1] == 1 and "softmax" in last:
        last.remove("softmax")  # of one output it is 1 for certain, which costs ∞
    names = [draw(st.sampled_from(activations)) for _ in sizes[2:]]
    return case(
        sizes,
        [*names, draw(st.sampled_from(last))],
        loss,
        draw(st.booleans()),
        draw(st.sampled_from(("mean", "sum"))),
        draw(st.integers(1, 6)),
        draw(st.integers(0, 2**32 - 1)),
    )


def flat(W, b):
    """Write weights and biases, or their gradients, as one vector."""
    return np.concatenate([np.ravel(array) for array in (*W, *b)])


def loss_of_parameters(model, X, Y):
    """Return the model's loss as a function of `flat(model.W, model.b)`."""
    twin = model.copy()

    def loss(w):
        twin.W, twin.b = unflattened(w, model)
        return twin.loss(X, Y)

    return loss


def unflattened(w, model):
    """Cut a vector into lists like a model's W and b."""
    arrays = [*model.W, *model.b]
    parts = np.split(w, np.cumsum([array.size for array in arrays])[:-1])
    shaped = [part.reshape(array.shape) for part, array in zip(parts, arrays, strict=True)]
    return shaped[: len(model.W)], shaped[len(model.W) :]


def complex_step_gradient(model, X, Y, h=1e-30):
    """Differentiate the loss by Im f(w + ih)/h, which has no rounding error of its own.

    Forward pass and loss are written out here once more, from the slides.
    """
    w = flat(model.W, model.b).astype(np.complex128)
    gradient = np.empty(len(w))
    for k in range(len(w)):
        w[k] += 1j * h
        gradient[k] = _complex_loss(model, *unflattened(w, model), X, Y).imag / h
        w[k] -= 1j * h
    return gradient


def _complex_loss(model, W, b, X, Y):
    v = X.astype(np.complex128)
    for layer, name in enumerate(model.activations):
        z = v @ W[layer].T + (b[layer] if model.bias else 0)
        v = _COMPLEX[name](z)
    if model.loss_name == "squared_error":
        loss = np.sum((v - Y) ** 2)
    elif model.loss_name == "binary_cross_entropy":
        loss = -np.sum(Y * np.log(v) + (1 - Y) * np.log(1 - v))
    else:
        probabilities = v if model.activations[-1] == "softmax" else _softmax(v)
        loss = -np.sum(Y * np.log(probabilities))
    return loss / len(X) if model.reduction == "mean" else loss


def _softmax(z):
    e = np.exp(z - z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


_COMPLEX = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "identity": lambda z: z,
    "softmax": _softmax,
}
