"""Answers to lesson 07: minibatches and train."""
# Students write as they do, each function under the exercise's name.

import random
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("07-train-it")

# --- minibatches --------------------------------------------------------------------------


@right("minibatches")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@right("minibatches")
def minibatches(n, batch_size, rng):
    indices = np.arange(n)
    rng.shuffle(indices)
    print(indices)
    batches = []
    while len(indices) > 0:
        batches.append(indices[:batch_size])
        indices = indices[batch_size:]
    return batches


@right("minibatches")
def minibatches(n, batch_size, rng):
    keys = rng.random(n)
    return iter(np.split(np.argsort(keys), range(batch_size, n, batch_size)))


@right("minibatches")
class Minibatches:
    def __call__(self, n, batch_size, rng):
        warnings.warn("one by one")
        left = list(range(n))
        batch = []
        while left:
            batch.append(left.pop(rng.integers(len(left))))
            if len(batch) == batch_size or not left:
                yield np.array(batch)
                batch = []


right("minibatches")(
    lambda n, batch_size, rng: (
        tuple(rng.permutation(n)[None][0][i : i + batch_size] for i in range(0, 1))
        if n <= batch_size
        else (lambda order: tuple(order[i : i + batch_size] for i in range(0, n, batch_size)))(
            rng.choice(n, n, replace=False)
        )
    )
)


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    for start in range(0, n, batch_size):
        yield np.arange(start, min(start + batch_size, n))


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    # the same shuffle whatever the rng
    order = np.random.default_rng(0).permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    indices = np.arange(n)
    rng.permutation(indices)
    return np.split(indices, range(batch_size, n, batch_size))


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # the ragged last batch is left out
    order = rng.permutation(n)
    for i in range(n // batch_size):
        yield order[i * batch_size : (i + 1) * batch_size]


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # with replacement
    for start in range(0, n, batch_size):
        yield rng.integers(n, size=min(batch_size, n - start))


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # each batch on its own
    for start in range(0, n, batch_size):
        yield rng.choice(n, min(batch_size, n - start), replace=False)


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # batches overlap by one
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size + 1]


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # for ever
    while True:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # one batch and no more
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        return [order[start : start + batch_size]]


@wrong("minibatches", "missing-or-repeated")
def minibatches(n, batch_size, rng):
    # counted from 1
    order = rng.permutation(n) + 1
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@wrong("minibatches", "not-shuffled + missing-or-repeated")
def minibatches(n, batch_size, rng):
    for i in range(n // batch_size):
        yield np.arange(i * batch_size, (i + 1) * batch_size)


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n).tolist()
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        batch = order[start : start + batch_size]


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    # masks
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        mask = np.zeros(n, dtype=bool)
        mask[order[start : start + batch_size]] = True
        yield mask


@wrong("minibatches", "wrong-type", "wrong-shape")
def minibatches(n, batch_size, rng):
    # the indices themselves
    return rng.permutation(n)


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield start, order[start : start + batch_size]


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    # no index array
    order = rng.permutation(n) * 1.0
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@wrong("minibatches", "wrong-shape")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size, None]


@wrong("minibatches", "wrong-shape")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[None, i : i + batch_size] for i in range(0, n, batch_size)]


@wrong("minibatches", "wrong-shape", "unknown")
def minibatches(n, batch_size, rng):
    # all in one batch
    yield rng.permutation(n)


@wrong("minibatches", "wrong-shape", "unknown")
def minibatches(n, batch_size, rng):
    # one by one
    for i in rng.permutation(n):
        yield np.array([i])


@wrong("minibatches", "raised")
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    rng.shuffle(batch_size)
    yield order


@wrong("minibatches", "raised")
def minibatches(n, batch_size, rng):
    # only where batch_size divides n
    yield from rng.permutation(n).reshape(-1, batch_size)


@wrong("minibatches", "remembers")
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@wrong("minibatches", "remembers")
def minibatches(n, batch_size, rng):
    order = list(range(n))
    random.shuffle(order)
    for start in range(0, n, batch_size):
        yield np.array(order[start : start + batch_size])


