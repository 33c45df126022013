"""Lesson 07: train a network on real digits (S2 to S9, S17 together)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, permutations
from typing import Any, NamedTuple

import numpy as np

from mlpkit.calls import Seed
from mlpkit.core.activations import sigmoid
from mlpkit.core.data import load_digits, one_hot
from mlpkit.exercises.exercise import Arguments, Exercise, Finding
from mlpkit.exercises.formula import Formula, Slip
from mlpkit.exercises.lesson_03 import draw_labels
from mlpkit.exercises.lesson_06 import backprop

Array = np.ndarray

TRAINING_IMAGES = 1200  # of the 1797; the rest are held out
DIGITS = {"sizes": [64, 32, 10], "alpha": 0.05, "batch_size": 20, "epochs": 30}
STATED_ACCURACY = 0.93


# --- minibatches ------------------------------------------------------------------------


def check_minibatches(inputs: Sequence[Arguments], values: Sequence[Any]) -> Finding | None:
    """Check one epoch's batches: every example once, shuffled by the rng."""
    findings = [
        _check_epoch(n, batch_size, batches)
        for (n, batch_size, _), batches in zip(inputs, values, strict=True)
    ]
    found = [each for each in findings if each is not None]
    if unreadable := next((each for each in found if each.name != "missing-or-repeated"), None):
        return unreadable
    finding = next(iter(found), None)
    evidence = _unshuffled(inputs, values)
    if not evidence:
        return finding
    if finding is not None:
        return replace(finding, another="not-shuffled")
    return Finding("not-shuffled", evidence)


def _unshuffled(inputs: Sequence[Arguments], values: Sequence[Any]) -> str:
    """Say what epochs over the same examples had in common, whatever the rng; or nothing."""
    by_case: dict[tuple[int, int], list[Sequence[Array]]] = {}
    for (n, batch_size, _), batches in zip(inputs, values, strict=True):
        if n >= ENOUGH_TO_SHUFFLE:
            by_case.setdefault((n, batch_size), []).append(batches)
    if not by_case:
        return ""
    orders: dict[int, set[tuple[int, ...]]] = {}
    for (n, _), epochs in by_case.items():
        orders.setdefault(n, set()).update(map(_order, epochs))
    if all(len(each) == 1 for each in orders.values()):
        return "Rngs with different seeds gave one and the same order."
    for epochs in by_case.values():
        if len(epochs) > 1 and len({_partition(batches) for batches in epochs}) == 1:
            return "Rngs with different seeds put the same examples together into a batch."
    if all(_is_barely_moved(_order(batches)) for epochs in by_case.values() for batches in epochs):
        return "Most examples came beside the same neighbours as before the shuffling."
    return ""


ENOUGH_TO_SHUFFLE = 20  # examples; two shuffled orders of so many don't agree by chance


def _order(batches: Sequence[Array]) -> tuple[int, ...]:
    return tuple(int(index) for batch in batches for index in batch)


def _partition(batches: Sequence[Array]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(map(int, batch)) for batch in batches)


def _is_barely_moved(order: Sequence[int]) -> bool:
    """Tell whether most examples stand beside those that they stood beside before."""
    return sum(abs(a - b) == 1 for a, b in pairwise(order)) > len(order) / 2


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
    runs = [
        Run(start, end, *arguments[:2], *arguments[3:5])
        for start, end, arguments in zip(values[::2], values[1::2], inputs[1::2], strict=False)
    ]
    accuracy = _accuracy(values[-1]) if len(inputs[-1][0]) == TRAINING_IMAGES else 1.0
    return _check_steps(runs, accuracy) or _check_accuracy(accuracy)


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


class Run(NamedTuple):
    """One epoch on a few examples: the parameters before and after it."""

    start: Any
    end: Any
    X: Array
    Y: Array
    alpha: float
    batch_size: int


class Descent(NamedTuple):
    """A way to make steps: the signs of those of W and b, and what slips in the gradients."""

    sign_of_W: float = -1.0
    sign_of_b: float = -1.0
    slips: tuple[Slip, ...] = ()


WRONG_DESCENTS = [
    ("climbs", Descent(1.0, 1.0)),
    ("bias-ignored", Descent(sign_of_b=0.0)),
    ("bias-ignored", Descent(slips=(Slip("bias-ignored", "bias"),))),
]


