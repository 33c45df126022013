"""Answers to lesson 06: two_layer_backprop and backprop."""
# Students write as they do, each function under the exercise's name.

import math
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("06-backpropagation")

# --- two_layer_backprop -------------------------------------------------------------------


@right("two_layer_backprop")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    d1 = W2.T @ d2 * v * (1 - v)
    return np.outer(d1, x), np.outer(d2, v)


@right("two_layer_backprop")
def two_layer_backprop(W1, W2, x, y):
    h, d = W1.shape
    m = len(y)
    v = [1 / (1 + math.exp(-sum(W1[j, k] * x[k] for k in range(d)))) for j in range(h)]
    y_hat = [1 / (1 + math.exp(-sum(W2[i, j] * v[j] for j in range(h)))) for i in range(m)]
    dW1, dW2 = np.zeros((h, d)), np.zeros((m, h))
    for i in range(m):
        delta = 2 * (y_hat[i] - y[i]) * y_hat[i] * (1 - y_hat[i])
        for j in range(h):
            dW2[i, j] = delta * v[j]
            for k in range(d):
                dW1[j, k] += delta * W2[i, j] * v[j] * (1 - v[j]) * x[k]
    return [dW1, dW2]


@right("two_layer_backprop")
def two_layer_backprop(W1, W2, x, y):
    v = 0.5 * (1 + np.tanh(W1 @ x / 2))
    y_hat = 0.5 * (1 + np.tanh(W2 @ v / 2))
    R = np.einsum("m,m,m->m", y_hat - y, y_hat, 1 - y_hat)
    print(R)
    return (
        2 * np.einsum("m,mh,h,h,d->hd", R, W2, v, 1 - v, x),
        2 * np.einsum("m,h->mh", R, v),
    )


@right("two_layer_backprop")
class TwoLayers:
    def __call__(self, W1, W2, x, y):
        warnings.warn("columns")
        x, y = x.reshape(-1, 1), y.reshape(-1, 1)
        v = sigmoid(W1 @ x)
        y_hat = sigmoid(W2 @ v)
        J = np.diagflat(y_hat * (1 - y_hat)) @ W2 @ np.diagflat(v * (1 - v))
        e = -2 * (y - y_hat)
        return (J.T @ e) @ x.T, (e * y_hat * (1 - y_hat)) @ v.T


@wrong("two_layer_backprop", "wrong-grouping")
def two_layer_backprop(W1, W2, x, y):
    # S17 as printed
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y_hat - y
    dW1 = np.outer(2 * W2.T @ R * y_hat * (1 - y_hat) * v * (1 - v), x)
    dW2 = np.outer(2 * R * y_hat * (1 - y_hat), v)
    return dW1, dW2


@wrong("two_layer_backprop", "wrong-grouping")
def two_layer_backprop(W1, W2, x, y):
    v = 1 / (1 + np.exp(-W1.dot(x)))
    y_hat = 1 / (1 + np.exp(-W2.dot(v)))
    R = y_hat - y
    back = W2.T.dot(R)
    back = back * y_hat
    back = back * (1 - y_hat)
    back = back * v
    back = back * (1 - v)
    return 2 * back[:, None] * x[None, :], 2 * (R * y_hat * (1 - y_hat))[:, None] * v[None, :]


@wrong("two_layer_backprop", "wrong-grouping")
def two_layer_backprop(W1, W2, x, y):
    # columns, as on the slide
    x, y = x[:, None], y[:, None]
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y_hat - y
    return (
        2 * (W2.T @ R) * (y_hat * (1 - y_hat)) * (v * (1 - v)) @ x.T,
        2 * R * y_hat * (1 - y_hat) @ v.T,
    )


@wrong("two_layer_backprop", "wrong-grouping + sign-flipped")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y - y_hat
    dW1 = np.outer(2 * W2.T @ R * y_hat * (1 - y_hat) * v * (1 - v), x)
    return dW1, np.outer(2 * R * y_hat * (1 - y_hat), v)


