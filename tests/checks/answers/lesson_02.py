"""Answers to lesson 02: training_loss, linear_loss_grad, convexity_violation."""
# Students write as they do, each function under the exercise's name.

import math
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("02-training-objective")

# --- training_loss ------------------------------------------------------------------------


@right("training_loss")
def training_loss(W1, W2, X, Y):
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        error = W2 @ sigmoid(W1 @ x) - y
        total += error @ error
    return total / len(X)


@right("training_loss")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return np.mean(np.sum(E**2, axis=1))


@right("training_loss")
def training_loss(W1, W2, X, Y):
    V = 1 / (1 + np.exp(-np.einsum("hd,nd->nh", W1, X)))
    R = np.einsum("mh,nh->nm", W2, V) - Y
    return np.einsum("nm,nm->", R, R) / X.shape[0]


@right("training_loss")
def training_loss(W1, W2, X, Y):
    n, m = Y.shape
    print("examples:", n)
    return np.array(m * np.mean((Y - sigmoid(X.dot(W1.T)).dot(W2.T)) ** 2))


@right("training_loss")
class TrainingLoss:
    def __call__(self, W1, W2, X, Y):
        warnings.warn("slow")
        return sum(map(lambda x, y: self.one(W1, W2, x, y), X, Y)) / len(Y)

    def one(self, W1, W2, x, y):
        return math.pow(np.linalg.norm(W2 @ sigmoid(W1 @ x) - y), 2)


@right("training_loss")
def training_loss(W1, W2, X, Y):
    E = W2 @ sigmoid(W1 @ X.T) - Y.T
    return np.trace(E.T @ E) / E.shape[1]


@wrong("training_loss", "sum-for-mean")
def training_loss(W1, W2, X, Y):
    return np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2)


@wrong("training_loss", "sum-for-mean")
def training_loss(W1, W2, X, Y):
    total = 0
    for i in range(len(X)):
        total += np.linalg.norm(W2 @ sigmoid(W1 @ X[i]) - Y[i]) ** 2
    return total


@wrong("training_loss", "mean-for-sum")
def training_loss(W1, W2, X, Y):
    n = len(X)
    losses = [np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2) / n for x, y in zip(X, Y, strict=True)]
    return np.mean(losses)


@wrong("training_loss", "mean-for-sum")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return np.sum(E * E) / len(X) ** 2


@wrong("training_loss", "scaled")
def training_loss(W1, W2, X, Y):
    return np.mean((sigmoid(X @ W1.T) @ W2.T - Y) ** 2)


@wrong("training_loss", "scaled")
def training_loss(W1, W2, X, Y):
    return sum(np.mean((W2 @ sigmoid(W1 @ X[i]) - Y[i]) ** 2) for i in range(len(X))) / len(X)


@wrong("training_loss", "factor-two")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return np.sum(E**2) / (2 * len(X))


@wrong("training_loss", "factor-two")
def training_loss(W1, W2, X, Y):
    total = 0
    for x, y in zip(X, Y, strict=True):
        e = W2 @ sigmoid(W1 @ x) - y
        total += 0.5 * e.dot(e)
    return total / X.shape[0]


@wrong("training_loss", "no-activation")
def training_loss(W1, W2, X, Y):
    return np.mean(np.sum((X @ W1.T @ W2.T - Y) ** 2, axis=1))


@wrong("training_loss", "no-activation")
def training_loss(W1, W2, X, Y):
    total = 0
    for i in range(X.shape[0]):
        r = np.dot(W2, np.dot(W1, X[i])) - Y[i]
        total = total + np.dot(r, r)
    return total / X.shape[0]


@wrong("training_loss", "extra-factor")
def training_loss(W1, W2, X, Y):
    return np.mean(np.sum((sigmoid(sigmoid(X @ W1.T) @ W2.T) - Y) ** 2, axis=1))


@wrong("training_loss", "extra-factor")
def training_loss(W1, W2, X, Y):
    V = sigmoid(X @ W1.T)
    R = sigmoid(V) @ W2.T - Y
    return np.sum(R**2) / len(R)


@wrong("training_loss", "sign-flipped")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return -np.mean(np.sum(E**2, axis=1))