def _check_steps(runs: Sequence[Run], accuracy: float) -> Finding | None:
    """Recognise the steps of each run, in whichever order its examples came."""
    orders = [_find_order(run, Descent()) for run in runs]
    if None not in orders:
        if len(orders) > 1 and _is_one_order(runs, orders):
            return Finding("not-shuffled", "With every rng, the examples came in the same order.")
        return None
    for name, descent in WRONG_DESCENTS:
        if all(_find_order(run, descent) is not None for run in runs):
            return Finding(name, "One epoch on a few examples shows it, step by step.")
    batches = "batches of one" if orders[0] is None else "batches of two"
    return Finding(
        "unknown",
        f"On a few examples in {batches}, its steps are not those of S9 with the loss of S8. "
        f"On digits that it has not seen it is right for {accuracy:.1%}.",
    )


def _is_one_order(runs: Sequence[Run], orders: Sequence[Any]) -> bool:
    """Tell whether the first run's order explains them all; within a batch none can be told."""
    return all(
        set(order[first : first + run.batch_size]) == set(orders[0][first : first + run.batch_size])
        for run, order in zip(runs, orders, strict=True)
        if len(order) == len(orders[0])
        for first in range(0, len(order), run.batch_size)
    )


def _find_order(run: Run, descent: Descent) -> tuple[int, ...] | None:
    """Return the order of the examples that leads from the start to the end, or None."""
    for order in permutations(range(len(run.X))):
        W, b = run.start
        for first in range(0, len(order), run.batch_size):
            batch = list(order[first : first + run.batch_size])
            dW, db = backprop(Formula(*descent.slips), run.X[batch], run.Y[batch], W, b)
            step_W, step_b = descent.sign_of_W * run.alpha, descent.sign_of_b * run.alpha
            W = [w + step_W * dw for w, dw in zip(W, dW, strict=True)]
            b = [c + step_b * dc for c, dc in zip(b, db, strict=True)]
        pairs = zip((*run.end[0], *run.end[1]), (*W, *b), strict=True)
        if all(np.allclose(came, made, rtol=1e-9, atol=1e-9) for came, made in pairs):
            return order
    return None


def _check_accuracy(accuracy: float) -> Finding | None:
    if accuracy >= STATED_ACCURACY:
        return None
    return Finding(
        "unknown",
        f"Its steps are right, but on digits that it has not seen it is right for "
        f"{accuracy:.1%}; {STATED_ACCURACY:.0%} is asked for.",
    )


def _accuracy(parameters: Any) -> float:
    """Return the share of unseen images that a network of these parameters names rightly."""
    V, labels = digits()[1]
    for Wl, bl in zip(*parameters, strict=True):
        V = sigmoid(V @ Wl.T + bl)
    return float(np.mean(V.argmax(axis=1) == labels))


def digits() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (X, labels) of the training images, and of those held out."""
    images, labels = load_digits()
    X = images.reshape(len(images), -1)
    order = np.random.default_rng(0).permutation(len(X))
    seen, unseen = order[:TRAINING_IMAGES], order[TRAINING_IMAGES:]
    return (X[seen], labels[seen]), (X[unseen], labels[unseen])


def draw_training(rng: np.random.Generator) -> list[Arguments]:
    """(X, Y, sizes, alpha, batch_size, epochs, rng).

    Five times an epoch on a few examples, first with α = 0, which shows where it starts whatever
    the rng is used for; then the digits. The depth changes, and a last batch is short.
    """
    inputs: list[Arguments] = []
    cases = [(4, 1, [3, 5, 2]), (4, 1, [3, 4, 3, 2]), (4, 1, [3, 2]), (4, 1, [3, 5, 2])]
    for n, batch_size, sizes in [*cases, (5, 2, [3, 5, 2])]:
        X, Y, seed = rng.normal(size=(n, 3)), draw_labels(rng, (n, 2)), draw_seed(rng)
        inputs += [(X, Y, sizes, alpha, batch_size, 1, seed) for alpha in (0.0, 0.5)]
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
        questions={"unknown": "after one step by hand on one example, which parameters differ?"},
        repeated=-1,
        seconds=60.0,
        announcement="Training on the digits with your function; this may take a minute.",
    ),
]