@wrong("two_layer_backprop", "wrong-grouping + factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y_hat - y
    dW1 = np.outer(W2.T @ R * y_hat * (1 - y_hat) * v * (1 - v), x)
    return dW1, np.outer(R * y_hat * (1 - y_hat), v)


@wrong("two_layer_backprop", "sign-flipped")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y - y_hat) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "sign-flipped")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * (y_hat**2 - y_hat)
    d1 = d2 @ W2 * (v - v**2)
    return d1[:, None] * x, d2[:, None] * v


@wrong("two_layer_backprop", "sign-flipped", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    # only in dW1
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (v - 1), x), np.outer(d2, v)


@wrong("two_layer_backprop", "factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 4 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.einsum("m,mh,h,d->hd", d2, W2, v - v * v, x), np.einsum("m,h->mh", d2, v)


@wrong("two_layer_backprop", "factor-two", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    # only in dW1
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), 2 * np.outer(d2, v)


@wrong("two_layer_backprop", "no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y)
    return np.outer(W2.T @ d2, x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    # of the output only
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-sigmoid-grad", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    # of the hidden layer only
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return (d2 @ W2)[:, None] * x, d2[:, None] * v


@wrong("two_layer_backprop", "sigmoid-for-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat
    return np.outer(W2.T @ d2 * v, x), np.outer(d2, v)


@wrong("two_layer_backprop", "sigmoid-for-sigmoid-grad", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(np.dot(d2, W2) * v, x), np.outer(d2, v)


@wrong("two_layer_backprop", "sigmoid-grad-of-activation")
def two_layer_backprop(W1, W2, x, y):
    def slope(z):
        return sigmoid(z) * (1 - sigmoid(z))

    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * slope(y_hat)
    return np.outer(W2.T @ d2 * slope(v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "sigmoid-grad-of-activation", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    e = np.exp(-v)
    return np.outer(W2.T @ d2 * e / (1 + e) ** 2, x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-error-term")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-error-term")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    p = sigmoid(W2 @ v)
    s = p - p**2
    return 2 * (s @ W2 * (v - v**2))[:, None] * x, 2 * s[:, None] * v


@wrong("two_layer_backprop", "no-error-term", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ (2 * y_hat * (1 - y_hat)) * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-upstream-weights")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-upstream-weights")
def two_layer_backprop(W1, W2, x, y):
    v = 1 / (1 + np.exp(-W1 @ x))
    y_hat = 1 / (1 + np.exp(-W2 @ v))
    R = 2 * np.multiply(y_hat - y, y_hat * (1 - y_hat))
    return np.multiply(R, v - v**2)[:, np.newaxis] @ x[np.newaxis], R[:, None] @ v[None]


@wrong("two_layer_backprop", "wrong-layer-input", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), v), np.outer(d2, v)


@wrong("two_layer_backprop", "wrong-layer-input", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, x)


@wrong("two_layer_backprop", "wrong-layer-input")
def two_layer_backprop(W1, W2, x, y):
    # both exchanged
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return (d2 @ W2 * v * (1 - v))[:, None] * v, d2[:, None] * x


@wrong("two_layer_backprop", "transposed")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(x, W2.T @ d2 * v * (1 - v)), np.outer(v, d2)


@wrong("two_layer_backprop", "transposed", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), (d2[:, None] * v).T


@wrong("two_layer_backprop", "transposed")
def two_layer_backprop(W1, W2, x, y):
    # W2 in place of its transpose
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2 @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "stale-weights", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    dW2 = np.outer(d2, v)
    W2 = W2 - 0.1 * dW2
    return np.outer(W2.T @ d2 * v * (1 - v), x), dW2


@wrong("two_layer_backprop", "stale-weights", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    dW2 = d2[:, None] * v
    d1 = d2 @ (W2 - dW2) * v * (1 - v)
    return d1[:, None] * x, dW2


@wrong("two_layer_backprop", "stale-weights", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    alpha = 0.01
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    new_W2 = W2.copy()
    new_W2 -= alpha * np.einsum("m,h->mh", d2, v)
    return np.einsum("m,mh,h,d->hd", d2, new_W2, v - v * v, x), np.einsum("m,h->mh", d2, v)


@wrong("two_layer_backprop", "no-activation")
def two_layer_backprop(W1, W2, x, y):
    # the hidden layer has no sigma
    v = W1 @ x
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-activation")
def two_layer_backprop(W1, W2, x, y):
    # the output has no sigma
    v = sigmoid(W1 @ x)
    y_hat = W2 @ v
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-activation + no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    # the gradient of S1's network
    v = sigmoid(W1 @ x)
    d2 = 2 * (W2 @ v - y)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-activation + no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    f = W2 @ sigmoid(W1 @ x)
    v = 1 / (1 + np.exp(-(W1 @ x)))
    back = np.einsum("m,mh->h", f - y, W2)
    return 2 * (back * (v - v**2))[:, None] * x[None], 2 * (f - y)[:, None] * v[None]


@wrong("two_layer_backprop", "extra-factor")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * (y_hat * (1 - y_hat)) ** 2
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "extra-factor")
def two_layer_backprop(W1, W2, x, y):
    # σ twice at the output
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(sigmoid(W2 @ v))
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "extra-factor", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    # σ′ of the hidden layer twice
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    s = v * (1 - v)
    return np.outer(d2 @ W2 * s * s, x), np.outer(d2, v)


@wrong("two_layer_backprop", "wrong-order")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(d2, v), np.outer(W2.T @ d2 * v * (1 - v), x)


@wrong("two_layer_backprop", "wrong-order")
def two_layer_backprop(W1, W2, x, y):
    grads = []
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    grads.append(d[:, None] * v)
    grads.append((d @ W2 * v * (1 - v))[:, None] * x)
    return tuple(grads)


@wrong("two_layer_backprop", "sign-flipped + factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y - y_hat) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "sign-flipped + factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = -np.einsum("m,m,m->m", y_hat - y, y_hat, 1 - y_hat)
    return np.einsum("m,mh,h,d->hd", d2, W2, v - v**2, x), np.einsum("m,h->mh", d2, v)


@wrong("two_layer_backprop", "no-sigmoid-grad + factor-two")
def two_layer_backprop(W1, W2, x, y):
    # the cross-entropy's ŷ − y
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = y_hat - y
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "no-sigmoid-grad + sign-flipped")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y - y_hat)
    return np.outer(W2.T @ d2, x), np.outer(d2, v)


@wrong("two_layer_backprop", "sign-flipped + no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    # each in another result
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2, x), -np.outer(d2, v)


@wrong("two_layer_backprop", "transposed + sign-flipped")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y - y_hat) * y_hat * (1 - y_hat)
    return np.outer(x, W2.T @ d2 * v * (1 - v)), np.outer(v, d2)


@wrong("two_layer_backprop", "no-upstream-weights + factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "scaled")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat) / len(y)
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "scaled", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.zeros(W1.shape), np.outer(d2, v)


@wrong("two_layer_backprop", "missing-or-repeated", "wrong-shape")
def two_layer_backprop(W1, W2, x, y):
    # only for one output
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2[0] @ v)
    d2 = 2 * (y_hat - y[0]) * y_hat * (1 - y_hat)
    return np.outer(W2[0] * d2 * v * (1 - v), x), (d2 * v)[None]


@wrong("two_layer_backprop", "missing-or-repeated", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    # dW1 from the first output alone
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2[0] * d2[0] * v * (1 - v), x), np.outer(d2, v)


@wrong("two_layer_backprop", "raised")
def two_layer_backprop(W1, W2, x, y):
    # only for one output
    v = sigmoid(W1 @ x)
    y_hat = float(sigmoid(W2 @ v)[0]) if len(y) == 1 else float(sigmoid(W2 @ v))
    d2 = 2 * (y_hat - y[0]) * y_hat * (1 - y_hat)
    return np.outer(W2[0] * d2 * v * (1 - v), x), (d2 * v)[None]


@wrong("two_layer_backprop", "raised")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return d1 @ x.T, d2 @ v.T


@wrong("two_layer_backprop", "wrong-type")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x)


@wrong("two_layer_backprop", "wrong-type", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x).tolist(), np.outer(d2, v)


@wrong("two_layer_backprop", "wrong-shape")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return W2.T @ d2 * v * (1 - v), d2


@wrong("two_layer_backprop", "wrong-shape", score=0.5)
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ d2 * v * (1 - v), x), d2 @ np.outer(d2, v)


@wrong("two_layer_backprop", "not-finite")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * np.log(y_hat - 1)
    return np.outer(W2.T @ d2, x), np.outer(d2, v)


@wrong("two_layer_backprop", "changes-its-input")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    y -= y_hat
    y *= -2 * y_hat * (1 - y_hat)
    return np.outer(W2.T @ y * v * (1 - v), x), np.outer(y, v)


@wrong("two_layer_backprop", "changes-its-input")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    dW1, dW2 = np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)
    W1 -= 0.1 * dW1
    W2 -= 0.1 * dW2
    return dW1, dW2


@wrong("two_layer_backprop", "uses-the-library")
def two_layer_backprop(W1, W2, x, y):
    sizes = [W1.shape[1], W1.shape[0], W2.shape[0]]
    model = mlpkit.MLP(sizes, loss="squared_error", bias=False)
    model.W = [W1, W2]
    dW, db = model.gradients(x[None], y[None])
    return tuple(dW)


@wrong("two_layer_backprop", "uses-the-library", "unknown")
def two_layer_backprop(W1, W2, x, y):
    def loss(W1, W2):
        return np.sum((sigmoid(W2 @ sigmoid(W1 @ x)) - y) ** 2)

    return (
        mlpkit.numerical_gradient(lambda W: loss(W, W2), W1),
        mlpkit.numerical_gradient(lambda W: loss(W1, W), W2),
    )


@wrong("two_layer_backprop", "unknown")
def two_layer_backprop(W1, W2, x, y):
    v = np.tanh(W1 @ x)
    y_hat = np.tanh(W2 @ v)
    d2 = 2 * (y_hat - y) * (1 - y_hat**2)
    return np.outer(W2.T @ d2 * (1 - v**2), x), np.outer(d2, v)


@wrong("two_layer_backprop", "unknown")
def two_layer_backprop(W1, W2, x, y):
    # three slips at once
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y - y_hat) * y_hat
    return np.outer(W2.T @ d2 * v * (1 - v), x), np.outer(d2, v)


# --- backprop -----------------------------------------------------------------------------


@right("backprop")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        if l > 0:
            delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@right("backprop")
def backprop(X, Y, W, b):
    L = len(W)
    dW = [np.zeros(w.shape) for w in W]
    db = [np.zeros(c.shape) for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(L):
            v.append(1 / (1 + np.exp(-(W[l] @ v[l] + b[l]))))
        d = v[L] - y
        for l in range(L - 1, -1, -1):
            dW[l] += np.outer(d, v[l])
            db[l] += d
            d = W[l].T @ d * (v[l] - v[l] ** 2)
    print("n =", len(X))
    return tuple(dW), tuple(db)


@right("backprop")
def backprop(X, Y, W, b):
    acts = [X]
    for i in range(len(W)):
        z = np.einsum("ni,ji->nj", acts[-1], W[i]) + b[i]
        acts.append(0.5 + 0.5 * np.tanh(0.5 * z))
    grads = []
    delta = acts.pop() - Y
    while acts:
        a = acts.pop()
        grads.append((np.einsum("nj,ni->ji", delta, a), np.einsum("nj->j", delta)))
        delta = np.einsum("nj,ji,ni->ni", delta, W[len(acts)], a * (1 - a))
    grads.reverse()
    return [g[0] for g in grads], [g[1] for g in grads]


@right("backprop")
class Backprop:
    def __call__(self, X, Y, W, b):
        warnings.warn("recursive")
        _, dW, db = self.layer(X, Y, W, b)
        return [dW, db]

    def layer(self, V, Y, W, b):
        out = sigmoid(V @ W[0].T + b[0])
        if len(W) == 1:
            delta, dW, db = out - Y, [], []
        else:
            back, dW, db = self.layer(out, Y, W[1:], b[1:])
            delta = back * out * (1 - out)
        return delta @ W[0], [delta.T @ V, *dW], [np.sum(delta, axis=0), *db]


@wrong("backprop", "sign-flipped")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = Y - v[-1]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "sign-flipped")
def backprop(X, Y, W, b):
    dW = [0.0 * w for w in W]
    db = [0.0 * c for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[l] + b[l]))
        d = v[-1] - y
        for l in range(len(W) - 1, -1, -1):
            dW[l] -= d[:, None] * v[l]
            db[l] -= d
            d = W[l].T @ d * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "sign-flipped")