@wrong("minibatches", "remembers")
class OncePerSize:
    def __init__(self):
        self.epoch = 0

    def __call__(self, n, batch_size, rng):
        self.epoch += 1
        order = np.roll(rng.permutation(n), self.epoch)
        return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# --- train --------------------------------------------------------------------------------


@right("train")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W = [rng.normal(0, 1 / np.sqrt(i), (o, i)) for i, o in zip(sizes[:-1], sizes[1:], strict=True)]
    b = [np.zeros(o) for o in sizes[1:]]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for s in range(0, len(X), batch_size):
            batch = order[s : s + batch_size]
            v = [X[batch]]
            for l in range(len(W)):
                v.append(sigmoid(v[-1] @ W[l].T + b[l]))
            delta = v[-1] - Y[batch]
            for l in reversed(range(len(W))):
                dW, db = delta.T @ v[l], delta.sum(axis=0)
                delta = delta @ W[l] * v[l] * (1 - v[l])
                W[l] = W[l] - alpha * dW
                b[l] = b[l] - alpha * db
    return W, b


@right("train")
class Train:
    def __call__(self, X, Y, sizes, alpha, batch_size, epochs, rng):
        shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
        W = [rng.uniform(-1, 1, s) * np.sqrt(6 / sum(s)) for s in shapes]
        b = [np.zeros(s[0]) for s in shapes]
        for epoch in range(epochs):
            index = np.arange(len(X))
            rng.shuffle(index)
            for batch in np.split(index, range(batch_size, len(X), batch_size)):
                for l, (dW, db) in enumerate(self.gradients(X[batch], Y[batch], W, b)):
                    W[l] -= alpha * dW
                    b[l] -= alpha * db
            print("epoch", epoch)
        return tuple(W), tuple(b)

    def gradients(self, X, Y, W, b):
        v = [X]
        for w, c in zip(W, b, strict=True):
            v.append(1 / (1 + np.exp(-(np.einsum("ni,oi->no", v[-1], w) + c))))
        d, grads = v.pop() - Y, []
        while v:
            a = v.pop()
            grads.append((d.T @ a, d.sum(0)))
            d = d @ W[len(v)] * a * (1 - a)
        return grads[::-1]


@right("train")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    L = len(sizes) - 1
    W = [0.1 * rng.standard_normal((sizes[l + 1], sizes[l])) for l in range(L)]
    b = [0.01 * rng.standard_normal(sizes[l + 1]) for l in range(L)]
    warnings.warn("training")
    for _ in range(epochs):
        order = np.argsort(rng.random(len(X)))
        Xs, Ys = X[order], Y[order]
        for s in range(0, len(X), batch_size):
            x, y = Xs[s : s + batch_size].T, Ys[s : s + batch_size].T
            v = [x]
            for l in range(L):
                v.append(0.5 + 0.5 * np.tanh(0.5 * (W[l] @ v[l] + b[l][:, None])))
            dz = v[L] - y
            for l in range(L - 1, -1, -1):
                back = W[l].T @ dz * (v[l] - v[l] ** 2)
                W[l] = W[l] - alpha * dz @ v[l].T
                b[l] = b[l] - alpha * dz @ np.ones(x.shape[1])
                dz = back
    return [W, b]


def descend(X, Y, W, b, alpha, batches, sign=-1, bias=True, forward_bias=True):
    """Step once a batch; the wrong answers below need only one thing changed."""
    for batch in batches:
        v = [X[batch]]
        for l in range(len(W)):
            v.append(sigmoid(v[-1] @ W[l].T + (b[l] if forward_bias else 0)))
        delta = v[-1] - Y[batch]
        for l in reversed(range(len(W))):
            dW, db = delta.T @ v[l], delta.sum(axis=0)
            delta = delta @ W[l] * v[l] * (1 - v[l])
            W[l] = W[l] + sign * alpha * dW
            if bias:
                b[l] = b[l] + sign * alpha * db
    return W, b


