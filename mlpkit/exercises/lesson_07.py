"""Lesson 07: train a network on real digits (S2 to S9, S17 together)."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from mlpkit.calls import Seed
from mlpkit.core.activations import sigmoid
from mlpkit.core.data import load_digits, one_hot
from mlpkit.exercises.exercise import Arguments, Exercise, Finding
from mlpkit.exercises.formula import Formula
from mlpkit.exercises.lesson_03 import draw_labels
from mlpkit.exercises.lesson_06 import backprop

Array = np.ndarray

TRAINING_IMAGES = 1200  # of the 1797; the rest are held out
DIGITS = {"sizes": [64, 32, 10], "alpha": 0.05, "batch_size": 20, "epochs": 30}
STATED_ACCURACY = 0.93


# --- minibatches ------------------------------------------------------------------------


def check_minibatches(inputs: Sequence[Arguments], values: Sequence[Any]) -> Finding | None:
    """Check one epoch's batches: every example once, shuffled by the rng."""
    for (n, batch_size, _), batches in zip(inputs, values, strict=True):
        finding = _check_epoch(n, batch_size, batches)
        if finding is not None:
            return finding
    orders = {
        (n, tuple(np.concatenate(batches)))
        for (n, _, _), batches in zip(inputs, values, strict=True)
        if n >= ENOUGH_TO_SHUFFLE
    }
    if len(orders) == len({n for n, _ in orders}):
        return Finding("not-shuffled", "Rngs with different seeds gave one and the same order.")
    return None


ENOUGH_TO_SHUFFLE = 20  # examples; two shuffled orders of so many don't agree by chance


