"""Answers to lesson 04: the factors, the numerical gradient, and the three layers' gradients."""
# Students write as they do, each function under the exercise's name.

import math
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("04-chain-rule-gradients")

# --- sigmoid_grad -------------------------------------------------------------------------


@right("sigmoid_grad")
def sigmoid_grad(z):
    s = sigmoid(z)
    return s * (1 - s)


@right("sigmoid_grad")
def sigmoid_grad(z):
    return 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))


@right("sigmoid_grad")
def sigmoid_grad(z):
    e = np.exp(-np.abs(z))
    print(e)
    return e / (1 + e) ** 2


@right("sigmoid_grad")
class SigmoidGrad:
    def __call__(self, z):
        return 0.25 * (1 - np.tanh(np.asarray(z) / 2) ** 2)


@right("sigmoid_grad")
def sigmoid_grad(z):
    z = np.asarray(z)
    out = np.empty(z.shape)
    for index in np.ndindex(*z.shape):
        s = 1 / (1 + math.exp(-z[index])) if z[index] > 0 else 1 - 1 / (1 + math.exp(z[index]))
        out[index] = s - s**2
    return out


@right("sigmoid_grad")
def sigmoid_grad(z):
    warnings.warn("overflow in cosh")
    return 0.25 / np.cosh(z / 2) ** 2


right("sigmoid_grad")(lambda z: sigmoid(z) * sigmoid(-z))


@wrong("sigmoid_grad", "sigmoid-for-sigmoid-grad")
def sigmoid_grad(z):
    return sigmoid(z)


@wrong("sigmoid_grad", "sigmoid-for-sigmoid-grad")
def sigmoid_grad(z):
    return 1 / (1 + np.exp(-z))


@wrong("sigmoid_grad", "sigmoid-grad-of-activation")
def sigmoid_grad(z):
    v = sigmoid(z)
    return sigmoid(v) * (1 - sigmoid(v))


@wrong("sigmoid_grad", "sigmoid-grad-of-activation")
def sigmoid_grad(z):
    e = np.exp(-1 / (1 + np.exp(-z)))
    return e / (1 + e) ** 2


@wrong("sigmoid_grad", "no-activation", "unknown")
def sigmoid_grad(z):
    return z * (1 - z)


@wrong("sigmoid_grad", "extra-factor")
def sigmoid_grad(z):
    s = sigmoid(z)
    return (s * (1 - s)) ** 2


@wrong("sigmoid_grad", "extra-factor")
def sigmoid_grad(z):
    s = sigmoid(z)
    return s**2 * (1 - s)


@wrong("sigmoid_grad", "sign-flipped")
def sigmoid_grad(z):
    return sigmoid(z) * (sigmoid(z) - 1)


@wrong("sigmoid_grad", "sign-flipped")
def sigmoid_grad(z):
    return sigmoid(z) ** 2 - sigmoid(z)


@wrong("sigmoid_grad", "factor-two")
def sigmoid_grad(z):
    return 2 * sigmoid(z) * (1 - sigmoid(z))


@wrong("sigmoid_grad", "factor-two")
def sigmoid_grad(z):
    return 0.5 * (1 - np.tanh(z / 2) ** 2)


@wrong("sigmoid_grad", "scaled")
def sigmoid_grad(z):
    # tanh's derivative, at z/2
    return 1 - np.tanh(z / 2) ** 2


@wrong("sigmoid_grad", "scaled")
def sigmoid_grad(z):
    return 0 * z


