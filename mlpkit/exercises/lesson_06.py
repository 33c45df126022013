"""Lesson 06: backpropagation (S14, S17)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from mlpkit.exercises.exercise import Arguments, Exercise
from mlpkit.exercises.formula import Formula
from mlpkit.exercises.lesson_01 import draw_weights
from mlpkit.exercises.lesson_03 import draw_labels, draw_layers

Array = np.ndarray

TWO_LAYERS = [(3, 3, 3), (2, 4, 3), (4, 3, 2), (5, 2, 4), (3, 4, 1), (1, 3, 2)]
# (examples n, widths from input to output)
NETWORKS = [
    (3, [3, 3, 3, 3]),
    (5, [2, 2, 2]),
    (5, [2, 4, 3]),
    (6, [4, 3, 5, 2]),
    (4, [3, 2]),
    (7, [2, 3, 4, 2, 1]),
]


def two_layer_backprop(f: Formula, W1: Array, W2: Array, x: Array, y: Array) -> Any:
    """∇_{W1} L = 2 [W2ᵀ (R ⊙ ŷ ⊙ (1 − ŷ))] ⊙ v ⊙ (1 − v) xᵀ. Slide: S17, corrected."""
    v = f.sigmoid(f.product(W1, x, "W1"))
    y_hat = f.sigmoid(f.product(W2, v, "W2"), last=True)
    two = f.factor("two", 2.0, factor_two=[lambda: 1.0, lambda: 4.0], sign_flipped=lambda: -2.0)
    R = f.error(y_hat, y)
    delta2 = two * R * f.sigmoid_grad(y_hat, v)
    dW2 = f.outer(delta2, v, x)
    delta1 = f.factor(
        "grouping",
        f.upstream(W2, delta2, dW2) * f.sigmoid_grad(v, y_hat),
        wrong_grouping=[
            lambda: W2.T @ (two * R) * y_hat * (1 - y_hat) * v * (1 - v),
            lambda: W2.T @ (delta2 * v * (1 - v)),
        ],
    )
    return f.outer(delta1, x, v), dW2


def backprop(f: Formula, X: Array, Y: Array, W: list[Array], b: list[Array]) -> Any:
    """δ^[L] = ŷ − y; δ^[l] = W^[l+1]ᵀ δ^[l+1] ⊙ σ′(z^[l]); dW^[l] = δ^[l] v^[l−1]ᵀ.

    Slides: S11, S14
    """
    X, Y = f.factor("examples", (X, Y), missing_or_repeated=part_of_batch(X, Y))
    V = [X]
    for layer, (Wl, bl) in enumerate(zip(W, b, strict=True)):
        last = layer == len(W) - 1
        V.append(f.sigmoid(f.product(Wl, V[-1]) + f.bias(bl, last=last), last=last))
    delta = f.output_delta(V[-1], Y)
    dW, db = [], []
    for layer in reversed(range(len(W))):
        gradients = layer_gradients(f, delta, V, layer)
        dW.append(gradients[0])
        db.append(gradients[1])
        if layer > 0:
            slope = f.sigmoid_grad(V[layer], V[layer + 1], V[layer - 1], last=layer == 1)
            delta = f.upstream(W[layer], delta, dW[-1]) * slope
    return dW[::-1], db[::-1]


def part_of_batch(X: Array, Y: Array) -> list[Callable[[], tuple[Array, Array]]]:
    """Return the ways to lose examples of a batch."""
    parts = (slice(None, -1), slice(1, None), slice(None, 1), slice(-1, None))
    return [partial(_part, X, Y, part) for part in parts]


def _part(X: Array, Y: Array, part: slice) -> tuple[Array, Array]:
    return X[part], Y[part]


def layer_gradients(f: Formula, delta: Array, V: list[Array], layer: int) -> Any:
    """∂L/∂W^[l] and ∂L/∂b^[l] from δ^[l]; what goes wrong here may do so at one layer only."""
    X, before, after = V[0], V[max(layer - 1, 0)], V[layer + 1]
    dWl = f.outer(delta, V[layer], after, before, X)
    dbl = f.bias_grad(delta)
    return f.factor(
        "layer",
        (dWl, dbl),
        last=layer == 0,
        throughout=False,
        sign_flipped=lambda: (-dWl, -dbl),
        factor_two=[lambda: (2 * dWl, 2 * dbl), lambda: (dWl / 2, dbl / 2)],
    )


def draw_two_layers(rng: np.random.Generator) -> list[Arguments]:
    """(W1, W2, x, y)."""
    return [
        (*draw_weights(rng, d, h, m), rng.normal(size=d), rng.uniform(size=m))
        for d, h, m in TWO_LAYERS
    ]


def draw_batches(rng: np.random.Generator) -> list[Arguments]:
    """(X, Y, W, b); in the last one σ saturates."""
    batches: list[Arguments] = []
    for n, widths in NETWORKS:
        W, b = draw_layers(rng, widths)
        batches.append((rng.normal(size=(n, widths[0])), draw_labels(rng, (n, widths[-1])), W, b))
    X, Y, W, b = batches[2]
    return [*batches, (X, Y, [2000 * Wl for Wl in W], b)]


EXERCISES = [
    Exercise(
        name="06-backpropagation/two_layer_backprop",
        slides=("S17",),
        points=3.0,
        statement="Return both gradients of ‖σ(W2 σ(W1 x)) − y‖², for any number of outputs.",
        arguments=("W1", "W2", "x", "y"),
        results=("dW1", "dW2"),
        draw=draw_two_layers,
        reference=two_layer_backprop,
        outputs=lambda W1, W2, x, y: len(y),
    ),
    Exercise(
        name="06-backpropagation/backprop",
        slides=("S14", "S17"),
        points=5.0,
        statement="Return the gradients of the summed cross-entropy for every layer of a network.",
        arguments=("X", "Y", "W", "b"),
        results=("dW", "db"),
        draw=draw_batches,
        reference=backprop,
        examples=lambda X, Y, W, b: len(X),
        outputs=lambda X, Y, W, b: Y.shape[1],
    ),
]
