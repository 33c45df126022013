"""Lesson 04: the gradients of the three-layer network by the chain rule (S10 to S13)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mlpkit.exercises.exercise import Arguments, Exercise
from mlpkit.exercises.formula import Formula
from mlpkit.exercises.lesson_02 import draw_waves
from mlpkit.exercises.lesson_03 import draw_labels

Array = np.ndarray

# (inputs d, widths n₁, n₂ and m of the three layers)
WIDTHS = [(3, 3, 3, 3), (2, 4, 3, 5), (4, 3, 5, 2), (5, 2, 4, 1), (3, 5, 2, 4)]


def sigmoid_grad(f: Formula, z: Any) -> Any:
    """σ′(z) = σ(z)(1 − σ(z)). Slide: S12."""
    return f.sigmoid_grad(f.sigmoid(z))


def bce_grad(f: Formula, y_hat: Array, y: Array) -> Any:
    """∂L/∂ŷ = −y/ŷ + (1 − y)/(1 − ŷ). Slide: S12."""
    y = f.labels(y)
    one, zero = y / y_hat, (1 - y) / (1 - y_hat)
    return f.factor(
        "both terms",
        -one + zero,
        missing_brackets=lambda: -one - zero,
        extra_factor=lambda: y_hat - y,
        mean_for_sum=[lambda: (-one + zero) / y.size, lambda: (-one + zero) / len(y)],
    )


def numerical_gradient(
    f: Formula, function: Callable[[Array], float], w: Array, h: float = 1e-5
) -> Any:
    """∂f/∂wᵢ ≈ (f(w + h eᵢ) − f(w − h eᵢ)) / 2h. Slide: S13."""
    here = function(w)
    rise, fall = np.empty_like(w), np.empty_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        rise[index], fall[index] = function(w + e) - here, here - function(w - e)
    return f.factor(
        "difference",
        (rise + fall) / (2 * h),
        not_symmetric_difference=[lambda: rise / h, lambda: fall / h],
        scaled=[lambda: rise + fall, lambda: (rise + fall) / 2 * h],
    )


def output_layer_grads(f: Formula, y_hat: Array, y: Array, v2: Array) -> Any:
    """∂L/∂W^[3] = (ŷ − y) v^[2]ᵀ. Slide: S13, corrected."""
    delta3 = f.output_delta(y_hat, y)
    return f.outer(delta3, v2, y_hat), f.bias_grad(delta3)


def hidden_layer_grads(f: Formula, y_hat: Array, y: Array, W3: Array, v2: Array, v1: Array) -> Any:
    """∂L/∂W^[2] = [W^[3]ᵀ (ŷ − y) ⊙ σ′(z^[2])] v^[1]ᵀ. Slide: S11."""
    delta2 = _second_delta(f, y_hat, y, W3, v2, v1)
    return f.outer(delta2, v1, v2), f.bias_grad(delta2)


def first_layer_grads(
    f: Formula,
    y_hat: Array,
    y: Array,
    W3: Array,
    v2: Array,
    W2: Array,
    v1: Array,
    x: Array,
) -> Any:
    """∂L/∂W^[1] = [W^[2]ᵀ δ^[2] ⊙ σ′(z^[1])] xᵀ. Slide: S11."""
    delta2 = _second_delta(f, y_hat, y, W3, v2, v1)
    delta1 = f.upstream(W2, delta2, np.outer(delta2, v1)) * f.sigmoid_grad(v1, v2)
    return f.outer(delta1, x, v1, v2), f.bias_grad(delta1)


def _second_delta(f: Formula, y_hat: Array, y: Array, W3: Array, v2: Array, v1: Array) -> Any:
    delta3 = f.output_delta(y_hat, y)
    return f.upstream(W3, delta3, np.outer(delta3, v2)) * f.sigmoid_grad(v2, v1, y_hat)


def draw_z(rng: np.random.Generator) -> list[Arguments]:
    """(z,): numbers and arrays, also where σ saturates."""
    shapes: list[tuple[int, ...]] = [(3,), (2, 3), (3, 3), (1,)]
    arrays = [rng.normal(scale=2, size=shape) for shape in shapes]
    return [(z,) for z in (*arrays, float(rng.normal()), np.array([-800.0, -40.0, 40.0, 800.0]))]


def draw_bce_grad(rng: np.random.Generator) -> list[Arguments]:
    """(y_hat, y)."""
    shapes: list[tuple[int, ...]] = [(3,), (5,), (4, 3), (1,)]
    ordinary = [(rng.uniform(0.05, 0.95, size=shape), draw_labels(rng, shape)) for shape in shapes]
    return [*ordinary, (np.array([1e-12, 1 - 1e-12, 0.5]), np.array([1.0, 0.0, 1.0]))]


def draw_functions(rng: np.random.Generator) -> list[Arguments]:
    """(f, w) and (f, w, h)."""
    shapes: list[tuple[int, ...]] = [(3,), (3, 3), (2, 4), (2, 1, 3), (5,)]
    draws = [(draw_waves(rng, int(np.prod(s)), 0.5), rng.normal(size=s)) for s in shapes]
    return [*draws[:3], (*draws[3], 1e-3), (*draws[4], 1e-2)]


def draw_output_layer(rng: np.random.Generator) -> list[Arguments]:
    """(y_hat, y, v2)."""
    return [arguments[:3] for arguments in _draw_activations(rng, "ŷ y v2")]


def draw_hidden_layer(rng: np.random.Generator) -> list[Arguments]:
    """(y_hat, y, W3, v2, v1)."""
    return _draw_activations(rng, "ŷ y W3 v2 v1")


def draw_first_layer(rng: np.random.Generator) -> list[Arguments]:
    """(y_hat, y, W3, v2, W2, v1, x)."""
    return _draw_activations(rng, "ŷ y W3 v2 W2 v1 x")


def _draw_activations(rng: np.random.Generator, wanted: str) -> list[Arguments]:
    inputs = []
    for d, n1, n2, m in WIDTHS:
        quantities = {
            "ŷ": rng.uniform(0.1, 0.9, size=m),
            "y": draw_labels(rng, (m,)),
            "W3": rng.normal(size=(m, n2)),
            "v2": rng.uniform(0.1, 0.9, size=n2),
            "W2": rng.normal(size=(n2, n1)),
            "v1": rng.uniform(0.1, 0.9, size=n1),
            "x": rng.normal(size=d),
        }
        inputs.append(tuple(quantities[name] for name in wanted.split()))
    return inputs


EXERCISES = [
    Exercise(
        name="04-chain-rule-gradients/sigmoid_grad",
        slides=("S12",),
        points=1.0,
        statement="Return σ′(z), for a number or an array of any shape.",
        arguments=("z",),
        results=("slope",),
        draw=draw_z,
        questions={"no-activation": "what belongs into s (1 − s): z, or what σ makes of z?"},
        reference=sigmoid_grad,
    ),
    Exercise(
        name="04-chain-rule-gradients/bce_grad",
        slides=("S12",),
        points=1.0,
        statement="Return ∂L/∂ŷ of the cross-entropy.",
        arguments=("y_hat", "y"),
        results=("gradient",),
        draw=draw_bce_grad,
        reference=bce_grad,
    ),
    Exercise(
        name="04-chain-rule-gradients/numerical_gradient",
        slides=("S13",),
        points=2.0,
        statement="Return the gradient of f at w by central differences; w is unchanged after.",
        arguments=("f", "w", "h"),
        results=("gradient",),
        draw=draw_functions,
        reference=numerical_gradient,
        tolerance=1e-7,
    ),
    Exercise(
        name="04-chain-rule-gradients/output_layer_grads",
        slides=("S13",),
        points=2.0,
        statement="Return ∂L/∂W^[3] and ∂L/∂b^[3] for one example.",
        arguments=("y_hat", "y", "v2"),
        results=("dW3", "db3"),
        draw=draw_output_layer,
        reference=output_layer_grads,
        outputs=lambda y_hat, y, v2: len(y),
    ),
    Exercise(
        name="04-chain-rule-gradients/hidden_layer_grads",
        slides=("S11",),
        points=2.0,
        statement="Return ∂L/∂W^[2] and ∂L/∂b^[2] for one example.",
        arguments=("y_hat", "y", "W3", "v2", "v1"),
        results=("dW2", "db2"),
        draw=draw_hidden_layer,
        reference=hidden_layer_grads,
        outputs=lambda y_hat, y, *rest: len(y),
    ),
    Exercise(
        name="04-chain-rule-gradients/first_layer_grads",
        slides=("S11",),
        points=2.0,
        statement="Return ∂L/∂W^[1] and ∂L/∂b^[1] for one example.",
        arguments=("y_hat", "y", "W3", "v2", "W2", "v1", "x"),
        results=("dW1", "db1"),
        draw=draw_first_layer,
        reference=first_layer_grads,
        outputs=lambda y_hat, y, *rest: len(y),
    ),
]