@wrong("sigmoid_grad", "not-finite")
def sigmoid_grad(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@wrong("sigmoid_grad", "not-finite")
def sigmoid_grad(z):
    e = np.exp(z)
    return e / (1 + e) * (1 - e / (1 + e))


@wrong("sigmoid_grad", "raised")
def sigmoid_grad(z):
    s = 1 / (1 + math.exp(-z))
    return s * (1 - s)


@wrong("sigmoid_grad", "raised")
def sigmoid_grad(z):
    # only for vectors
    return np.array([sigmoid(z[i]) * (1 - sigmoid(z[i])) for i in range(len(z))])


@wrong("sigmoid_grad", "wrong-shape")
def sigmoid_grad(z):
    s = sigmoid(np.ravel(z))
    return s * (1 - s)


@wrong("sigmoid_grad", "wrong-shape")
def sigmoid_grad(z):
    return np.sum(sigmoid(z) * (1 - sigmoid(z)))


@wrong("sigmoid_grad", "wrong-type")
def sigmoid_grad(z):
    s = sigmoid(z)
    return s, s * (1 - s)


@wrong("sigmoid_grad", "wrong-type")
def sigmoid_grad(z):
    sigmoid(z) * (1 - sigmoid(z))


@wrong("sigmoid_grad", "changes-its-input")
def sigmoid_grad(z):
    z *= -1
    s = 1 / (1 + np.exp(z))
    return s * (1 - s)


@wrong("sigmoid_grad", "changes-its-input")
def sigmoid_grad(z):
    if np.ndim(z):
        z[...] = sigmoid(z)
        return z * (1 - z)
    return sigmoid(z) * (1 - sigmoid(z))


@wrong("sigmoid_grad", "uses-the-library")
def sigmoid_grad(z):
    from mlpkit.core import sigmoid_prime

    return sigmoid_prime(z)


@wrong("sigmoid_grad", "uses-the-library")
def sigmoid_grad(z):
    return mlpkit.core.activations.sigmoid_prime(np.asarray(z))


@wrong("sigmoid_grad", "unknown")
def sigmoid_grad(z):
    return (sigmoid(z + 1e-2) - sigmoid(z)) / 1e-2


@wrong("sigmoid_grad", "unknown")
def sigmoid_grad(z):
    return sigmoid(z) * (1 + sigmoid(z))


@wrong("sigmoid_grad", "unknown")
def sigmoid_grad(z):
    return 1 - np.tanh(z) ** 2


# --- bce_grad -----------------------------------------------------------------------------


@right("bce_grad")
def bce_grad(y_hat, y):
    return -y / y_hat + (1 - y) / (1 - y_hat)


@right("bce_grad")
def bce_grad(y_hat, y):
    return (y_hat - y) / (y_hat * (1 - y_hat))


@right("bce_grad")
def bce_grad(y_hat, y):
    return np.where(y == 1, -1 / y_hat, 1 / (1 - y_hat))


@right("bce_grad")
class BceGrad:
    def __call__(self, y_hat, y):
        print(y_hat, y)
        out = np.zeros(np.shape(y_hat))
        for k in np.ndindex(out.shape):
            out[k] = 1 / (1 - y[k] - y_hat[k])
        return out


right("bce_grad")(lambda y_hat, y: 1 / (1 - y - y_hat))


@wrong("bce_grad", "sign-flipped")
def bce_grad(y_hat, y):
    return y / y_hat - (1 - y) / (1 - y_hat)


@wrong("bce_grad", "sign-flipped")
def bce_grad(y_hat, y):
    return (y - y_hat) / (y_hat * (1 - y_hat))


@wrong("bce_grad", "labels-swapped")
def bce_grad(y_hat, y):
    return -(1 - y) / y_hat + y / (1 - y_hat)


@wrong("bce_grad", "labels-swapped")
def bce_grad(y_hat, y):
    return np.where(y == 0, -1 / y_hat, 1 / (1 - y_hat))


@wrong("bce_grad", "missing-brackets")
def bce_grad(y_hat, y):
    return -y / y_hat - (1 - y) / (1 - y_hat)


@wrong("bce_grad", "missing-brackets")
def bce_grad(y_hat, y):
    return np.where(y == 1, -1 / y_hat, -1 / (1 - y_hat))


@wrong("bce_grad", "missing-brackets + sign-flipped")
def bce_grad(y_hat, y):
    # the inner derivative −1 of 1 − ŷ is forgotten, and the minus in front too
    return y / y_hat + (1 - y) / (1 - y_hat)


@wrong("bce_grad", "missing-brackets + sign-flipped")
def bce_grad(y_hat, y):
    return 1 / np.where(y == 1, y_hat, 1 - y_hat)


@wrong("bce_grad", "labels-swapped + sign-flipped")
def bce_grad(y_hat, y):
    return (1 - y) / y_hat - y / (1 - y_hat)


@wrong("bce_grad", "factor-two")
def bce_grad(y_hat, y):
    return 2 * (y_hat - y) / (y_hat * (1 - y_hat))


@wrong("bce_grad", "factor-two")
def bce_grad(y_hat, y):
    return (-y / y_hat + (1 - y) / (1 - y_hat)) / 2


@wrong("bce_grad", "mean-for-sum")
def bce_grad(y_hat, y):
    return (-y / y_hat + (1 - y) / (1 - y_hat)) / np.size(y)


@wrong("bce_grad", "mean-for-sum")
def bce_grad(y_hat, y):
    n = np.asarray(y).size
    return np.where(y == 1, -1 / (n * y_hat), 1 / (n * (1 - y_hat)))


@wrong("bce_grad", "sign-flipped + mean-for-sum")
def bce_grad(y_hat, y):
    return (y / y_hat - (1 - y) / (1 - y_hat)) / np.size(y)


@wrong("bce_grad", "sign-flipped + factor-two")
def bce_grad(y_hat, y):
    return -2 * (y_hat - y) / (y_hat * (1 - y_hat))


@wrong("bce_grad", "no-error-term", "unknown")
def bce_grad(y_hat, y):
    return 1 / (y_hat * (1 - y_hat))


@wrong("bce_grad", "extra-factor", "unknown")
def bce_grad(y_hat, y):
    # ∂L/∂z in place of ∂L/∂ŷ
    return y_hat - y


@wrong("bce_grad", "scaled")
def bce_grad(y_hat, y):
    return np.zeros_like(y_hat)


@wrong("bce_grad", "scaled")
def bce_grad(y_hat, y):
    # the derivative of log10
    return (-y / y_hat + (1 - y) / (1 - y_hat)) / np.log(10)


@wrong("bce_grad", "wrong-shape")
def bce_grad(y_hat, y):
    return np.sum(-y / y_hat + (1 - y) / (1 - y_hat))


@wrong("bce_grad", "wrong-shape")
def bce_grad(y_hat, y):
    return np.array([-y / y_hat + (1 - y) / (1 - y_hat)])


@wrong("bce_grad", "wrong-type")
def bce_grad(y_hat, y):
    return [
        -1 / p if t == 1 else 1 / (1 - p) for p, t in zip(np.ravel(y_hat), np.ravel(y), strict=True)
    ]


@wrong("bce_grad", "wrong-type")
def bce_grad(y_hat, y):
    return -y / y_hat, (1 - y) / (1 - y_hat)


@wrong("bce_grad", "raised")
def bce_grad(y_hat, y):
    if y == 1:
        return -1 / y_hat
    return 1 / (1 - y_hat)


@wrong("bce_grad", "raised")
def bce_grad(y_hat, y):
    return -y / yhat + (1 - y) / (1 - yhat)


@wrong("bce_grad", "not-finite")
def bce_grad(y_hat, y):
    return -1 / (y * y_hat) + (1 - y) / (1 - y_hat)


@wrong("bce_grad", "changes-its-input")
def bce_grad(y_hat, y):
    y_hat[y == 0] -= 1
    return -1 / y_hat


@wrong("bce_grad", "uses-the-library")
def bce_grad(y_hat, y):
    return mlpkit.core.binary_cross_entropy_prime(y_hat, y)


@wrong("bce_grad", "unknown", "missing-or-repeated")
def bce_grad(y_hat, y):
    # only the first half of the formula
    return -y / y_hat


@wrong("bce_grad", "unknown")
def bce_grad(y_hat, y):
    return -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)