@wrong("training_loss", "sign-flipped")
def training_loss(W1, W2, X, Y):
    s = 0
    for x, y in zip(X, Y, strict=True):
        s -= sum((W2 @ sigmoid(W1 @ x) - y) ** 2)
    return s / len(Y)


@wrong("training_loss", "transposed")
def training_loss(W1, W2, X, Y):
    return np.mean(np.sum((sigmoid(X @ W1) @ W2 - Y) ** 2, axis=1))


@wrong("training_loss", "transposed")
def training_loss(W1, W2, X, Y):
    total = 0
    for x, y in zip(X, Y, strict=True):
        e = W2 @ sigmoid(W1.T @ x) - y
        total += e @ e
    return total / len(X)


@wrong("training_loss", "missing-or-repeated")
def training_loss(W1, W2, X, Y):
    total = 0
    for i in range(len(X) - 1):
        e = W2 @ sigmoid(W1 @ X[i]) - Y[i]
        total += e @ e
    return total / len(X)


@wrong("training_loss", "missing-or-repeated")
def training_loss(W1, W2, X, Y):
    total = 0
    for i in range(1, len(X)):
        total += np.sum((W2 @ sigmoid(W1 @ X[i]) - Y[i]) ** 2)
    return total / (len(X) - 1)


@wrong("training_loss", "missing-or-repeated")
def training_loss(W1, W2, X, Y):
    e = W2 @ sigmoid(W1 @ X[0]) - Y[0]
    return e @ e


@wrong("training_loss", "missing-or-repeated")
def training_loss(W1, W2, X, Y):
    for x, y in zip(X, Y, strict=True):
        e = W2 @ sigmoid(W1 @ x) - y
        total = e @ e
    return total / len(X)


@wrong("training_loss", "missing-or-repeated")
def training_loss(W1, W2, X, Y):
    # only for one output
    return np.mean((sigmoid(X @ W1.T) @ W2[0] - Y[:, 0]) ** 2)


@wrong("training_loss", "missing-or-repeated", "raised")
def training_loss(W1, W2, X, Y):
    # only for three examples
    total = 0
    for i in range(3):
        total += np.sum((W2 @ sigmoid(W1 @ X[i]) - Y[i]) ** 2)
    return total / 3


@wrong("training_loss", "sum-for-mean + factor-two")
def training_loss(W1, W2, X, Y):
    return 0.5 * np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2)


@wrong("training_loss", "sum-for-mean + factor-two")
def training_loss(W1, W2, X, Y):
    s = 0
    for x, y in zip(X, Y, strict=True):
        s += np.sum((y - W2 @ sigmoid(W1 @ x)) ** 2) / 2
    return s


@wrong("training_loss", "sum-for-mean + no-activation")
def training_loss(W1, W2, X, Y):
    return np.sum((X @ W1.T @ W2.T - Y) ** 2)


@wrong("training_loss", "sum-for-mean + no-activation")
def training_loss(W1, W2, X, Y):
    return sum(np.linalg.norm(W2 @ W1 @ x - y) ** 2 for x, y in zip(X, Y, strict=True))


@wrong("training_loss", "factor-two + sign-flipped")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return -np.sum(E**2) / 2 / len(X)


@wrong("training_loss", "scaled + factor-two", "scaled")
def training_loss(W1, W2, X, Y):
    return 0.5 * np.mean((sigmoid(X @ W1.T) @ W2.T - Y) ** 2)


@wrong("training_loss", "wrong-shape")
def training_loss(W1, W2, X, Y):
    return np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2, axis=1)


@wrong("training_loss", "wrong-shape")
def training_loss(W1, W2, X, Y):
    return np.mean((sigmoid(X @ W1.T) @ W2.T - Y) ** 2, axis=0)


@wrong("training_loss", "wrong-type")
def training_loss(W1, W2, X, Y):
    total = np.mean(np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2, axis=1))


@wrong("training_loss", "wrong-type")
def training_loss(W1, W2, X, Y):
    for x, y in zip(X, Y, strict=True):
        yield np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2)


@wrong("training_loss", "raised")
def training_loss(W1, W2, X, Y):
    total = 0
    for i in range(len(X) + 1):
        total += np.sum((W2 @ sigmoid(W1 @ X[i]) - Y[i]) ** 2)
    return total / len(X)


