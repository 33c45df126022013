"""Lesson 02: the training loss, and why training it is not convex (S3, S4, S5)."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from mlpkit.calls import Seed, Waves
from mlpkit.exercises.exercise import Arguments, Exercise, Finding
from mlpkit.exercises.formula import Formula
from mlpkit.exercises.lesson_01 import draw_weights, predict

Array = np.ndarray

# (examples n, inputs d, hidden units h, outputs m); a lost 2/n can't be seen at n = 2, nor can
# n be told from a constant where one n alone has equal widths.
SIZES = [
    (3, 3, 3, 3),
    (5, 2, 2, 2),
    (5, 2, 4, 3),
    (6, 4, 3, 2),
    (7, 5, 2, 4),
    (5, 3, 4, 1),
    (3, 1, 2, 4),
]


def training_loss(f: Formula, W1: Array, W2: Array, X: Array, Y: Array) -> Any:
    """L(W1, W2) = (1/n) Σᵢ ‖f(xᵢ) − yᵢ‖². Slide: S3."""
    residuals = f.error(predict(f, W1, W2, X), Y)
    losses = f.total(residuals.T**2, "outputs")
    losses = f.factor("square", losses, extra_factor=lambda: losses**2)
    return f.total(losses, "examples") / len(X)


def linear_loss_grad(f: Formula, w: Array, X: Array, y: Array) -> Any:
    """∇ (1/n) Σᵢ (wᵀxᵢ − yᵢ)² = (2/n) Xᵀ (X w − y). Slide: S5."""
    y_hat = f.factor("prediction", X @ w, transposed=lambda: X.T @ w)
    residual = f.error(y_hat, y)
    residual = f.factor("residual", residual, extra_factor=lambda: residual**2)
    rows = f.factor("inputs", X, transposed=lambda: X.T, extra_factor=lambda: X**2)
    return 2 * f.total((rows.T * residual).T) / len(X)


def check_violation(inputs: Sequence[Arguments], values: Sequence[Any]) -> Finding | None:
    """Check that each (p, q, t) breaks the inequality of convexity. Slide: S5."""
    losses = [loss for loss, _ in inputs]
    findings = [_check_triple(loss, value) for loss, value in zip(losses, values, strict=True)]
    finding = next((each for each in findings if each is not None), None)
    if finding is not None and _is_violation_reordered(losses, values):
        return Finding("wrong-order", "In another order, your three values break the inequality.")
    return finding


def _is_violation_reordered(losses: Sequence[Waves], values: Sequence[Any]) -> bool:
    if not all(isinstance(value, tuple | list) and len(value) == 3 for value in values):
        return False
    return any(
        all(
            _check_triple(loss, [value[place] for place in order]) is None
            for loss, value in zip(losses, values, strict=True)
        )
        for order in permutations(range(3))
    )


def _check_triple(loss: Waves, value: Any) -> Finding | None:
    if not (isinstance(value, tuple | list) and len(value) == 3):
        return Finding("wrong-type", "A tuple of three belongs there: two points and a number.")
    p, q, t = value
    if not all(isinstance(each, float | np.ndarray) for each in value):
        return Finding("wrong-type", "p and q are arrays of two numbers, t is a number.")
    if (np.shape(p), np.shape(q), np.shape(t)) != ((2,), (2,), ()):
        shapes = f"{np.shape(p)}, {np.shape(q)} and {np.shape(t)}"
        return Finding(
            "wrong-shape", f"p, q and t have the shapes {shapes}, not (2,), (2,) and ()."
        )
    if not all(np.isfinite(each).all() for each in value):
        return Finding("not-finite", "p, q or t holds NaN or infinity.")
    if not 0 < t < 1:
        return Finding("not-a-violation", f"t is {float(t):.4g}, and must lie between 0 and 1.")
    f = loss.build()
    between, chord = f(t * p + (1 - t) * q), t * f(p) + (1 - t) * f(q)
    if between > chord + 1e-9:
        return None
    return Finding(
        "not-a-violation",
        f"At your points the loss is {between:.6g}, and the chord lies at {chord:.6g}.",
    )


def draw_training_loss(rng: np.random.Generator) -> list[Arguments]:
    """(W1, W2, X, Y)."""
    return [
        (*draw_weights(rng, d, h, m), rng.normal(size=(n, d)), rng.normal(size=(n, m)))
        for n, d, h, m in SIZES
    ]


def draw_linear(rng: np.random.Generator) -> list[Arguments]:
    """(w, X, y)."""
    shapes = [(3, 3), (5, 2), (3, 4), (5, 5), (7, 5), (6, 1)]
    return [(rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n)) for n, d in shapes]


def draw_losses(rng: np.random.Generator) -> list[Arguments]:
    """(loss, rng): losses of two weights, with hills of different height on a bowl."""
    return [
        (draw_waves(rng, 2, curvature), Seed(int(rng.integers(2**31))))
        for curvature in (0.0, 0.1, 0.2, 0.4)
    ]


def draw_waves(rng: np.random.Generator, size: int, curvature: float) -> Waves:
    """Draw a smooth function of `size` numbers."""
    return Waves(
        curvature,
        rng.uniform(0.5, 1.5, size=3),
        rng.normal(scale=1.5, size=(3, size)),
        rng.uniform(0, 2 * np.pi, size=3),
    )


EXERCISES = [
    Exercise(
        name="02-training-objective/training_loss",
        slides=("S3",),
        points=2.0,
        statement="Return the mean over the n examples of ‖W2 σ(W1 x) − y‖².",
        arguments=("W1", "W2", "X", "Y"),
        results=("training loss",),
        draw=draw_training_loss,
        reference=training_loss,
        examples=lambda W1, W2, X, Y: len(X),
        outputs=lambda W1, W2, X, Y: len(W2),
    ),
    Exercise(
        name="02-training-objective/linear_loss_grad",
        slides=("S5",),
        points=2.0,
        statement="Return the gradient of (1/n) Σ (wᵀx − y)² with respect to w.",
        arguments=("w", "X", "y"),
        results=("gradient",),
        draw=draw_linear,
        reference=linear_loss_grad,
        examples=lambda w, X, y: len(X),
    ),
    Exercise(
        name="02-training-objective/convexity_violation",
        slides=("S5",),
        points=2.0,
        statement="Return two points and a number between 0 and 1 which show that a loss of two "
        "weights is not convex.",
        arguments=("loss", "rng"),
        results=("(p, q, t)",),
        draw=draw_losses,
        verify=check_violation,
    ),
]