def backprop(X, Y, W, b):
    # in the first layer only
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        sign = -1 if l == 0 else 1
        dW.insert(0, sign * delta.T @ v[l])
        db.insert(0, sign * delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "sign-flipped", score=0.5)
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, -delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "mean-for-sum")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = (v[-1] - Y) / len(X)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "mean-for-sum")
def backprop(X, Y, W, b):
    n = X.shape[0]
    A = [X]
    for i in range(len(W)):
        A.append(sigmoid(A[i].dot(W[i].T) + b[i]))
    D = A[-1] - Y
    dW, db = [None] * len(W), [None] * len(W)
    for i in range(len(W) - 1, -1, -1):
        dW[i] = 1 / n * np.dot(D.T, A[i])
        db[i] = 1 / n * np.sum(D, axis=0)
        D = np.dot(D, W[i]) * (A[i] - A[i] ** 2)
    return dW, db


@wrong("backprop", "mean-for-sum", score=0.5)
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.mean(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "bias-ignored")
def backprop(X, Y, W, b):
    v = [X]
    for w in W:
        v.append(sigmoid(v[-1] @ w.T))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "bias-ignored")
def backprop(X, Y, W, b):
    dW, db = [np.zeros(w.shape) for w in W], [np.zeros(len(w)) for w in W]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v += [1 / (1 + np.exp(-np.dot(W[l], v[l])))]
        d = v[-1] - y
        for l in range(len(W))[::-1]:
            dW[l] += np.outer(d, v[l])
            db[l] += d
            d = (d @ W[l]) * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "bias-ignored", score=0.5)