def _check_epoch(n: int, batch_size: int, batches: Any) -> Finding | None:
    if not isinstance(batches, list | tuple):
        return Finding("wrong-type", "An iterator of index arrays belongs there.")
    if not all(isinstance(batch, np.ndarray) and batch.dtype.kind == "i" for batch in batches):
        return Finding("wrong-type", "Each batch must be an array of whole numbers.")
    if any(batch.ndim != 1 for batch in batches):
        return Finding("wrong-shape", "Each batch must be an array with one index an example.")
    indices = np.concatenate([*batches, np.empty(0, int)])
    case = f"For n = {n} and batch_size = {batch_size},"
    if not np.array_equal(np.sort(indices), np.arange(n)):
        count = len(np.unique(indices))
        return Finding(
            "missing-or-repeated",
            f"{case} the batches hold {len(indices)} indices, {count} of them different.",
        )
    sizes = [len(batch) for batch in batches]
    whole = -(-n // batch_size) - 1
    if sizes != [batch_size] * whole + [n - whole * batch_size]:
        return Finding("wrong-shape", f"{case} the batches have the sizes {sizes}.")
    return None


def draw_epochs(rng: np.random.Generator) -> list[Arguments]:
    """(n, batch_size, rng)."""
    shapes = [(7, 3), (30, 8), (30, 8), (30, 8), (24, 24), (5, 10), (40, 1), (21, 7)]
    return [(n, size, draw_seed(rng)) for n, size in shapes]


# --- train ------------------------------------------------------------------------------


def check_training(inputs: Sequence[Arguments], values: Sequence[Any]) -> Finding | None:
    """Check the parameters that came back: their shapes, the steps, the accuracy on digits."""
    for arguments, value in zip(inputs, values, strict=True):
        finding = _check_parameters(arguments[2], value)
        if finding is not None:
            return finding
    small = list(zip(inputs, values, strict=True))[:-1]
    return _check_steps(small[::2], small[1::2]) or _check_accuracy(values[-1])


def _check_parameters(sizes: Sequence[int], value: Any) -> Finding | None:
    layers = len(sizes) - 1
    if not (isinstance(value, tuple | list) and len(value) == 2):
        return Finding("wrong-type", "A tuple of two lists belongs there: W and b.")
    W, b = value
    if not all(isinstance(each, tuple | list) and len(each) == layers for each in (W, b)):
        return Finding("wrong-type", f"W and b must be lists of {layers} arrays for sizes {sizes}.")
    if not all(isinstance(array, np.ndarray) for array in (*W, *b)):
        return Finding("wrong-type", "W and b must hold arrays.")
    shapes = [array.shape for array in (*W, *b)]
    wanted = [*zip(sizes[1:], sizes[:-1], strict=True), *((n,) for n in sizes[1:])]
    if shapes != wanted:
        return Finding("wrong-shape", f"For sizes {sizes}, the shapes are {shapes}, not {wanted}.")
    if not all(np.isfinite(array).all() for array in (*W, *b)):
        return Finding("not-finite", "A weight or a bias is NaN or infinite after training.")
    return None


def _check_steps(
    starts: Sequence[tuple[Arguments, Any]], ends: Sequence[tuple[Arguments, Any]]
) -> Finding | None:
    """Recognise the single steps of an epoch on a few examples, in whichever order they came.

    The start is what no epoch returns. Where a student's first weights differ from run to run,
    nothing is recognised, and the accuracy decides.
    """
    runs = list(zip(starts, ends, strict=True))
    orders = [_find_order(start, end, DESCENT) for (_, start), end in runs]
    if None not in orders:
        if len(set(orders)) == 1:
            return Finding("not-shuffled", "With every rng, the examples came in the same order.")
        return None
    for kind, name in ((CLIMB, "climbs"), (FROZEN_BIASES, "bias-ignored")):
        if all(_find_order(start, end, kind) is not None for (_, start), end in runs):
            return Finding(name, "One epoch on four examples shows it, step by step.")
    return None


DESCENT, CLIMB, FROZEN_BIASES = (-1.0, -1.0), (1.0, 1.0), (-1.0, 0.0)


def _find_order(
    start: Any, end: tuple[Arguments, Any], signs: tuple[float, float]
) -> tuple[int, ...] | None:
    """Return the order of the examples that leads from the start to the end, or None."""
    (X, Y, _, alpha, *_), (W, b) = end
    for order in permutations(range(len(X))):
        made_W, made_b = start
        for i in order:
            dW, db = backprop(Formula(), X[[i]], Y[[i]], made_W, made_b)
            made_W = [w + signs[0] * alpha * dw for w, dw in zip(made_W, dW, strict=True)]
            made_b = [c + signs[1] * alpha * dc for c, dc in zip(made_b, db, strict=True)]
        pairs = zip((*W, *b), (*made_W, *made_b), strict=True)
        if all(np.allclose(came, made, rtol=1e-9, atol=1e-9) for came, made in pairs):
            return order
    return None


def _check_accuracy(value: Any) -> Finding | None:
    X, labels = digits()[1]
    V = X
    for Wl, bl in zip(*value, strict=True):
        V = sigmoid(V @ Wl.T + bl)
    accuracy = float(np.mean(V.argmax(axis=1) == labels))
    if accuracy >= STATED_ACCURACY:
        return None
    if not any(bl.any() for bl in value[1]):
        return Finding("bias-ignored", "Every bias is still 0 after training.")
    return Finding(
        "unknown",
        f"On images that it has not seen, the network is right for {accuracy:.1%}; "
        f"{STATED_ACCURACY:.0%} is asked for.",
    )


def digits() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (X, labels) of the training images, and of those held out."""
    images, labels = load_digits()
    X = images.reshape(len(images), -1)
    order = np.random.default_rng(0).permutation(len(X))
    seen, unseen = order[:TRAINING_IMAGES], order[TRAINING_IMAGES:]
    return (X[seen], labels[seen]), (X[unseen], labels[unseen])


def draw_training(rng: np.random.Generator) -> list[Arguments]:
    """(X, Y, sizes, alpha, batch_size, epochs, rng).

    Four times no epoch and one epoch with the same seed, on four examples; then the digits.
    """
    inputs: list[Arguments] = []
    for _ in range(4):
        X, Y, seed = rng.normal(size=(4, 3)), draw_labels(rng, (4, 2)), draw_seed(rng)
        inputs += [(X, Y, [3, 5, 2], 0.5, 1, epochs, seed) for epochs in (0, 1)]
    X, labels = digits()[0]
    return [*inputs, (X, one_hot(labels, 10), *DIGITS.values(), draw_seed(rng))]


def draw_seed(rng: np.random.Generator) -> Seed:
    """Draw the seed of a student's rng."""
    return Seed(int(rng.integers(2**31)))


EXERCISES = [
    Exercise(
        name="07-train-it/minibatches",
        slides=("S2", "S9"),
        points=2.0,
        statement="Yield arrays of indices which hold every one of n examples once, shuffled.",
        arguments=("n", "batch_size", "rng"),
        results=("batches",),
        draw=draw_epochs,
        verify=check_minibatches,
        take=lambda n, batch_size, rng: 2 * n + 2,
    ),
    Exercise(
        name="07-train-it/train",
        slides=("S2", "S3", "S4", "S7", "S8", "S9", "S17"),
        points=5.0,
        statement="Train a network of sigmoid layers by SGD, and return its weights and biases.",
        arguments=("X", "Y", "sizes", "alpha", "batch_size", "epochs", "rng"),
        results=("(W, b)",),
        draw=draw_training,
        verify=check_training,
        repeated=-1,
        seconds=60.0,
        announcement="Training on the digits with your function; this may take a minute.",
    ),
]