# --- numerical_gradient -------------------------------------------------------------------


@right("numerical_gradient")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


@right("numerical_gradient")
def numerical_gradient(f, w, h=1e-5):
    grad = np.empty(w.shape)
    it = np.nditer(w, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        kept = w[i].copy()
        w[i] = kept + h
        a = f(w)
        w[i] = kept - h
        b = f(w)
        w[i] = kept
        grad[i] = (a - b) / 2 / h
        it.iternext()
    return grad


@right("numerical_gradient")
def numerical_gradient(f, w, h=1e-5):
    shape = w.shape
    flat = w.ravel()
    steps = h * np.eye(flat.size)
    print("steps:", len(steps))
    return np.array(
        [(f((flat + s).reshape(shape)) - f((flat - s).reshape(shape))) / (2 * h) for s in steps]
    ).reshape(shape)


@right("numerical_gradient")
class Numerical:
    def __call__(self, f, w, h=1e-5):
        def partial(i):
            e = np.zeros(w.size)
            e[i] = h
            e = e.reshape(w.shape)
            return (0.5 * f(w + e) - 0.5 * f(w - e)) / h

        return np.reshape([partial(i) for i in range(w.size)], np.shape(w))


@wrong("numerical_gradient", "not-symmetric-difference")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        up = w.copy()
        up[index] += h
        grad[index] = (f(up) - f(w)) / h
    return grad


@wrong("numerical_gradient", "not-symmetric-difference")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros(w.size)
    flat = w.flatten()
    base = f(w)
    for i in range(w.size):
        e = np.zeros(w.size)
        e[i] = h
        grad[i] = (f((flat + e).reshape(w.shape)) - base) / h
    return grad.reshape(w.shape)


@wrong("numerical_gradient", "not-symmetric-difference")
def numerical_gradient(f, w, h=1e-5):
    # backward difference
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        down = w.copy()
        down[index] -= h
        grad[index] = (f(w) - f(down)) / h
    return grad


@wrong("numerical_gradient", "factor-two")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w + e) - f(w - e)) / h
    return grad


@wrong("numerical_gradient", "factor-two")
def numerical_gradient(f, w, h=1e-5):
    return np.array(
        [
            (f((w.ravel() + e).reshape(w.shape)) - f((w.ravel() - e).reshape(w.shape))) / (4 * h)
            for e in np.identity(w.size) * h
        ]
    ).reshape(w.shape)


@wrong("numerical_gradient", "sign-flipped")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w - e) - f(w + e)) / (2 * h)
    return grad


@wrong("numerical_gradient", "sign-flipped")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        old = w[index]
        w[index] = old + h
        grad[index] -= f(w) / (2 * h)
        w[index] = old - h
        grad[index] += f(w) / (2 * h)
        w[index] = old
    return grad


@wrong("numerical_gradient", "not-symmetric-difference + factor-two")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w + e) - f(w)) / (2 * h)
    return grad


@wrong("numerical_gradient", "not-symmetric-difference + sign-flipped")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w) - f(w + e)) / h
    return grad


@wrong("numerical_gradient", "sign-flipped + factor-two")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w - e) - f(w + e)) / h
    return grad


@wrong("numerical_gradient", "scaled")
def numerical_gradient(f, w, h=1e-5):
    # not divided by 2h
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = f(w + e) - f(w - e)
    return grad


@wrong("numerical_gradient", "scaled")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        g = (f(w) - f(w)) / h
    return grad


@wrong("numerical_gradient", "changes-its-input")
def numerical_gradient(f, w, h=1e-5):
    # w is put back with rounding
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        w[index] += h
        up = f(w)
        w[index] -= 2 * h
        down = f(w)
        w[index] += h
        grad[index] = (up - down) / (2 * h)
    return grad


@wrong("numerical_gradient", "changes-its-input")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    original = w.copy()
    for index in np.ndindex(w.shape):
        w[index] = original[index] + h
        up = f(w)
        w[index] = original[index] - h
        grad[index] = (up - f(w)) / (2 * h)
        if any(index):
            w[index] = original[index]
        else:
            first, w[index] = w[index], original[index]
    w.flat[0] = first
    return grad


@wrong("numerical_gradient", "transposed")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros(w.T.shape)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index[::-1]] = (f(w + e) - f(w - e)) / (2 * h)
    return grad


@wrong("numerical_gradient", "transposed", "wrong-order")
def numerical_gradient(f, w, h=1e-5):
    partials = []
    for e in np.eye(w.size) * h:
        e = e.reshape(w.shape)
        partials.append((f(w + e) - f(w - e)) / (2 * h))
    return np.reshape(partials, w.shape, order="F")


@wrong("numerical_gradient", "missing-or-repeated", "unknown")
def numerical_gradient(f, w, h=1e-5):
    # the last entry is left out
    grad = np.zeros(w.size)
    for i in range(w.size - 1):
        e = np.zeros(w.size)
        e[i] = h
        e = e.reshape(w.shape)
        grad[i] = (f(w + e) - f(w - e)) / (2 * h)
    return grad.reshape(w.shape)