def backprop(X, Y, W, b):
    # db is not summed over the batch
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta)
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "bias-ignored", "missing-or-repeated", score=0.5)
def backprop(X, Y, W, b):
    # db of the last example
    dW = [np.zeros_like(w) for w in W]
    db = [np.zeros_like(c) for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[l] + b[l]))
        d = v[-1] - y
        for l in reversed(range(len(W))):
            dW[l] += np.outer(d, v[l])
            db[l] = d
            d = W[l].T @ d * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-sigmoid-grad")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l]
    return dW, db


@wrong("backprop", "no-sigmoid-grad")
def backprop(X, Y, W, b):
    dW, db = [0 * w for w in W], [0 * c for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[-1] + b[l]))
        d = v[-1] - y
        for l in reversed(range(len(W))):
            dW[l] = dW[l] + np.outer(d, v[l])
            db[l] = db[l] + d
            d = W[l].T.dot(d)
    return dW, db


@wrong("backprop", "no-sigmoid-grad")
def backprop(X, Y, W, b):
    # missing in the first layer only
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l]
        if l > 1:
            delta = delta * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "extra-factor")
def backprop(X, Y, W, b):
    # σ′ of the output, which is in ŷ − y already
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = (v[-1] - Y) * v[-1] * (1 - v[-1])
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "extra-factor")
def backprop(X, Y, W, b):
    # σ′ twice in the hidden layers
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        s = v[l] * (1 - v[l])
        delta = delta @ W[l] * s * s
    return dW, db