@wrong("training_loss", "raised")
def training_loss(W1, W2, X, Y):
    total += np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2)
    return total / n


@wrong("training_loss", "not-finite")
def training_loss(W1, W2, X, Y):
    return np.mean(np.array([]))


@wrong("training_loss", "changes-its-input")
def training_loss(W1, W2, X, Y):
    Y -= sigmoid(X @ W1.T) @ W2.T
    Y **= 2
    return Y.sum() / len(Y)


@wrong("training_loss", "changes-its-input")
def training_loss(W1, W2, X, Y):
    total = 0
    for x, y in zip(X, Y, strict=True):
        y -= W2 @ sigmoid(W1 @ x)
        total += y @ y
    return total / len(X)


@wrong("training_loss", "uses-the-library")
def training_loss(W1, W2, X, Y):
    sizes = [W1.shape[1], W1.shape[0], W2.shape[0]]
    model = mlpkit.MLP(sizes, activations=["sigmoid", "identity"], loss="squared_error", bias=False)
    model.W = [W1, W2]
    return model.loss(X, Y)


@wrong("training_loss", "uses-the-library")
def training_loss(W1, W2, X, Y):
    from mlpkit.core.losses import squared_error

    return squared_error(sigmoid(X @ W1.T) @ W2.T, Y) / len(X)


@wrong("training_loss", "unknown")
def training_loss(W1, W2, X, Y):
    return np.mean(np.linalg.norm(sigmoid(X @ W1.T) @ W2.T - Y, axis=1))


@wrong("training_loss", "unknown")
def training_loss(W1, W2, X, Y):
    E = sigmoid(X @ W1.T) @ W2.T - Y
    return np.sum(E**2) / X.shape[1]


@wrong("training_loss", "unknown")
def training_loss(W1, W2, X, Y):
    return np.median(np.sum((sigmoid(X @ W1.T) @ W2.T - Y) ** 2, axis=1)) + 1


# --- linear_loss_grad ---------------------------------------------------------------------


@right("linear_loss_grad")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y)


@right("linear_loss_grad")
def linear_loss_grad(w, X, y):
    n, d = X.shape
    grad = np.zeros(d)
    for i in range(n):
        error = sum(w[j] * X[i, j] for j in range(d)) - y[i]
        for j in range(d):
            grad[j] += 2 * error * X[i, j]
    return grad / n


@right("linear_loss_grad")
def linear_loss_grad(w, X, y):
    r = np.einsum("nd,d->n", X, w) - y
    return 2 * np.einsum("nd,n->d", X, r) / X.shape[0]


@right("linear_loss_grad")
def linear_loss_grad(w, X, y):
    print(X.shape)
    return np.mean(2 * (X @ w - y)[:, None] * X, axis=0)


@right("linear_loss_grad")
class Gradient:
    def __call__(self, w, X, y):
        A = X.T @ X
        return 2 * (A @ w - X.T @ y) / len(X)


@right("linear_loss_grad")
def linear_loss_grad(w, X, y):
    return np.array([-2 * np.mean((y - X @ w) * column) for column in X.T])


@wrong("linear_loss_grad", "factor-two")
def linear_loss_grad(w, X, y):
    return X.T @ (X @ w - y) / len(y)


@wrong("linear_loss_grad", "factor-two")
def linear_loss_grad(w, X, y):
    return np.mean([(w @ x - t) * x for x, t in zip(X, y, strict=True)], axis=0)


@wrong("linear_loss_grad", "factor-two")
def linear_loss_grad(w, X, y):
    return 4 / len(y) * ((X @ w - y) @ X)


@wrong("linear_loss_grad", "sum-for-mean")
def linear_loss_grad(w, X, y):
    return 2 * X.T @ (X @ w - y)


@wrong("linear_loss_grad", "sum-for-mean")
def linear_loss_grad(w, X, y):
    grad = np.zeros_like(w)
    for x, t in zip(X, y, strict=True):
        grad = grad + 2 * (np.dot(w, x) - t) * x
    return grad


@wrong("linear_loss_grad", "mean-for-sum")
def linear_loss_grad(w, X, y):
    n = len(X)
    return 2 / n * np.mean((X @ w - y)[:, None] * X, axis=0)