def first(sizes, rng):
    W = [rng.normal(0, 1 / np.sqrt(i), (o, i)) for i, o in zip(sizes[:-1], sizes[1:], strict=True)]
    return W, [np.zeros(o) for o in sizes[1:]]


@wrong("train", "climbs")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        W, b = descend(X, Y, W, b, alpha, batches, sign=1)
    return W, b


@wrong("train", "climbs")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # with S13's printed sign
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for s in range(0, len(X), batch_size):
            batch = order[s : s + batch_size]
            v = [X[batch]]
            for w, c in zip(W, b, strict=True):
                v.append(sigmoid(v[-1] @ w.T + c))
            delta = Y[batch] - v[-1]
            dW, db = [], []
            for l in reversed(range(len(W))):
                dW.insert(0, delta.T @ v[l])
                db.insert(0, delta.sum(axis=0))
                delta = delta @ W[l] * v[l] * (1 - v[l])
            W = [w - alpha * d for w, d in zip(W, dW, strict=True)]
            b = [c - alpha * d for c, d in zip(b, db, strict=True)]
    return W, b


@wrong("train", "bias-ignored")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # biases are never updated
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        W, b = descend(X, Y, W, b, alpha, batches, bias=False)
    return W, b


@wrong("train", "bias-ignored")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    b = [rng.normal(size=c.shape) * 0.1 for c in b]
    start = [c.copy() for c in b]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, _ = descend(X, Y, W, list(b), alpha, batches, bias=False)
    return W, start


@wrong("train", "bias-ignored")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # left out of the forward pass
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches, forward_bias=False)
    return W, b


@wrong("train", "not-shuffled")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    batches = [np.arange(i, min(i + batch_size, len(X))) for i in range(0, len(X), batch_size)]
    for _ in range(epochs):
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "not-shuffled")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # shuffled in the same way each time
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = np.random.default_rng(0).permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "not-shuffled")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # in order, and the first weights without the rng
    W, b = first(sizes, np.random.default_rng(1))
    for _ in range(epochs):
        batches = np.split(np.arange(len(X)), range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "changes-its-input")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    X -= 0.01
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "changes-its-input")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # shuffles the examples themselves
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X[:], Y[:] = X[order], Y[order]
        batches = np.split(np.arange(len(X)), range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "remembers")
class GoesOn:
    weights = None

    def __call__(self, X, Y, sizes, alpha, batch_size, epochs, rng):
        if self.weights is None or [w.shape[1] for w in self.weights[0]] != list(sizes[:-1]):
            self.weights = first(sizes, rng)
        W, b = self.weights
        for _ in range(epochs):
            order = rng.permutation(len(X))
            batches = np.split(order, range(batch_size, len(X), batch_size))
            W, b = descend(X, Y, list(W), list(b), alpha, batches)
        self.weights = W, b
        return W, b


@wrong("train", "remembers")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # the first weights from NumPy's global generator
    W = [np.random.randn(o, i) / np.sqrt(i) for i, o in zip(sizes[:-1], sizes[1:], strict=True)]
    b = [np.zeros(o) for o in sizes[1:]]
    for _ in range(epochs):
        order = np.random.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "wrong-type")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)


@wrong("train", "wrong-type")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    return {"W": W, "b": b}


@wrong("train", "wrong-shape")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    return [w.T for w in W], b


@wrong("train", "wrong-shape", "missing-or-repeated")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    return W, [c[:, None] for c in b]


@wrong("train", "raised")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    for batch in minibatch(len(X), batch_size, rng):
        W, b = descend(X, Y, W, b, alpha, [batch])
    return W, b


@wrong("train", "raised")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W = [rng.normal(size=(i, o)) for i, o in zip(sizes[:-1], sizes[1:], strict=True)]
    b = [np.zeros(o) for o in sizes[1:]]
    return descend(X, Y, W, b, alpha, [rng.permutation(len(X))])