@wrong("backprop", "sigmoid-for-sigmoid-grad")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l]
    return dW, db


@wrong("backprop", "sigmoid-for-sigmoid-grad")
def backprop(X, Y, W, b):
    zs, v = [], [X]
    for w, c in zip(W, b, strict=True):
        zs.append(v[-1] @ w.T + c)
        v.append(sigmoid(zs[-1]))
    delta = v[-1] - Y
    dW, db = [delta.T @ v[-2]], [delta.sum(axis=0)]
    for l in range(len(W) - 2, -1, -1):
        delta = (delta @ W[l + 1]) * sigmoid(zs[l])
        dW = [delta.T @ v[l], *dW]
        db = [delta.sum(axis=0), *db]
    return dW, db


@wrong("backprop", "sigmoid-grad-of-activation")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * sigmoid(v[l]) * (1 - sigmoid(v[l]))
    return dW, db


@wrong("backprop", "sigmoid-grad-of-activation")
def backprop(X, Y, W, b):
    def slope(z):
        e = np.exp(-np.abs(z))
        return e / (1 + e) ** 2

    v = [X]
    for l in range(len(W)):
        v.append(sigmoid(v[l] @ W[l].T + b[l]))
    dW, db = [None] * len(W), [None] * len(W)
    D = v[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        dW[l], db[l] = D.T @ v[l], D.sum(0)
        D = D @ W[l] * slope(v[l])
    dW[0], db[0] = D.T @ X, D.sum(0)
    return dW, db


@wrong("backprop", "no-error-term")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = np.ones_like(Y)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-error-term")
def backprop(X, Y, W, b):
    # ∂L/∂ŷ is left out, σ′ is there
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] * (1 - v[-1])
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-upstream-weights")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        if l:
            delta = delta * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-upstream-weights")