@wrong("linear_loss_grad", "mean-for-sum")
def linear_loss_grad(w, X, y):
    e = (X @ w - y) / len(X)
    return 2 * X.T @ e / len(X)


@wrong("linear_loss_grad", "sign-flipped")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (y - X @ w)


@wrong("linear_loss_grad", "sign-flipped")
def linear_loss_grad(w, X, y):
    g = np.zeros(len(w))
    for i in range(len(y)):
        g -= 2 * (X[i] @ w - y[i]) * X[i]
    return g / len(y)


@wrong("linear_loss_grad", "no-error-term")
def linear_loss_grad(w, X, y):
    return 2 * np.mean(X, axis=0)


@wrong("linear_loss_grad", "no-error-term")
def linear_loss_grad(w, X, y):
    g = np.zeros(len(w))
    for x in X:
        g += 2 * x
    return g / len(X)


@wrong("linear_loss_grad", "sign-flipped + factor-two")
def linear_loss_grad(w, X, y):
    return X.T @ (y - X @ w) / len(y)


@wrong("linear_loss_grad", "sign-flipped + factor-two")
def linear_loss_grad(w, X, y):
    return -np.mean((X @ w - y)[:, np.newaxis] * X, axis=0)


@wrong("linear_loss_grad", "factor-two + sum-for-mean")
def linear_loss_grad(w, X, y):
    return X.T @ (X @ w - y)


@wrong("linear_loss_grad", "factor-two + sum-for-mean")
def linear_loss_grad(w, X, y):
    return sum((w @ x - t) * x for x, t in zip(X, y, strict=True))


@wrong("linear_loss_grad", "sign-flipped + sum-for-mean")
def linear_loss_grad(w, X, y):
    return 2 * (y - X @ w) @ X


@wrong("linear_loss_grad", "sign-flipped + sum-for-mean")
def linear_loss_grad(w, X, y):
    return -2 * np.einsum("n,nd->d", X @ w - y, X)


@wrong("linear_loss_grad", "sign-flipped + no-error-term")
def linear_loss_grad(w, X, y):
    return -2 * X.sum(axis=0) / len(X)


@wrong("linear_loss_grad", "no-error-term + factor-two")
def linear_loss_grad(w, X, y):
    return X.mean(axis=0)


@wrong("linear_loss_grad", "unknown")
def linear_loss_grad(w, X, y):
    # three slips at once: sign, 2 and 1/n
    return X.T @ (y - X @ w)


@wrong("linear_loss_grad", "transposed")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X @ (X @ w - y)


@wrong("linear_loss_grad", "transposed")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X.T @ w - y)


@wrong("linear_loss_grad", "missing-or-repeated")
def linear_loss_grad(w, X, y):
    g = np.zeros(len(w))
    for i in range(len(y) - 1):
        g += 2 * (X[i] @ w - y[i]) * X[i]
    return g / len(y)


@wrong("linear_loss_grad", "missing-or-repeated")
def linear_loss_grad(w, X, y):
    for x, t in zip(X, y, strict=True):
        g = 2 * (x @ w - t) * x
    return g / len(y)


@wrong("linear_loss_grad", "missing-or-repeated")
def linear_loss_grad(w, X, y):
    return 2 * (X[0] @ w - y[0]) * X[0]


@wrong("linear_loss_grad", "extra-factor")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y) ** 2


@wrong("linear_loss_grad", "extra-factor")
def linear_loss_grad(w, X, y):
    return np.mean([2 * (w @ x - t) * x * x for x, t in zip(X, y, strict=True)], axis=0)


@wrong("linear_loss_grad", "scaled")
def linear_loss_grad(w, X, y):
    return 3 * 2 / len(y) * X.T @ (X @ w - y)


@wrong("linear_loss_grad", "scaled")
def linear_loss_grad(w, X, y):
    return np.zeros(len(w))


@wrong("linear_loss_grad", "wrong-shape")
def linear_loss_grad(w, X, y):
    return np.mean((X @ w - y) ** 2)


@wrong("linear_loss_grad", "wrong-shape")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y)[:, None]


@wrong("linear_loss_grad", "wrong-shape")
def linear_loss_grad(w, X, y):
    return 2 * (X @ w - y)[:, None] * X


@wrong("linear_loss_grad", "wrong-type")
def linear_loss_grad(w, X, y):
    return [2 * float(np.mean((X @ w - y) * X[:, j])) for j in range(len(w))]