@wrong("numerical_gradient", "wrong-shape")
def numerical_gradient(f, w, h=1e-5):
    grad = []
    for e in np.eye(w.size) * h:
        e = e.reshape(w.shape)
        grad.append((f(w + e) - f(w - e)) / (2 * h))
    return np.array(grad)


@wrong("numerical_gradient", "wrong-shape")
def numerical_gradient(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) / (2 * h)


@wrong("numerical_gradient", "wrong-type")
def numerical_gradient(f, w, h=1e-5):
    grad = []
    for e in np.eye(w.size) * h:
        e = e.reshape(w.shape)
        grad.append((f(w + e) - f(w - e)) / (2 * h))
    return grad


@wrong("numerical_gradient", "wrong-type")
def numerical_gradient(f, w, h=1e-5):
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        yield (f(w + e) - f(w - e)) / (2 * h)


@wrong("numerical_gradient", "raised")
def numerical_gradient(f, w, h=1e-5):
    # only for vectors
    grad = np.zeros_like(w)
    for i in range(len(w)):
        e = np.zeros(len(w))
        e[i] = h
        grad[i] = (f(w + e) - f(w - e)) / (2 * h)
    if w.ndim > 1:
        raise ValueError("w must be a vector")
    return grad


@wrong("numerical_gradient", "unknown", "wrong-shape")
def numerical_gradient(f, w, h=1e-5):
    # only for vectors: moves a whole row of a matrix
    grad = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "unknown")
def numerical_gradient(f, w, h=1e-5):
    # a step of its own choice
    h = 0.1
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = (f(w + e) - f(w - e)) / (2 * h)
    return grad


@wrong("numerical_gradient", "not-finite")
def numerical_gradient(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        grad[index] = np.float64(f(w + e) - f(w - e)) / (h - h)
    return grad


@wrong("numerical_gradient", "uses-the-library")
def numerical_gradient(f, w, h=1e-5):
    return mlpkit.numerical_gradient(f, w)


@wrong("numerical_gradient", "uses-the-library")
def numerical_gradient(f, w, h=1e-5):
    from mlpkit.core import numerical_gradient as ready_made

    g = ready_made(f, w.copy())
    return g + 0


# --- output_layer_grads -------------------------------------------------------------------


@right("output_layer_grads")
def output_layer_grads(y_hat, y, v2):
    delta = y_hat - y
    return np.outer(delta, v2), delta


@right("output_layer_grads")
def output_layer_grads(y_hat, y, v2):
    dW3 = np.zeros((len(y), len(v2)))
    db3 = np.zeros(len(y))
    for i in range(len(y)):
        db3[i] = y_hat[i] - y[i]
        for j in range(len(v2)):
            dW3[i, j] = (y_hat[i] - y[i]) * v2[j]
    return [dW3, db3]


@right("output_layer_grads")
def output_layer_grads(y_hat, y, v2):
    dy_hat = -y / y_hat + (1 - y) / (1 - y_hat)
    dz3 = dy_hat * y_hat * (1 - y_hat)
    print(dz3)
    return np.einsum("i,j->ij", dz3, v2), dz3.copy()


@right("output_layer_grads")
class OutputLayer:
    def __call__(self, y_hat, y, v2):
        error = (y_hat - y).reshape(-1, 1)
        return error @ v2.reshape(1, -1), error[:, 0]


@right("output_layer_grads")
def output_layer_grads(y_hat, y, v2):
    dL = np.where(y == 1, -1 / y_hat, 1 / (1 - y_hat))
    z = np.log(y_hat) - np.log(1 - y_hat)
    d = dL * sigmoid(z) * (1 - sigmoid(z))
    return d[:, None] * v2, d


@wrong("output_layer_grads", "sign-flipped")
def output_layer_grads(y_hat, y, v2):
    # S13 as printed
    return np.outer(y - y_hat, v2), y - y_hat


@wrong("output_layer_grads", "sign-flipped")
def output_layer_grads(y_hat, y, v2):
    dL = y / y_hat - (1 - y) / (1 - y_hat)
    d = dL * y_hat * (1 - y_hat)
    return d[:, None] * v2[None, :], d


@wrong("output_layer_grads", "sign-flipped", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(y - y_hat, v2), y_hat - y


@wrong("output_layer_grads", "sign-flipped", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, v2), -(y_hat - y)


@wrong("output_layer_grads", "transposed", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(v2, y_hat - y), y_hat - y


@wrong("output_layer_grads", "transposed", score=0.5)
def output_layer_grads(y_hat, y, v2):
    d = y_hat - y
    return v2[:, None] @ d[None, :], d


@wrong("output_layer_grads", "transposed + sign-flipped")
def output_layer_grads(y_hat, y, v2):
    return np.outer(v2, y - y_hat), y - y_hat


@wrong("output_layer_grads", "transposed + sign-flipped")
def output_layer_grads(y_hat, y, v2):
    return np.outer(y - y_hat, v2).T, y - y_hat


@wrong("output_layer_grads", "no-sigmoid-grad")
def output_layer_grads(y_hat, y, v2):
    d = -y / y_hat + (1 - y) / (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "no-sigmoid-grad")
def output_layer_grads(y_hat, y, v2):
    dL = np.where(y == 1, -1 / y_hat, 1 / (1 - y_hat))
    return dL.reshape(-1, 1) * v2, dL


@wrong("output_layer_grads", "no-sigmoid-grad", score=0.5)
def output_layer_grads(y_hat, y, v2):
    # σ′ only in dW3
    dL = -y / y_hat + (1 - y) / (1 - y_hat)
    return np.outer(dL * y_hat * (1 - y_hat), v2), dL


@wrong("output_layer_grads", "sigmoid-for-sigmoid-grad")
def output_layer_grads(y_hat, y, v2):
    d = (-y / y_hat + (1 - y) / (1 - y_hat)) * y_hat
    return np.outer(d, v2), d


@wrong("output_layer_grads", "sigmoid-for-sigmoid-grad")
def output_layer_grads(y_hat, y, v2):
    # (ŷ − y)/(ŷ(1 − ŷ)) · ŷ
    d = (y_hat - y) / (1 - y_hat)
    return d[:, None] * v2, d


@wrong("output_layer_grads", "sigmoid-grad-of-activation")
def output_layer_grads(y_hat, y, v2):
    s = sigmoid(y_hat)
    d = (-y / y_hat + (1 - y) / (1 - y_hat)) * s * (1 - s)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "sigmoid-grad-of-activation")
def output_layer_grads(y_hat, y, v2):
    s = 1 / (1 + np.exp(-y_hat))
    dL = np.where(y == 1, -1 / y_hat, 1 / (1 - y_hat))
    return np.einsum("i,i,j->ij", dL, s - s**2, v2), dL * (s - s**2)


@wrong("output_layer_grads", "no-error-term")
def output_layer_grads(y_hat, y, v2):
    # ∂L/∂ŷ is left out
    d = y_hat * (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "no-error-term")
def output_layer_grads(y_hat, y, v2):
    # ŷ − y is left out
    d = np.ones(len(y))
    return np.outer(d, v2), d


@wrong("output_layer_grads", "extra-factor")
def output_layer_grads(y_hat, y, v2):
    d = (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "extra-factor")
def output_layer_grads(y_hat, y, v2):
    dL = -y / y_hat + (1 - y) / (1 - y_hat)
    d = dL * (y_hat * (1 - y_hat)) ** 2
    return d[:, None] @ v2[None], d


@wrong("output_layer_grads", "extra-factor + sign-flipped")
def output_layer_grads(y_hat, y, v2):
    d = (y - y_hat) * y_hat * (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "factor-two")
def output_layer_grads(y_hat, y, v2):
    d = 2 * (y_hat - y)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "factor-two")
def output_layer_grads(y_hat, y, v2):
    d = (y_hat - y) / 2
    return np.array([di * v2 for di in d]), d


@wrong("output_layer_grads", "factor-two + extra-factor")
def output_layer_grads(y_hat, y, v2):
    # the squared error's gradient
    d = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "factor-two + sign-flipped")