def backprop(X, Y, W, b):
    dW, db = [np.zeros_like(w) for w in W], [np.zeros_like(c) for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[-1] + b[l]))
        d = v[-1] - y
        for l in range(len(W) - 1, 0, -1):
            dW[l] += np.outer(d, v[l])
            db[l] += d
            d = np.multiply(v[l] - v[l] ** 2, d)
        dW[0] += np.outer(d, x)
        db[0] += d
    return dW, db


@wrong("backprop", "wrong-layer-input", score=0.5)
def backprop(X, Y, W, b):
    # the layer's own v in place of the one below
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l + 1])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-layer-input", score=0.5)
def backprop(X, Y, W, b):
    # X in every layer
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ X)
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "transposed", score=0.5)
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, v[l].T @ delta)
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "transposed")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        if l:
            delta = delta @ W[l].T * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "transposed")
def backprop(X, Y, W, b):
    # in the forward pass
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "stale-weights")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        new = W[l] - 0.1 * dW[0]
        delta = delta @ new * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "stale-weights")
def backprop(X, Y, W, b):
    W = list(W)
    v = [X]
    for l in range(len(W)):
        v.append(sigmoid(v[l] @ W[l].T + b[l]))
    dW, db = [None] * len(W), [None] * len(W)
    delta = v[-1] - Y
    for l in range(len(W) - 1, -1, -1):
        dW[l] = np.einsum("nj,ni->ji", delta, v[l])
        db[l] = delta.sum(0)
        W[l] = W[l] - dW[l]
        delta = np.dot(delta, W[l]) * (v[l] - v[l] ** 2)
    return dW, db


@wrong("backprop", "factor-two")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = 2 * (v[-1] - Y)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "factor-two")
def backprop(X, Y, W, b):
    dW, db = [np.zeros_like(w) for w in W], [np.zeros_like(c) for c in b]
    for x, y in zip(X, Y, strict=True):
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[-1] + b[l]))
        d = (v[-1] - y) / 2
        for l in reversed(range(len(W))):
            dW[l] += np.outer(d, v[l])
            db[l] += d
            d = W[l].T @ d * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "factor-two + extra-factor")
def backprop(X, Y, W, b):
    # the squared error's gradient
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = 2 * (v[-1] - Y) * v[-1] * (1 - v[-1])
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "labels-swapped")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - (1 - Y)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "labels-swapped")
def backprop(X, Y, W, b):
    v = [X]
    for l in range(len(W)):
        v.append(sigmoid(v[l] @ W[l].T + b[l]))
    D = np.where(Y == 1, v[-1], v[-1] - 1)
    dW, db = [], []
    for l in range(len(W) - 1, -1, -1):
        dW.append(D.T @ v[l])
        db.append(D.sum(0))
        D = D @ W[l] * v[l] * (1 - v[l])
    return dW[::-1], db[::-1]