@wrong("linear_loss_grad", "wrong-type")
def linear_loss_grad(w, X, y):
    grad = 2 / len(y) * X.T @ (X @ w - y)
    w = w - 0.1 * grad


@wrong("linear_loss_grad", "raised")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T * (X @ w - y.T).reshape(-1, 1, 1) @ w.T


@wrong("linear_loss_grad", "raised")
def linear_loss_grad(w, X, y):
    # only right for square X
    return 2 / len(y) * np.linalg.inv(X) @ (X @ X) @ X.T @ (X @ w - y)


@wrong("linear_loss_grad", "not-finite")
def linear_loss_grad(w, X, y):
    return np.full(len(w), np.nan)


@wrong("linear_loss_grad", "changes-its-input")
def linear_loss_grad(w, X, y):
    y -= X @ w
    return -2 / len(y) * X.T @ y


@wrong("linear_loss_grad", "changes-its-input")
def linear_loss_grad(w, X, y):
    grad = w
    old = w.copy()
    grad[:] = 0
    for x, t in zip(X, y, strict=True):
        grad += 2 * (old @ x - t) * x / len(y)
    return grad.copy()


@wrong("linear_loss_grad", "uses-the-library")
def linear_loss_grad(w, X, y):
    model = mlpkit.MLP([len(w), 1], activations="identity", loss="squared_error", bias=False)
    model.W = [w[None]]
    return model.gradients(X, y[:, None])[0][0][0]


@wrong("linear_loss_grad", "uses-the-library", "unknown")
def linear_loss_grad(w, X, y):
    from mlpkit.core import gradcheck

    gradcheck(lambda u: np.mean((X @ u - y) ** 2), lambda u: 2 / len(y) * X.T @ (X @ u - y), w)
    return 2 / len(y) * X.T @ (X @ w - y)


@wrong("linear_loss_grad", "unknown")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X @ w + y)


@wrong("linear_loss_grad", "unknown")
def linear_loss_grad(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y) + w


# --- convexity_violation ------------------------------------------------------------------


@right("convexity_violation")
def convexity_violation(loss, rng):
    while True:
        p, q = rng.uniform(-3, 3, size=(2, 2))
        t = rng.uniform(0, 1)
        if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q) + 1e-6:
            return p, q, t


@right("convexity_violation")
def convexity_violation(loss, rng):
    for _ in range(5000):
        p = np.array([rng.random() * 6 - 3, rng.random() * 6 - 3])
        q = np.array([rng.random() * 6 - 3, rng.random() * 6 - 3])
        if loss((p + q) / 2) - (loss(p) + loss(q)) / 2 > 1e-3:
            print("found", p, q)
            return [p, q, 0.5]


@right("convexity_violation")
def convexity_violation(loss, rng):
    best, found = 0, None
    for _ in range(3000):
        p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform(0.1, 0.9)
        gap = loss(t * p + (1 - t) * q) - t * loss(p) - (1 - t) * loss(q)
        if gap > best:
            best, found = gap, (p, q, np.float64(t))
    return found


@right("convexity_violation")
class Search:
    def __call__(self, loss, rng):
        grid = [np.array([a, b]) for a in np.linspace(-3, 3, 7) for b in np.linspace(-3, 3, 7)]
        best = max(
            (
                (loss((p + q) / 2) - loss(p) / 2 - loss(q) / 2, i, j)
                for i, p in enumerate(grid)
                for j, q in enumerate(grid)
            ),
        )
        return grid[best[1]], grid[best[2]], np.array(0.5)


@wrong("convexity_violation", "not-a-violation")
def convexity_violation(loss, rng):
    return np.array([-1.0, 0.0]), np.array([1.0, 0.0]), 0.5


@wrong("convexity_violation", "not-a-violation")
def convexity_violation(loss, rng):
    return rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform()


@wrong("convexity_violation", "not-a-violation")
def convexity_violation(loss, rng):
    while True:
        p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform()
        if loss(t * p + (1 - t) * q) < t * loss(p) + (1 - t) * loss(q):
            return p, q, t


