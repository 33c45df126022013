"""Lesson 01: the loss of W2 σ(W1 x), and one step of SGD (S1, S2)."""

from typing import Any

import numpy as np

from mlpkit.exercises.exercise import Arguments, Exercise
from mlpkit.exercises.formula import Formula

Array = np.ndarray

# (inputs d, hidden units h, outputs m): all equal once, then all different, then one output.
WIDTHS = [(3, 3, 3), (2, 4, 3), (4, 3, 2), (5, 2, 4), (3, 4, 1), (1, 3, 2)]


def predict(f: Formula, W1: Array, W2: Array, x: Array) -> Any:
    """f_{W1 W2}(x) = W2 σ(W1 x). Slide: S1."""
    W1, W2 = f.factor("layers", (W1, W2), wrong_order=lambda: (W2, W1))
    v = f.sigmoid(f.product(W1, x, "W1"))
    return f.linear(f.product(W2, v, "W2"))


def loss(f: Formula, W1: Array, W2: Array, x: Array, y: Array) -> Any:
    """L = ‖W2 σ(W1 x) − y‖². Slide: S1."""
    residual = f.error(predict(f, W1, W2, x), y)
    square = f.total(residual**2, "outputs")
    return f.factor("square", square, extra_factor=lambda: square**2)


def sgd_step(f: Formula, W1: Array, W2: Array, dW1: Array, dW2: Array, alpha: float) -> Any:
    """W ← W − α ∇_W L, for both layers. Slide: S2."""
    dW1, dW2 = f.factor("gradients", (dW1, dW2), wrong_order=lambda: (dW2, dW1))
    return (
        f.factor("W1", f.step(W1, dW1, alpha), missing_or_repeated=lambda: W1),
        f.factor("W2", f.step(W2, dW2, alpha), missing_or_repeated=lambda: W2),
    )


def draw_weights(rng: np.random.Generator, d: int, h: int, m: int) -> tuple[Array, Array]:
    """Draw W1 (h, d) and W2 (m, h)."""
    return rng.normal(size=(h, d)), rng.normal(size=(m, h))


def draw_predict(rng: np.random.Generator) -> list[Arguments]:
    """(W1, W2, x)."""
    return [(*draw_weights(rng, d, h, m), rng.normal(size=d)) for d, h, m in WIDTHS]


def draw_loss(rng: np.random.Generator) -> list[Arguments]:
    """(W1, W2, x, y)."""
    return [(*inputs, rng.normal(size=len(inputs[1]))) for inputs in draw_predict(rng)]


def draw_sgd_step(rng: np.random.Generator) -> list[Arguments]:
    """(W1, W2, dW1, dW2, alpha)."""
    return [
        (*draw_weights(rng, *widths), *draw_weights(rng, *widths), rng.uniform(0.1, 0.9))
        for widths in WIDTHS
    ]


EXERCISES = [
    Exercise(
        name="01-loss-and-sgd/predict",
        slides=("S1",),
        points=1.0,
        statement="Return the prediction W2 σ(W1 x) of the network for one example x.",
        arguments=("W1", "W2", "x"),
        results=("prediction",),
        draw=draw_predict,
        reference=predict,
    ),
    Exercise(
        name="01-loss-and-sgd/loss",
        slides=("S1",),
        points=2.0,
        statement="Return the loss ‖W2 σ(W1 x) − y‖² of the network on one example.",
        arguments=("W1", "W2", "x", "y"),
        results=("loss",),
        draw=draw_loss,
        reference=loss,
        outputs=lambda W1, W2, x, y: len(y),
    ),
    Exercise(
        name="01-loss-and-sgd/sgd_step",
        slides=("S2",),
        points=2.0,
        statement="Return both weight matrices after one step of gradient descent, as new arrays.",
        arguments=("W1", "W2", "dW1", "dW2", "alpha"),
        results=("W1", "W2"),
        draw=draw_sgd_step,
        reference=sgd_step,
        start=lambda W1, W2, *rest: (W1, W2),
    ),
]
