"""Lesson 03: the network with three layers, its loss and its updates (S6 to S9)."""

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from mlpkit.core.activations import sigmoid
from mlpkit.exercises.exercise import Arguments, Exercise
from mlpkit.exercises.formula import Formula

Array = np.ndarray

# Widths from input to output: all equal, then other depths, down to one layer.
WIDTHS = [[3, 3, 3, 3], [2, 4, 3], [4, 3, 5, 2], [3, 2], [2, 3, 4, 2, 1]]


def flatten(f: Formula, images: Array) -> Any:
    """Lay out each image's pixels as one row. Slide: S6."""
    n, h, w = images.shape
    rows = images.reshape(n, h * w)
    return f.factor(
        "rows",
        rows,
        wrong_order=[
            lambda: images.transpose(0, 2, 1).reshape(n, h * w),
            lambda: images.T.reshape(n, h * w),
            lambda: images.reshape(n, h * w, order="F"),
            lambda: rows[::-1],
            lambda: rows[:, ::-1],
        ],
        missing_or_repeated=[
            lambda: rows[0],
            lambda: rows[:-1],
            lambda: rows[1:],
            lambda: np.repeat(rows[:1], n, axis=0),
            lambda: np.concatenate([rows[:, :-w], np.zeros((n, w))], axis=1),
        ],
    )


def forward(f: Formula, x: Array, W: list[Array], b: list[Array]) -> Any:
    """z^[l] = W^[l] v^[l−1] + b^[l], v^[l] = σ(z^[l]). Slide: S7."""
    W, b = f.factor("layers", (W, b), wrong_order=lambda: (W[::-1], b[::-1]))
    z: list[Array] = []
    v: list[Array] = []
    for layer, (Wl, bl) in enumerate(zip(W, b, strict=True)):
        last = layer == len(W) - 1
        inputs = _layer_input(f, z, v) if layer else x
        inputs = f.factor("input", inputs, wrong_layer_input=lambda: x)
        z.append(f.product(Wl, inputs) + f.bias(bl, last=last))
        v.append(f.sigmoid(z[-1], last=last))
    return z, v


def _layer_input(f: Formula, z: list[Array], v: list[Array]) -> Any:
    return f.factor(
        "input of a later layer",
        v[-1],
        no_activation=lambda: z[-1],
        extra_factor=lambda: sigmoid(v[-1]),
        wrong_layer_input=lambda: v[0],
    )


def binary_cross_entropy(f: Formula, y_hat: Array, y: Array) -> Any:
    """L = −Σ [y log ŷ + (1 − y) log(1 − ŷ)]. Slide: S8, corrected."""
    y = f.labels(y)
    ones = np.where(y == 1, np.log(y_hat), 0.0)
    zeros = np.where(y == 0, np.log1p(-y_hat), 0.0)
    terms = f.factor("both terms", -(ones + zeros), missing_brackets=lambda: -ones + zeros)
    total = f.total(terms.ravel())
    return f.factor("sum", total, mean_for_sum=[lambda: total / y.size, lambda: total / len(y)])


def gradient_step(
    f: Formula, W: list[Array], b: list[Array], dW: list[Array], db: list[Array], alpha: float
) -> Any:
    """W^[l] ← W^[l] − α ∂L/∂W^[l], b^[l] ← b^[l] − α ∂L/∂b^[l]. Slide: S9."""
    dW, db = f.factor("layers", (dW, db), wrong_order=lambda: (dW[::-1], db[::-1]))
    new_W, new_b = [], []
    for layer, (Wl, bl) in enumerate(zip(W, b, strict=True)):
        stepped = f.factor(
            "layer",
            (f.step(Wl, dW[layer], alpha), f.step(bl, db[layer], alpha)),
            last=layer == len(W) - 1,
            throughout=False,
            missing_or_repeated=partial(tuple, (Wl, bl)),
        )
        new_W.append(stepped[0])
        new_b.append(stepped[1])
    return (
        f.factor("all W", new_W, missing_or_repeated=lambda: W),
        f.factor("all b", new_b, bias_ignored=lambda: b),
    )