@wrong("backprop", "missing-brackets")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = np.where(Y == 1, v[-1] - 1, -v[-1])
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-activation")
def backprop(X, Y, W, b):
    # the hidden layers have no sigma
    v = [X]
    for l in range(len(W)):
        z = v[l] @ W[l].T + b[l]
        v.append(z if l < len(W) - 1 else sigmoid(z))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-activation")
def backprop(X, Y, W, b):
    # nowhere
    v = [X]
    for l in range(len(W)):
        v.append(np.einsum("ni,ji->nj", v[l], W[l]) + b[l])
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-activation")
def backprop(X, Y, W, b):
    # not at the output
    v = [X]
    for l in range(len(W)):
        z = v[l] @ W[l].T + b[l]
        v.append(sigmoid(z) if l < len(W) - 1 else z)
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-order")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.append(delta.T @ v[l])
        db.append(delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-order")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return db, dW


@wrong("backprop", "missing-or-repeated")
def backprop(X, Y, W, b):
    # stops before the first layer
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "missing-or-repeated")
def backprop(X, Y, W, b):
    # leaves the last example out
    X, Y = X[:-1], Y[:-1]
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "missing-or-repeated")
def backprop(X, Y, W, b):
    # the last example alone
    for x, y in zip(X, Y, strict=True):
        dW, db = [], []
        v = [x]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[-1] + b[l]))
        d = v[-1] - y
        for l in reversed(range(len(W))):
            dW.insert(0, np.outer(d, v[l]))
            db.insert(0, d)
            d = W[l].T @ d * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "missing-or-repeated")
def backprop(X, Y, W, b):
    # the first example alone
    v = [X[:1]]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y[:1]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "raised", "missing-or-repeated")
def backprop(X, Y, W, b):
    # only for three layers
    v1 = sigmoid(X @ W[0].T + b[0])
    v2 = sigmoid(v1 @ W[1].T + b[1])
    v3 = sigmoid(v2 @ W[2].T + b[2])
    d3 = v3 - Y
    d2 = d3 @ W[2] * v2 * (1 - v2)
    d1 = d2 @ W[1] * v1 * (1 - v1)
    return [d1.T @ X, d2.T @ v1, d3.T @ v2], [d1.sum(0), d2.sum(0), d3.sum(0)]


@wrong("backprop", "raised", "missing-or-repeated")
def backprop(X, Y, W, b):
    # only for two layers
    v1 = sigmoid(X @ W[0].T + b[0])
    v2 = sigmoid(v1 @ W[1].T + b[1])
    d2 = v2 - Y
    d1 = d2 @ W[1] * v1 * (1 - v1)
    return [d1.T @ X, d2.T @ v1], [d1.sum(0), d2.sum(0)]


@wrong("backprop", "raised", "missing-or-repeated", "unknown")
def backprop(X, Y, W, b):
    # only for three examples
    total = None
    for i in range(3):
        v = [X[i]]
        for l in range(len(W)):
            v.append(sigmoid(W[l] @ v[-1] + b[l]))
        d = v[-1] - Y[i]
        parts = []
        for l in reversed(range(len(W))):
            parts.insert(0, (np.outer(d, v[l]), d))
            d = W[l].T @ d * v[l] * (1 - v[l])
        if total is None:
            total = parts
        else:
            total = [(p + r, q + s) for (p, q), (r, s) in zip(total, parts, strict=True)]
    return [t[0] for t in total], [t[1] for t in total]


@wrong("backprop", "not-finite")
def backprop(X, Y, W, b):
    # by S12's factors, which break where σ saturates
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    p = v[-1]
    delta = (-Y / p + (1 - Y) / (1 - p)) * p * (1 - p)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "not-finite")
def backprop(X, Y, W, b):
    # an unstable σ
    v = [X]
    for w, c in zip(W, b, strict=True):
        z = v[-1] @ w.T + c
        v.append(np.exp(z) / (1 + np.exp(z)))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "sign-flipped + mean-for-sum")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = (Y - v[-1]) / len(Y)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "no-sigmoid-grad + sign-flipped")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = Y - v[-1]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l]
    return dW, db