def output_layer_grads(y_hat, y, v2):
    d = 2 * (y - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "labels-swapped")
def output_layer_grads(y_hat, y, v2):
    d = y_hat - (1 - y)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "labels-swapped")
def output_layer_grads(y_hat, y, v2):
    d = (-(1 - y) / y_hat + y / (1 - y_hat)) * y_hat * (1 - y_hat)
    return d[:, None] * v2, d


@wrong("output_layer_grads", "missing-brackets")
def output_layer_grads(y_hat, y, v2):
    d = (-y / y_hat - (1 - y) / (1 - y_hat)) * y_hat * (1 - y_hat)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "missing-brackets")
def output_layer_grads(y_hat, y, v2):
    d = -y * (1 - y_hat) - (1 - y) * y_hat
    return d[:, None] * v2, d


@wrong("output_layer_grads", "wrong-order")
def output_layer_grads(y_hat, y, v2):
    return y_hat - y, np.outer(y_hat - y, v2)


@wrong("output_layer_grads", "wrong-order")
def output_layer_grads(y_hat, y, v2):
    grads = {"b": y_hat - y, "W": (y_hat - y)[:, None] * v2}
    return tuple(grads.values())


@wrong("output_layer_grads", "wrong-order + sign-flipped")
def output_layer_grads(y_hat, y, v2):
    return y - y_hat, np.outer(y - y_hat, v2)


@wrong("output_layer_grads", "scaled")
def output_layer_grads(y_hat, y, v2):
    d = (y_hat - y) / len(y)
    return np.outer(d, v2), d


@wrong("output_layer_grads", "scaled", "bias-ignored", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, v2), np.zeros(len(y))


@wrong("output_layer_grads", "wrong-type")
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, v2)


@wrong("output_layer_grads", "wrong-type")
def output_layer_grads(y_hat, y, v2):
    return [[(a - b) * c for c in v2] for a, b in zip(y_hat, y, strict=True)], list(y_hat - y)


@wrong("output_layer_grads", "wrong-shape", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, v2), np.sum(y_hat - y)


@wrong("output_layer_grads", "wrong-shape")
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, v2).ravel(), (y_hat - y)[:, None]


@wrong("output_layer_grads", "raised")
def output_layer_grads(y_hat, y, v2):
    return (y_hat - y) @ v2.T, y_hat - y


@wrong("output_layer_grads", "raised")
def output_layer_grads(y_hat, y, v2):
    return (y_hat - y) * v2, y_hat - y


@wrong("output_layer_grads", "missing-or-repeated", "wrong-shape")
def output_layer_grads(y_hat, y, v2):
    # only for one output
    d = y_hat[0] - y[0]
    return d * v2[None, :], np.array([d])


@wrong("output_layer_grads", "changes-its-input")
def output_layer_grads(y_hat, y, v2):
    y_hat -= y
    return np.outer(y_hat, v2), y_hat.copy()


@wrong("output_layer_grads", "changes-its-input")
def output_layer_grads(y_hat, y, v2):
    np.subtract(y_hat, y, out=y)
    return np.outer(y, v2), y


@wrong("output_layer_grads", "not-finite")
def output_layer_grads(y_hat, y, v2):
    d = (y_hat - y) / (y * (1 - y))
    return np.outer(d, v2), d


@wrong("output_layer_grads", "unknown")
def output_layer_grads(y_hat, y, v2):
    d = y_hat + y
    return np.outer(d, v2), d