def draw_images(rng: np.random.Generator) -> list[Arguments]:
    """(images,), of different height and width."""
    shapes = [(3, 3, 3), (5, 2, 4), (3, 4, 2), (4, 3, 5), (6, 1, 3)]
    return [(rng.uniform(size=shape),) for shape in shapes]


def draw_layers(rng: np.random.Generator, widths: list[int]) -> tuple[list[Array], list[Array]]:
    """Draw W and b."""
    W = [rng.normal(size=(n, m)) for m, n in pairwise(widths)]
    return W, [rng.normal(size=n) for n in widths[1:]]


def draw_forward(rng: np.random.Generator) -> list[Arguments]:
    """(x, W, b)."""
    return [(rng.normal(size=widths[0]), *draw_layers(rng, widths)) for widths in WIDTHS]


def draw_labels(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw labels 0.0 and 1.0, both of them where there is more than one."""
    labels = (rng.uniform(size=shape) < 0.5).astype(float)
    labels.flat[0], labels.flat[-1] = 0.0, 1.0
    return labels


def draw_cross_entropy(rng: np.random.Generator) -> list[Arguments]:
    """(y_hat, y): ordinary ones, then nearly and exactly 0 and 1."""
    ordinary = [
        (rng.uniform(0.05, 0.95, size=shape), draw_labels(rng, shape))
        for shape in [(3,), (7,), (5, 1), (6,)]
    ]
    last = np.nextafter(1.0, 0.0)
    extreme = (
        np.array([1e-300, last, 1e-300, last, rng.uniform(0.2, 0.8)]),
        np.array([1.0, 0.0, 0.0, 1.0, 1.0]),
    )
    exact = (np.array([0.0, 1.0, rng.uniform(0.2, 0.8)]), np.array([0.0, 1.0, 0.0]))
    return [*ordinary, extreme, exact]


def draw_gradient_step(rng: np.random.Generator) -> list[Arguments]:
    """(W, b, dW, db, alpha)."""
    return [
        (*draw_layers(rng, widths), *draw_layers(rng, widths), rng.uniform(0.1, 0.9))
        for widths in WIDTHS
    ]


EXERCISES = [
    Exercise(
        name="03-network/flatten",
        slides=("S6",),
        points=1.0,
        statement="Return each image's pixels as one row, row after row of the image.",
        arguments=("images",),
        results=("rows",),
        draw=draw_images,
        questions={"wrong-order": "which pixel of the image comes second in the row?"},
        reference=flatten,
    ),
    Exercise(
        name="03-network/forward",
        slides=("S7",),
        points=3.0,
        statement="Return the z and the v of every layer of the network for one example x.",
        arguments=("x", "W", "b"),
        results=("z", "v"),
        draw=draw_forward,
        reference=forward,
    ),
    Exercise(
        name="03-network/binary_cross_entropy",
        slides=("S8",),
        points=2.0,
        statement="Return the cross-entropy of predictions ŷ for labels y, summed, as S8 means it.",
        arguments=("y_hat", "y"),
        results=("loss",),
        draw=draw_cross_entropy,
        questions={"unknown": "what does your code make of a ŷ of 1e-300, and what does log?"},
        reference=binary_cross_entropy,
    ),
    Exercise(
        name="03-network/gradient_step",
        slides=("S9",),
        points=2.0,
        statement="Return all weights and biases after one step of gradient descent, as new lists.",
        arguments=("W", "b", "dW", "db", "alpha"),
        results=("W", "b"),
        draw=draw_gradient_step,
        questions={"bias-ignored": "which of the arguments does your function never use?"},
        reference=gradient_step,
        start=lambda W, b, *rest: (W, b),
    ),
]