@wrong("backprop", "no-sigmoid-grad + mean-for-sum")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = (v[-1] - Y) / X.shape[0]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, np.sum(delta, axis=0))
        delta = delta @ W[l]
    return dW, db


@wrong("backprop", "bias-ignored + sign-flipped")
def backprop(X, Y, W, b):
    v = [X]
    for w in W:
        v.append(sigmoid(v[-1] @ w.T))
    dW, db = [], []
    delta = Y - v[-1]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "bias-ignored + mean-for-sum")
def backprop(X, Y, W, b):
    v = [X]
    for w in W:
        v.append(sigmoid(v[-1] @ w.T))
    dW, db = [], []
    delta = (v[-1] - Y) / len(X)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-order + sign-flipped")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = Y - v[-1]
    for l in reversed(range(len(W))):
        dW.append(delta.T @ v[l])
        db.append(delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "scaled")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = (v[-1] - Y) / Y.shape[1]
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-type")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW = []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW


@wrong("backprop", "wrong-type")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    grads = {}
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        grads["W", l] = delta.T @ v[l]
        grads["b", l] = delta.sum(axis=0)
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return grads


@wrong("backprop", "wrong-shape", score=0.5)
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0, keepdims=True))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "wrong-shape", score=0.5)
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum())
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "raised")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in range(len(W), 0, -1):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "raised")
def backprop(X, Y, W, b):
    z, v = forward(X, W, b)
    return [v[-1] - Y], [v[-1] - Y]


@wrong("backprop", "changes-its-input")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    Y -= v[-1]
    delta = -Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("backprop", "changes-its-input")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    while W:
        a = v[len(W) - 1]
        dW.insert(0, delta.T @ a)
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W.pop() * a * (1 - a)
    return dW, db


@wrong("backprop", "uses-the-library")
def backprop(X, Y, W, b):
    model = mlpkit.MLP([X.shape[1], *map(len, b)], reduction="sum")
    model.W, model.b = list(W), list(b)
    return model.gradients(X, Y)


@wrong("backprop", "uses-the-library", "unknown")
def backprop(X, Y, W, b):
    def loss():
        v = X
        for w, c in zip(W, b, strict=True):
            v = sigmoid(v @ w.T + c)
        return -np.sum(np.log(np.abs(1 - Y - v)))

    def slope(a):
        def f(moved):
            kept = a.copy()
            a[...] = moved
            value = loss()
            a[...] = kept
            return value

        return mlpkit.numerical_gradient(f, a)

    return [slope(w) for w in W], [slope(c) for c in b]


@wrong("backprop", "unknown")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(np.tanh(v[-1] @ w.T + c))
    dW, db = [], []
    delta = v[-1] - Y
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * (1 - v[l] ** 2)
    return dW, db


@wrong("backprop", "unknown")
def backprop(X, Y, W, b):
    # three slips at once
    v = [X]
    for w in W:
        v.append(sigmoid(v[-1] @ w.T))
    dW, db = [], []
    delta = (Y - v[-1]) / len(X)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l] * v[l] * (1 - v[l])
    return dW, db


@wrong("two_layer_backprop", "stale-weights + factor-two")
def two_layer_backprop(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    dW2 = np.outer(d2, v)
    d1 = (W2 - dW2).T @ d2 * v * (1 - v)
    return np.outer(d1, x), dW2


@wrong("two_layer_backprop", "sigmoid-for-sigmoid-grad + no-sigmoid-grad")
def two_layer_backprop(W1, W2, x, y):
    # one at each layer
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    d2 = 2 * (y_hat - y) * y_hat
    return np.outer(W2.T @ d2, x), np.outer(d2, v)


@wrong("backprop", "no-sigmoid-grad + scaled")
def backprop(X, Y, W, b):
    v = [X]
    for w, c in zip(W, b, strict=True):
        v.append(sigmoid(v[-1] @ w.T + c))
    dW, db = [], []
    delta = 10 * (v[-1] - Y)
    for l in reversed(range(len(W))):
        dW.insert(0, delta.T @ v[l])
        db.insert(0, delta.sum(axis=0))
        delta = delta @ W[l]
    return dW, db