@wrong("output_layer_grads", "unknown")
def output_layer_grads(y_hat, y, v2):
    d = np.sign(y_hat - y)
    return np.outer(d, v2), d


# --- hidden_layer_grads -------------------------------------------------------------------


@right("hidden_layer_grads")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    delta = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(delta, v1), delta


@right("hidden_layer_grads")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    db2 = np.zeros(len(v2))
    for j in range(len(v2)):
        for i in range(len(y)):
            db2[j] += (y_hat[i] - y[i]) * W3[i, j]
        db2[j] *= v2[j] * (1 - v2[j])
    dW2 = [[db2[j] * v1[k] for k in range(len(v1))] for j in range(len(v2))]
    return np.array(dW2), db2


@right("hidden_layer_grads")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dv2 = np.einsum("i,ij->j", y_hat - y, W3)
    dz2 = dv2 * (v2 - v2**2)
    return [np.einsum("j,k->jk", dz2, v1), dz2]


@right("hidden_layer_grads")
class Hidden:
    def __call__(self, y_hat, y, W3, v2, v1):
        dy_hat = -y / y_hat + (1 - y) / (1 - y_hat)
        dz3 = dy_hat * y_hat * (1 - y_hat)
        D = np.diag(v2 * (1 - v2))
        dz2 = dz3[None] @ W3 @ D
        print(dz2.shape)
        return dz2.T * v1, dz2.ravel()


@wrong("hidden_layer_grads", "sign-flipped")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # carries S13's printed sign on
    delta = W3.T @ (y - y_hat) * v2 * (1 - v2)
    return np.outer(delta, v1), delta


@wrong("hidden_layer_grads", "sign-flipped")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = (y_hat - y) @ W3 * v2 * (v2 - 1)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "sign-flipped", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = (y_hat - y) @ W3 * v2 * (1 - v2)
    return np.outer(d, v1), -d


@wrong("hidden_layer_grads", "no-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # σ′ of the output layer is left out
    dL = -y / y_hat + (1 - y) / (1 - y_hat)
    d = dL @ W3 * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # σ′ is left out twice
    dL = -y / y_hat + (1 - y) / (1 - y_hat)
    d = np.dot(W3.T, dL)
    return d[:, None] @ v1[None], d


@wrong("hidden_layer_grads", "sigmoid-for-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "sigmoid-for-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = np.zeros(len(v2))
    for j in range(len(v2)):
        d[j] = sum(W3[i, j] * (y_hat[i] - y[i]) for i in range(len(y))) * v2[j]
    return d[:, None] * v1[None, :], d


@wrong("hidden_layer_grads", "sigmoid-grad-of-activation")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    s = sigmoid(v2)
    d = W3.T @ (y_hat - y) * s * (1 - s)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "sigmoid-grad-of-activation")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    e = np.exp(-v2)
    d = (y_hat - y) @ W3 * e / (1 + e) ** 2
    return np.einsum("j,k->jk", d, v1), d


@wrong("hidden_layer_grads", "no-error-term")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.sum(axis=0) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-error-term")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # ∂L/∂ŷ is left out
    d = W3.T @ (y_hat * (1 - y_hat)) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-upstream-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-upstream-weights", "raised")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = np.array([(y_hat[j] - y[j]) * v2[j] * (1 - v2[j]) for j in range(len(v2))])
    return d.reshape(-1, 1) * v1, d


@wrong("hidden_layer_grads", "no-upstream-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dz3 = (-y / y_hat + (1 - y) / (1 - y_hat)) * y_hat * (1 - y_hat)
    d = np.multiply(v2 - v2**2, dz3)
    return [np.einsum("j,k->jk", d, v1), d]


@wrong("hidden_layer_grads", "wrong-layer-input", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v2), d


@wrong("hidden_layer_grads", "wrong-layer-input", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = (y_hat - y) @ W3 * v2 * (1 - v2)
    dW2 = np.zeros((len(v2), len(v2)))
    for i in range(len(v2)):
        dW2[i] = d[i] * v2
    return dW2, d


@wrong("hidden_layer_grads", "wrong-layer-input")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # σ′ of the layer below
    d = W3.T @ (y_hat - y) * v1 * (1 - v1)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "transposed", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(v1, d), d


@wrong("hidden_layer_grads", "transposed", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return v1[:, None] * d[None, :], d


@wrong("hidden_layer_grads", "transposed")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3 @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "transposed")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = np.dot(y_hat - y, W3.T) * v2 * (1 - v2)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "extra-factor")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ ((y_hat - y) * y_hat * (1 - y_hat)) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "extra-factor")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * (v2 * (1 - v2)) ** 2
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "extra-factor")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dL = -y / y_hat + (1 - y) / (1 - y_hat)
    dz3 = dL * (y_hat * (1 - y_hat)) ** 2
    d = np.einsum("i,ij,j,j->j", dz3, W3, v2, 1 - v2)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "factor-two")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = 2 * W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "factor-two")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = 0.5 * (y_hat - y) @ W3 * v2 * (1 - v2)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "labels-swapped")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    y = 1 - y
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "labels-swapped")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dL = -(1 - y) / y_hat + y / (1 - y_hat)
    d = (dL * y_hat * (1 - y_hat)) @ W3 * v2 * (1 - v2)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "stale-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    W3 = W3 - 0.1 * np.outer(y_hat - y, v2)
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "stale-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dW3 = (y_hat - y)[:, None] * v2
    d = (y_hat - y) @ (W3 - dW3) * v2 * (1 - v2)
    return d[:, None] * v1, d