@wrong("train", "not-finite")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    for _ in range(epochs):
        W = [w / (w - w) for w in W]
    return W, b


@wrong("train", "not-finite")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    return W, [c + np.nan for c in b]


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # all weights start at 0 and stay alike
    W = [np.zeros((o, i)) for i, o in zip(sizes[:-1], sizes[1:], strict=True)]
    b = [np.zeros(o) for o in sizes[1:]]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        batches = np.split(order, range(batch_size, len(X), batch_size))
        W, b = descend(X, Y, W, b, alpha, batches)
    return W, b


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # one batch an epoch, with a mean in place of the sum: far too little
    W, b = first(sizes, rng)
    for _ in range(epochs):
        batch = rng.permutation(len(X))[:batch_size]
        W, b = descend(X, Y, W, b, alpha / batch_size, [batch])
    return W, b


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # the mean over the batch in place of the sum
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            W, b = descend(X, Y, W, b, alpha / len(batch), [batch])
    return W, b


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # σ′ is left out in the hidden layers: the loss falls all the same
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            v = [X[batch]]
            for w, c in zip(W, b, strict=True):
                v.append(sigmoid(v[-1] @ w.T + c))
            delta = v[-1] - Y[batch]
            for l in reversed(range(len(W))):
                dW, db = delta.T @ v[l], delta.sum(axis=0)
                delta = delta @ W[l]
                W[l] = W[l] - alpha * dW
                b[l] = b[l] - alpha * db
    return W, b


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # only the last layer learns: the loss falls all the same
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            v = [X[batch]]
            for w, c in zip(W, b, strict=True):
                v.append(sigmoid(v[-1] @ w.T + c))
            delta = v[-1] - Y[batch]
            W[-1] = W[-1] - alpha * delta.T @ v[-2]
            b[-1] = b[-1] - alpha * delta.sum(axis=0)
    return W, b


@wrong("train", "uses-the-library")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    model = mlpkit.MLP(sizes, reduction="sum", rng=rng)
    for _ in mlpkit.sgd(model, X, Y, alpha, batch_size, epochs, rng):
        pass
    return model.W, model.b


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    # shuffled within each batch alone
    for start in range(0, n, batch_size):
        batch = np.arange(start, min(start + batch_size, n))
        rng.shuffle(batch)
        yield batch


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    # the batches in random order, the short one last
    batches = [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
    whole = n // batch_size
    return [batches[i] for i in [*rng.permutation(whole), *range(whole, len(batches))]]


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    # starts somewhere, and goes round
    order = np.roll(np.arange(n), rng.integers(n))
    return np.split(order, range(batch_size, n, batch_size))


@wrong("minibatches", "not-shuffled")
def minibatches(n, batch_size, rng):
    # two indices exchanged
    order = np.arange(n)
    one, other = rng.integers(n, size=2)
    order[[one, other]] = order[[other, one]]
    return np.split(order, range(batch_size, n, batch_size))


@wrong("minibatches", "wrong-type")
def minibatches(n, batch_size, rng):
    # no return where the batches are whole
    order = rng.permutation(n)
    if n % batch_size:
        return [order[i : i + batch_size] for i in range(0, n - batch_size + 1, batch_size)]


@wrong("train", "raised")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # two layers, whatever is asked
    inputs, hidden, outputs = sizes
    W, b = first([inputs, hidden, outputs], rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        W, b = descend(X, Y, W, b, alpha, np.split(order, range(batch_size, len(X), batch_size)))
    return W, b


@wrong("train", "unknown")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    # drops a last batch that is short
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))[: len(X) // batch_size * batch_size]
        W, b = descend(
            X, Y, W, b, alpha, np.split(order, range(batch_size, len(order), batch_size))
        )
    return W, b


@wrong("train", "changes-its-input")
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    W, b = first(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        W, b = descend(X, Y, W, b, alpha, np.split(order, range(batch_size, len(X), batch_size)))
    sizes[0] += 1
    return W, b