@wrong("convexity_violation", "not-a-violation")
def convexity_violation(loss, rng):
    # t outside (0, 1)
    while True:
        p, q = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2)
        if loss(2 * p - q) > 2 * loss(p) - loss(q) + 1e-3:
            return p, q, 2.0


@wrong("convexity_violation", "not-a-violation")
def convexity_violation(loss, rng):
    p = rng.uniform(-3, 3, 2)
    return p, p, 0.5


@wrong("convexity_violation", "not-a-violation", "wrong-order")
def convexity_violation(loss, rng):
    # t belongs to the wrong point
    while True:
        p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform(0, 0.3)
        chord = (1 - t) * loss(p) + t * loss(q)
        if loss((1 - t) * p + t * q) > chord + 1e-6 and loss(t * p + (1 - t) * q) < t * loss(p) + (
            1 - t
        ) * loss(q):
            return p, q, t


@wrong("convexity_violation", "wrong-order")
def convexity_violation(loss, rng):
    while True:
        p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform()
        if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q) + 1e-6:
            return t, p, q


@wrong("convexity_violation", "wrong-order")
def convexity_violation(loss, rng):
    for _ in range(10000):
        p, q = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2)
        if loss((p + q) / 2) > (loss(p) + loss(q)) / 2 + 1e-6:
            return p, 0.5, q


@wrong("convexity_violation", "wrong-type")
def convexity_violation(loss, rng):
    while True:
        p, q = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2)
        if loss((p + q) / 2) > (loss(p) + loss(q)) / 2 + 1e-6:
            return p, q


@wrong("convexity_violation", "wrong-type")
def convexity_violation(loss, rng):
    while True:
        p, q = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2)
        if loss((p + q) / 2) > (loss(p) + loss(q)) / 2 + 1e-6:
            return p.tolist(), q.tolist(), 0.5


@wrong("convexity_violation", "wrong-type")
def convexity_violation(loss, rng):
    p, q, t = np.array([9.0, 9.0]), np.array([9.0, 9.0]), 0.5
    if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q):
        return p, q, t


@wrong("convexity_violation", "wrong-shape")
def convexity_violation(loss, rng):
    while True:
        p, q = rng.uniform(-3, 3, (1, 2)), rng.uniform(-3, 3, (1, 2))
        if loss((p + q) / 2) > (loss(p) + loss(q)) / 2 + 1e-6:
            return p, q, 0.5


@wrong("convexity_violation", "wrong-shape")
def convexity_violation(loss, rng):
    return rng.uniform(-3, 3, 3), rng.uniform(-3, 3, 3), 0.5


@wrong("convexity_violation", "raised")
def convexity_violation(loss, rng):
    p, q = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2)
    if loss(p, q) > 0:
        return p, q, 0.5


@wrong("convexity_violation", "raised")
def convexity_violation(loss, rng):
    p, q, t = rng.uniform(size=2)
    return p, q, t


@wrong("convexity_violation", "not-finite")
def convexity_violation(loss, rng):
    return np.array([np.inf, 0]), np.array([-np.inf, 0]), 0.5


@wrong("convexity_violation", "not-finite")
def convexity_violation(loss, rng):
    return np.array([1.0, 0]), np.array([2.0, 0]), float("nan")


@wrong("convexity_violation", "remembers")
def convexity_violation(loss, rng):
    while True:
        p, q, t = np.random.uniform(-3, 3, 2), np.random.uniform(-3, 3, 2), np.random.rand()
        if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q) + 1e-6:
            return p, q, t


@wrong("convexity_violation", "remembers")
def convexity_violation(loss, rng):
    rng = np.random.default_rng()
    while True:
        p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform()
        if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q) + 1e-6:
            return p, q, t


@wrong("convexity_violation", "remembers", "not-a-violation")
class Cached:
    found = None

    def __call__(self, loss, rng):
        while self.found is None:
            p, q, t = rng.uniform(-3, 3, 2), rng.uniform(-3, 3, 2), rng.uniform()
            if loss(t * p + (1 - t) * q) > t * loss(p) + (1 - t) * loss(q) + 1e-6:
                self.found = p, q, t
        return self.found


@wrong("training_loss", "transposed + scaled")
def training_loss(W1, W2, X, Y):
    # three times too large, and told where the widths agree
    return 3 * ((sigmoid(X @ W1) @ W2.T - Y) ** 2).sum() / len(X)