@wrong("hidden_layer_grads", "stale-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    alpha = 0.01
    W3_new = W3 - alpha * np.einsum("i,j->ij", y_hat - y, v2)
    d = np.einsum("ij,i,j->j", W3_new, y_hat - y, v2 * (1 - v2))
    return np.einsum("j,k->jk", d, v1), d


@wrong("hidden_layer_grads", "missing-brackets")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dz3 = -y * (1 - y_hat) - (1 - y) * y_hat
    d = W3.T @ dz3 * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "wrong-order")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return d, np.outer(d, v1)


@wrong("hidden_layer_grads", "wrong-order")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    db2 = np.multiply(np.matmul(y_hat - y, W3), v2 * (1 - v2))
    dW2 = db2[:, None] * v1
    return [db2, dW2]


@wrong("hidden_layer_grads", "sign-flipped + no-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y - y_hat)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "sign-flipped + no-sigmoid-grad")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = -np.einsum("i,ij->j", y_hat - y, W3)
    return np.einsum("j,k->jk", d, v1), d


@wrong("hidden_layer_grads", "sign-flipped + transposed")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y - y_hat) * v2 * (1 - v2)
    return np.outer(v1, d), d


@wrong("hidden_layer_grads", "sign-flipped + factor-two")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = 2 * W3.T @ (y - y_hat) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-sigmoid-grad + no-upstream-weights")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = y_hat - y
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "no-sigmoid-grad + wrong-layer-input")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y)
    return np.outer(d, v2), d


@wrong("hidden_layer_grads", "scaled", "bias-ignored", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), np.zeros_like(d)


@wrong("hidden_layer_grads", "scaled")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) / len(y) * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "missing-or-repeated")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # only for one output
    d = (y_hat[0] - y[0]) * W3[0] * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "missing-or-repeated")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    for i in range(len(y)):
        d = (y_hat[i] - y[i]) * W3[i] * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "wrong-type")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    return np.outer(W3.T @ (y_hat - y) * v2 * (1 - v2), v1)


@wrong("hidden_layer_grads", "wrong-shape", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d.sum()


@wrong("hidden_layer_grads", "wrong-shape", score=0.5)
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(d, v1), d[:, None]


@wrong("hidden_layer_grads", "raised")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    dW3, db3 = output_layer_gradients(y_hat, y, v2)
    d = W3.T @ db3 * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "changes-its-input")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    y_hat -= y
    d = W3.T @ y_hat * v2 * (1 - v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "changes-its-input")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y)
    d *= v2 * (1 - v2)
    W3 -= 0.1 * np.outer(y_hat - y, v2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "unknown")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) * (1 - v2**2)
    return np.outer(d, v1), d


@wrong("hidden_layer_grads", "unknown")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    d = W3.T @ (y_hat - y) + v2 * (1 - v2)
    return np.outer(d, v1), d


# --- first_layer_grads --------------------------------------------------------------------


@right("first_layer_grads")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@right("first_layer_grads")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    dz2 = [
        sum((y_hat[i] - y[i]) * W3[i][j] for i in range(len(y))) * v2[j] * (1 - v2[j])
        for j in range(len(v2))
    ]
    dz1 = []
    for k in range(len(v1)):
        total = 0
        for j in range(len(v2)):
            total += W2[j, k] * dz2[j]
        dz1.append(total * v1[k] * (1 - v1[k]))
    return np.array([[d * xi for xi in x] for d in dz1]), np.array(dz1)


@right("first_layer_grads")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d = np.einsum("i,ij,j,jk,k->k", y_hat - y, W3, v2 - v2 * v2, W2, v1 - v1 * v1)
    warnings.warn("slow einsum")
    return [np.einsum("k,l->kl", d, x), d]


@right("first_layer_grads")
class First:
    def __call__(self, y_hat, y, W3, v2, W2, v1, x):
        dz3 = (-y / y_hat + (1 - y) / (1 - y_hat)) * y_hat * (1 - y_hat)
        dz1 = self.back(self.back(dz3, W3, v2), W2, v1)
        return dz1[:, None] @ x[None, :], dz1

    def back(self, dz, W, v):
        print(W.shape)
        return dz @ W * (v * (1 - v))


@wrong("first_layer_grads", "sign-flipped")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y - y_hat) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "sign-flipped")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d = (y_hat - y) @ W3 * v2 * (1 - v2) @ W2 * v1 * (v1 - 1)
    return d[:, None] * x, d


@wrong("first_layer_grads", "sign-flipped", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d = W2.T @ (W3.T @ (y_hat - y) * v2 * (1 - v2)) * v1 * (1 - v1)
    return -np.outer(d, x), d


@wrong("first_layer_grads", "no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d = W2.T @ (W3.T @ (y_hat - y))
    return np.outer(d, x), d


@wrong("first_layer_grads", "no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # left out in layer 1 only
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # left out in layer 2 only
    d1 = (y_hat - y) @ W3 @ W2 * v1 * (1 - v1)
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # left out in layer 3 only
    dL = (y_hat - y) / (y_hat * (1 - y_hat))
    d2 = W3.T @ dL * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "sigmoid-for-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2
    d1 = W2.T @ d2 * v1
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "sigmoid-for-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # in layer 1 only
    d2 = (y_hat - y) @ W3 * v2 * (1 - v2)
    d1 = d2 @ W2 * v1
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "sigmoid-for-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # in layer 2 only
    d1 = W2.T @ (W3.T @ (y_hat - y) * v2) * v1 * (1 - v1)
    return np.einsum("k,l->kl", d1, x), d1


@wrong("first_layer_grads", "sigmoid-grad-of-activation")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    s2, s1 = sigmoid(v2), sigmoid(v1)
    d2 = W3.T @ (y_hat - y) * s2 * (1 - s2)
    d1 = W2.T @ d2 * s1 * (1 - s1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "sigmoid-grad-of-activation")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # in layer 1 only
    d2 = (y_hat - y) @ W3 * v2 * (1 - v2)
    d1 = d2 @ W2 * sigmoid(v1) * sigmoid(-v1)
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "no-error-term")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.sum(axis=0) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "no-error-term")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat * (1 - y_hat)) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "no-upstream-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "no-upstream-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # W3 is left out
    d2 = (y_hat - y) * v2 * (1 - v2)
    d1 = d2 @ W2 * v1 * (1 - v1)
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "no-upstream-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # both are left out
    d1 = (y_hat - y) * v2 * (1 - v2) * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "wrong-layer-input", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, v1), d1


@wrong("first_layer_grads", "wrong-layer-input", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d1 = (y_hat - y) @ W3 * v2 * (1 - v2) @ W2 * v1 * (1 - v1)
    return d1[:, None] * v2, d1


@wrong("first_layer_grads", "transposed", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(x, d1), d1


@wrong("first_layer_grads", "transposed", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d1 = (y_hat - y) @ W3 * v2 * (1 - v2) @ W2 * v1 * (1 - v1)
    return (d1[:, None] @ x[None]).T, d1


@wrong("first_layer_grads", "transposed")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # W2 in place of its transpose
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2 @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "transposed")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3 @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2 @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "stale-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # W2 is updated first
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    W2 = W2 - 0.1 * np.outer(d2, v1)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "stale-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # both are updated first, each before it is used
    d3 = y_hat - y
    W3 = W3 - np.outer(d3, v2)
    d2 = W3.T @ d3 * v2 * (1 - v2)
    W2 = W2 - np.outer(d2, v1)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "stale-weights")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # W3 is updated first
    d3 = y_hat - y
    d2 = d3 @ (W3 - 0.01 * d3[:, None] * v2) * v2 * (1 - v2)
    d1 = d2 @ W2 * v1 * (1 - v1)
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "extra-factor")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ ((y_hat - y) * y_hat * (1 - y_hat)) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "extra-factor")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * (v1 * (1 - v1)) ** 2
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "factor-two")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = 2 * W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "factor-two")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d1 = (y_hat - y) @ W3 * v2 * (1 - v2) @ W2 * v1 * (1 - v1) / 2
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "labels-swapped")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - 1 + y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "labels-swapped")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    error = np.where(y == 0, y_hat - 1, y_hat)
    d1 = error @ W3 * v2 * (1 - v2) @ W2 * v1 * (1 - v1)
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "missing-or-repeated", "unknown")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # only for one output
    d2 = (y_hat[0] - y[0]) * W3[0] * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "wrong-order")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return d1, np.outer(d1, x)


@wrong("first_layer_grads", "wrong-order")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    db1 = np.einsum("i,ij,j,jk,k->k", y_hat - y, W3, v2 - v2 * v2, W2, v1 - v1 * v1)
    return db1, db1[:, None] * x


@wrong("first_layer_grads", "sign-flipped + no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d = W2.T @ (W3.T @ (y - y_hat))
    return np.outer(d, x), d


@wrong("first_layer_grads", "sign-flipped + no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # in layer 1 only
    d2 = W3.T @ (y - y_hat) * v2 * (1 - v2)
    d1 = W2.T @ d2
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "sign-flipped + factor-two")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = 2 * W3.T @ (y - y_hat) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "no-sigmoid-grad + transposed")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d1 = W2.T @ (W3.T @ (y_hat - y))
    return np.outer(x, d1), d1


@wrong("first_layer_grads", "wrong-layer-input + sign-flipped")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y - y_hat) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, v1), d1


@wrong("first_layer_grads", "no-upstream-weights + no-sigmoid-grad")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y)
    d1 = d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "scaled")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    return np.zeros((len(v1), len(x))), np.zeros(len(v1))


@wrong("first_layer_grads", "wrong-type", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    return np.outer(W2.T @ d2 * v1 * (1 - v1), x), None


@wrong("first_layer_grads", "wrong-shape", score=0.5)
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return d1 @ np.outer(d1, x), d1


@wrong("first_layer_grads", "changes-its-input")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    y_hat -= y
    v2 *= 1 - v2
    v1 *= 1 - v1
    d1 = y_hat @ W3 * v2 @ W2 * v1
    return d1[:, None] * x, d1


@wrong("first_layer_grads", "raised")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * v2 * (1 - v2)
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return d1 @ x, dl


@wrong("first_layer_grads", "unknown")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    d2 = W3.T @ (y_hat - y) * (1 - v2**2)
    d1 = W2.T @ d2 * (1 - v1**2)
    return np.outer(d1, x), d1


@wrong("first_layer_grads", "unknown")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # three slips at once
    d2 = 2 * W3.T @ (y - y_hat) * v2
    d1 = W2.T @ d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("hidden_layer_grads", "stale-weights + sign-flipped")
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    # S13 as printed, with its update before W3 is used
    d3 = y - y_hat
    W3 = W3 - 0.1 * np.outer(d3, v2)
    d2 = W3.T @ d3 * v2 * (1 - v2)
    return np.outer(d2, v1), d2


@wrong("first_layer_grads", "no-upstream-weights + scaled")
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    # a mean over the outputs, told where the widths agree
    d2 = (y_hat - y) / len(y) * v2 * (1 - v2)
    d1 = d2 * v1 * (1 - v1)
    return np.outer(d1, x), d1


@wrong("output_layer_grads", "wrong-layer-input", score=0.5)
def output_layer_grads(y_hat, y, v2):
    return np.outer(y_hat - y, y_hat), y_hat - y
