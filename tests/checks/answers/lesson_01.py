"""Answers to lesson 01: predict, loss, sgd_step."""
# Students write as they do, each function under the exercise's name.

import math
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("01-loss-and-sgd")

# --- predict ------------------------------------------------------------------------------


@right("predict")
def predict(W1, W2, x):
    z = W1 @ x
    v = sigmoid(z)
    return W2 @ v


@right("predict")
def predict(W1, W2, x):
    v = []
    for i in range(W1.shape[0]):
        total = 0.0
        for j in range(W1.shape[1]):
            total += W1[i, j] * x[j]
        v.append(1 / (1 + math.exp(-total)))
    out = []
    for i in range(W2.shape[0]):
        out.append(sum(W2[i][k] * v[k] for k in range(len(v))))
    return np.array(out)


@right("predict")
def predict(W1, W2, x):
    print("x has shape", x.shape)
    hidden = 0.5 * (1 + np.tanh(0.5 * np.einsum("ij,j->i", W1, x)))
    return np.einsum("ij,j->i", W2, hidden)


@right("predict")
class Predict:
    def __call__(self, W1, W2, x):
        return np.dot(W2, self.squash(np.dot(W1, x)))

    def squash(self, z):
        warnings.warn("this may overflow")
        return 1.0 / (1.0 + np.exp(-z))


right("predict")(lambda W1, W2, x: W2.dot(sigmoid(W1.dot(x))))


@right("predict")
def predict(W1, W2, x):
    column = x.reshape(-1, 1)
    y_hat = np.matmul(W2, 1 / (1 + np.exp(-np.matmul(W1, column))))
    return y_hat.ravel()


@right("predict")
def predict(W1, W2, x):
    return (sigmoid(x @ W1.T) @ W2.T).astype(np.longdouble)


@right("predict")
def predict(*weights):
    W1, W2, x = weights
    np.log(np.zeros(3))
    return np.sum(W2 * sigmoid(np.sum(W1 * x, axis=1)), axis=1)


@wrong("predict", "no-activation")
def predict(W1, W2, x):
    return W2 @ (W1 @ x)


@wrong("predict", "no-activation")
def predict(W1, W2, x):
    z = np.zeros(len(W1))
    for i, row in enumerate(W1):
        z[i] = np.sum(row * x)
    v = z  # sigma later
    return np.einsum("mh,h->m", W2, v)


@wrong("predict", "extra-factor")
def predict(W1, W2, x):
    return sigmoid(W2 @ sigmoid(W1 @ x))


@wrong("predict", "extra-factor")
def predict(W1, W2, x):
    v = 1 / (1 + np.exp(-W1 @ x))
    return W2 @ sigmoid(v)


@wrong("predict", "no-activation + extra-factor")
def predict(W1, W2, x):
    # the sigmoid at the end in place of in the middle
    return sigmoid(W2 @ W1 @ x)


@wrong("predict", "sign-flipped")
def predict(W1, W2, x):
    return -W2 @ sigmoid(W1 @ x)


@wrong("predict", "sign-flipped")
def predict(W1, W2, x):
    out = np.zeros(W2.shape[0])
    for k, v in enumerate(sigmoid(W1 @ x)):
        out -= W2[:, k] * v
    return out


@wrong("predict", "transposed")
def predict(W1, W2, x):
    return W2 @ sigmoid(x @ W1)


@wrong("predict", "transposed")
def predict(W1, W2, x):
    v = sigmoid(np.dot(W1, x))
    return np.dot(v, W2)


@wrong("predict", "transposed")
def predict(W1, W2, x):
    return W2.T @ sigmoid(W1.T @ x)


@wrong("predict", "transposed", "wrong-order")
def predict(W1, W2, x):
    return W1 @ sigmoid(W2 @ x)


@wrong("predict", "factor-two")
def predict(W1, W2, x):
    return 2 * (W2 @ sigmoid(W1 @ x))


@wrong("predict", "factor-two")
def predict(W1, W2, x):
    v = 0.25 * (1 + np.tanh((W1 @ x) / 2))
    return W2 @ v


@wrong("predict", "scaled")
def predict(W1, W2, x):
    y_hat = np.zeros(len(W2))
    v = sigmoid(W1 @ x)
    for i in range(len(W2)):
        y_hat[i] + W2[i] @ v
    return y_hat


@wrong("predict", "scaled")
def predict(W1, W2, x):
    return 0.1 * W2 @ sigmoid(W1 @ x)


@wrong("predict", "wrong-shape")
def predict(W1, W2, x):
    return W2 @ sigmoid(W1 @ x.reshape(-1, 1))


@wrong("predict", "wrong-shape")
def predict(W1, W2, x):
    return np.sum(W2 @ sigmoid(W1 @ x))


@wrong("predict", "missing-or-repeated", "wrong-shape")
def predict(W1, W2, x):
    v = sigmoid(W1 @ x)
    return v


@wrong("predict", "missing-or-repeated", "wrong-shape")
def predict(W1, W2, x):
    return (W2 @ sigmoid(W1 @ x))[:-1]


@wrong("predict", "wrong-type")
def predict(W1, W2, x):
    v = sigmoid(W1 @ x)
    return v, W2 @ v


@wrong("predict", "wrong-type")
def predict(W1, W2, x):
    return list(W2 @ sigmoid(W1 @ x))


@wrong("predict", "wrong-type")
def predict(W1, W2, x):
    return {"y_hat": W2 @ sigmoid(W1 @ x)}


@wrong("predict", "raised")
def predict(W1, W2, x):
    v = sigmoid(W1 @ X)
    return W2 @ v


@wrong("predict", "raised")
def predict(W1, W2, x):
    return W2 @ math.exp(W1 @ x)


@wrong("predict", "not-finite")
def predict(W1, W2, x):
    return W2 @ sigmoid(W1 @ x) / 0


@wrong("predict", "not-finite")
def predict(W1, W2, x):
    return np.log(-np.abs(W2 @ sigmoid(W1 @ x)) - 1)


@wrong("predict", "changes-its-input")
def predict(W1, W2, x):
    W1 *= x
    return W2 @ sigmoid(W1.sum(axis=1))


@wrong("predict", "changes-its-input")
def predict(W1, W2, x):
    y_hat = W2 @ sigmoid(W1 @ x)
    x.sort()
    return y_hat


@wrong("predict", "uses-the-library")
def predict(W1, W2, x):
    sizes = [W1.shape[1], W1.shape[0], W2.shape[0]]
    model = mlpkit.MLP(sizes, activations=["sigmoid", "identity"], loss="squared_error", bias=False)
    model.W = [W1, W2]
    return model.forward(x[None])[0]


@wrong("predict", "uses-the-library")
def predict(W1, W2, x):
    from mlpkit.exercises import catalogue

    exercise = next(iter(catalogue().values()))
    exercise.draw(np.random.default_rng(0))
    return W2 @ sigmoid(W1 @ x)


@wrong("predict", "unknown")
def predict(W1, W2, x):
    return W2 @ np.tanh(W1 @ x)


@wrong("predict", "unknown")
def predict(W1, W2, x):
    return W2 @ np.maximum(0, W1 @ x)


@wrong("predict", "unknown")
def predict(W1, W2, x):
    return W2 @ (1 / (1 + np.exp(W1 @ x)))


# --- loss ---------------------------------------------------------------------------------


@right("loss")
def loss(W1, W2, x, y):
    error = W2 @ sigmoid(W1 @ x) - y
    return float(error @ error)


@right("loss")
def loss(W1, W2, x, y):
    return np.linalg.norm(y - W2 @ sigmoid(W1 @ x)) ** 2


@right("loss")
def loss(W1, W2, x, y):
    total = 0
    for i in range(len(y)):
        f = 0
        for k in range(len(W1)):
            f += W2[i, k] / (1 + math.exp(-sum(a * b for a, b in zip(W1[k], x, strict=True))))
        total += (f - y[i]) ** 2
    print(f"loss = {total}")
    return total


@right("loss")
def loss(W1, W2, x, y):
    r = np.einsum("mh,h", W2, 1 / (1 + np.exp(-np.einsum("hd,d", W1, x)))) - y
    return np.einsum("i,i->", r, r)


@right("loss")
def loss(W1, W2, x, y):
    v = 1 / (1 + np.exp(-(W1 @ x)))
    return np.array(np.sum(np.square(np.abs(W2 @ v - y))))


@right("loss")
class Loss:
    def __call__(self, W1, W2, x, y):
        f = W2 @ sigmoid(W1 @ x)
        return f @ f - 2 * f @ y + y @ y


@right("loss")
def loss(W1, W2, x, y):
    def prediction():
        return W2.dot(sigmoid(W1.dot(x)))

    return sum(e * e for e in (prediction() - y).tolist())


@wrong("loss", "factor-two")
def loss(W1, W2, x, y):
    error = W2 @ sigmoid(W1 @ x) - y
    return 0.5 * error @ error


@wrong("loss", "factor-two")
def loss(W1, W2, x, y):
    return np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2) / 2


@wrong("loss", "factor-two")
def loss(W1, W2, x, y):
    e = y - W2 @ sigmoid(W1 @ x)
    s = 0.0
    for i in range(len(e)):
        s += 2 * e[i] ** 2
    return s


@wrong("loss", "scaled")
def loss(W1, W2, x, y):
    return np.mean((W2 @ sigmoid(W1 @ x) - y) ** 2)


@wrong("loss", "scaled")
def loss(W1, W2, x, y):
    error = W2 @ sigmoid(W1 @ x) - y
    return float(error @ error) / len(y)


@wrong("loss", "scaled")
def loss(W1, W2, x, y):
    return 0.0


@wrong("loss", "no-activation")
def loss(W1, W2, x, y):
    return np.sum((W2 @ W1 @ x - y) ** 2)


@wrong("loss", "no-activation")
def loss(W1, W2, x, y):
    hidden = np.dot(W1, x)
    out = np.dot(W2, hidden)
    return float(np.linalg.norm(out - y) ** 2)


@wrong("loss", "extra-factor")
def loss(W1, W2, x, y):
    e = sigmoid(W2 @ sigmoid(W1 @ x)) - y
    return e @ e


@wrong("loss", "extra-factor")
def loss(W1, W2, x, y):
    v = sigmoid(sigmoid(W1 @ x))
    return np.sum(np.square(W2 @ v - y))


@wrong("loss", "extra-factor", "unknown")
def loss(W1, W2, x, y):
    return np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2) ** 2


@wrong("loss", "sign-flipped")
def loss(W1, W2, x, y):
    e = W2 @ sigmoid(W1 @ x) - y
    return -(e @ e)


@wrong("loss", "sign-flipped")
def loss(W1, W2, x, y):
    total = 0
    for a, b in zip(W2 @ sigmoid(W1 @ x), y, strict=True):
        total -= (a - b) ** 2
    return total


@wrong("loss", "transposed")
def loss(W1, W2, x, y):
    e = W2 @ sigmoid(W1.T @ x) - y
    return e @ e


@wrong("loss", "transposed")
def loss(W1, W2, x, y):
    e = sigmoid(x @ W1) @ W2 - y
    return np.sum(e * e)


@wrong("loss", "missing-or-repeated")
def loss(W1, W2, x, y):
    # only for one output
    error = W2 @ sigmoid(W1 @ x) - y
    return error[0] ** 2


@wrong("loss", "missing-or-repeated")
def loss(W1, W2, x, y):
    f = W2 @ sigmoid(W1 @ x)
    total = 0
    for i in range(len(y) - 1):
        total += (f[i] - y[i]) ** 2
    return total


@wrong("loss", "missing-or-repeated")
def loss(W1, W2, x, y):
    f = W2 @ sigmoid(W1 @ x)
    for i in range(len(y)):
        total = (f[i] - y[i]) ** 2
    return total


@wrong("loss", "no-activation + factor-two")
def loss(W1, W2, x, y):
    e = W2 @ (W1 @ x) - y
    return 0.5 * np.sum(e**2)


@wrong("loss", "no-activation + factor-two")
def loss(W1, W2, x, y):
    return np.linalg.norm(W2.dot(W1.dot(x)) - y) ** 2 / 2


@wrong("loss", "sign-flipped + factor-two")
def loss(W1, W2, x, y):
    e = W2 @ sigmoid(W1 @ x) - y
    return -0.5 * e @ e


@wrong("loss", "no-activation + extra-factor")
def loss(W1, W2, x, y):
    return np.sum((sigmoid(W2 @ (W1 @ x)) - y) ** 2)


@wrong("loss", "extra-factor + factor-two")
def loss(W1, W2, x, y):
    return np.sum((sigmoid(W2 @ sigmoid(W1 @ x)) - y) ** 2) / 2


@wrong("loss", "wrong-shape")
def loss(W1, W2, x, y):
    return (W2 @ sigmoid(W1 @ x) - y) ** 2


@wrong("loss", "wrong-shape")
def loss(W1, W2, x, y):
    e = (W2 @ sigmoid(W1 @ x) - y).reshape(-1, 1)
    return e.T @ e


@wrong("loss", "wrong-type")
def loss(W1, W2, x, y):
    print(np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2))


@wrong("loss", "wrong-type")
def loss(W1, W2, x, y):
    return str(np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2))


@wrong("loss", "wrong-type")
def loss(W1, W2, x, y):
    return [float(np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2))]


@wrong("loss", "raised")
def loss(W1, W2, x, y):
    return float((W2 @ sigmoid(W1 @ x) - y) ** 2 @ np.ones(7))


@wrong("loss", "raised")
def loss(W1, W2, x, y):
    error = predict(W1, W2) - y
    return error @ error


@wrong("loss", "not-finite")
def loss(W1, W2, x, y):
    e = W2 @ sigmoid(W1 @ x) - y
    return np.sqrt(-(e @ e))


@wrong("loss", "not-finite")
def loss(W1, W2, x, y):
    e = W2 @ sigmoid(W1 @ x) - y
    return np.sum(e**2) * float("inf")


@wrong("loss", "changes-its-input")
def loss(W1, W2, x, y):
    y -= W2 @ sigmoid(W1 @ x)
    return y @ y


@wrong("loss", "changes-its-input")
def loss(W1, W2, x, y):
    v = sigmoid(W1 @ x)
    W2 *= v
    return np.sum((W2.sum(axis=1) - y) ** 2)


@wrong("loss", "uses-the-library")
def loss(W1, W2, x, y):
    from mlpkit.core import squared_error

    return squared_error((W2 @ sigmoid(W1 @ x))[None], y[None])


@wrong("loss", "uses-the-library")
def loss(W1, W2, x, y):
    model = mlpkit.MLP(
        [W1.shape[1], W1.shape[0], W2.shape[0]],
        activations=["sigmoid", "identity"],
        loss="squared_error",
        bias=False,
    )
    model.W = [W1, W2]
    return model.loss(x[None], y[None])


@wrong("loss", "unknown")
def loss(W1, W2, x, y):
    return np.linalg.norm(W2 @ sigmoid(W1 @ x) - y)


@wrong("loss", "unknown")
def loss(W1, W2, x, y):
    return np.sum(np.abs(W2 @ sigmoid(W1 @ x) - y))


@wrong("loss", "unknown")
def loss(W1, W2, x, y):
    return np.sum(W2 @ sigmoid(W1 @ x) - y) ** 2


@wrong("loss", "unknown")
def loss(W1, W2, x, y):
    return np.sum((W2 @ sigmoid(W1 @ x)) ** 2 - y**2)


# --- sgd_step -----------------------------------------------------------------------------


@right("sgd_step")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W2 - alpha * dW2


@right("sgd_step")
def sgd_step(W1, W2, dW1, dW2, alpha):
    new = []
    for W, dW in ((W1, dW1), (W2, dW2)):
        N = np.zeros(W.shape)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                N[i, j] = W[i, j] - alpha * dW[i, j]
        new.append(N)
    return new


@right("sgd_step")
def sgd_step(W1, W2, dW1, dW2, alpha):
    W1, W2 = W1.copy(), W2.copy()
    W1 -= alpha * dW1
    W2 -= alpha * dW2
    print(W1, W2)
    return (W1, W2)


right("sgd_step")(
    lambda W1, W2, dW1, dW2, alpha: tuple(
        np.add(W, np.multiply(-alpha, dW)) for W, dW in zip([W1, W2], [dW1, dW2], strict=True)
    )
)


@right("sgd_step")
class Step:
    calls = 0

    def __call__(self, W1, W2, dW1, dW2, alpha):
        self.calls += 1
        return [np.array([w - alpha * g for w, g in zip(W1, dW1, strict=True)]), W2 - dW2 * alpha]


@wrong("sgd_step", "climbs")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 + alpha * dW1, W2 + alpha * dW2


@wrong("sgd_step", "climbs")
def sgd_step(W1, W2, dW1, dW2, alpha):
    new = [W1.copy(), W2.copy()]
    new[0] += alpha * dW1
    new[1] += alpha * dW2
    return new


@wrong("sgd_step", "climbs", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W2 + alpha * dW2


@wrong("sgd_step", "no-learning-rate")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - dW1, W2 - dW2


@wrong("sgd_step", "no-learning-rate")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return tuple(np.subtract(W, dW) for W, dW in [(W1, dW1), (W2, dW2)])


@wrong("sgd_step", "no-learning-rate", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    W1 = W1 - dW1
    W2 = W2 - alpha * dW2
    return W1, W2


@wrong("sgd_step", "climbs + no-learning-rate")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 + dW1, W2 + dW2


@wrong("sgd_step", "climbs + no-learning-rate")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 + alpha * dW1, W2 - dW2


@wrong("sgd_step", "wrong-order")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W2 - alpha * dW2, W1 - alpha * dW1


@wrong("sgd_step", "wrong-order")
def sgd_step(W1, W2, dW1, dW2, alpha):
    new = []
    for W, dW in [(W1, dW1), (W2, dW2)]:
        new.insert(0, W - alpha * dW)
    return new


@wrong("sgd_step", "climbs + wrong-order")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W2 + alpha * dW2, W1 + alpha * dW1


@wrong("sgd_step", "changes-its-input")
def sgd_step(W1, W2, dW1, dW2, alpha):
    W1 -= alpha * dW1
    W2 -= alpha * dW2
    return W1, W2


@wrong("sgd_step", "changes-its-input")
def sgd_step(W1, W2, dW1, dW2, alpha):
    dW1 *= alpha
    dW2 *= alpha
    return W1 - dW1, W2 - dW2


@wrong("sgd_step", "changes-its-input")
def sgd_step(W1, W2, dW1, dW2, alpha):
    W1[:] = W1 - alpha * dW1
    return W1.copy(), W2 - alpha * dW2


@wrong("sgd_step", "sign-flipped")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return alpha * dW1 - W1, alpha * dW2 - W2


@wrong("sgd_step", "sign-flipped", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    return -(W1 - alpha * dW1), W2 - alpha * dW2


@wrong("sgd_step", "factor-two")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - 2 * alpha * dW1, W2 - 2 * alpha * dW2


@wrong("sgd_step", "factor-two")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1 / 2, W2 - alpha * dW2 / 2


@wrong("sgd_step", "extra-factor")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha**2 * dW1, W2 - alpha**2 * dW2


@wrong("sgd_step", "extra-factor")
def sgd_step(W1, W2, dW1, dW2, alpha):
    dW1 = alpha * dW1
    dW2 = alpha * dW2
    return [W1 - alpha * dW1, W2 - alpha * dW2]


@wrong("sgd_step", "transposed")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1.T, W2 - alpha * dW2.T


@wrong("sgd_step", "transposed")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return (W1 - alpha * dW1).T, (W2 - alpha * dW2).T


@wrong("sgd_step", "transposed", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, np.transpose(W2 - alpha * dW2)


@wrong("sgd_step", "missing-or-repeated", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    W2 = W2 - alpha * dW2
    return W1.copy(), W2


@wrong("sgd_step", "missing-or-repeated")
def sgd_step(W1, W2, dW1, dW2, alpha):
    for W, dW in [(W1, dW1), (W2, dW2)]:
        W = W - alpha * dW
    return W1, W2


@wrong("sgd_step", "missing-or-repeated", "wrong-order", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W1 - alpha * dW1


@wrong("sgd_step", "wrong-type")
def sgd_step(W1, W2, dW1, dW2, alpha):
    W1 = W1 - alpha * dW1
    W2 = W2 - alpha * dW2
    return W2


@wrong("sgd_step", "wrong-type")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return (W1 - alpha * dW1,)


@wrong("sgd_step", "wrong-type")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return {"W1": W1 - alpha * dW1, "W2": W2 - alpha * dW2}


@wrong("sgd_step", "wrong-type")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return (W1 - alpha * dW1).tolist(), (W2 - alpha * dW2).tolist()


@wrong("sgd_step", "wrong-type")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W2 - alpha * dW2, alpha


@wrong("sgd_step", "raised")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha @ dW1, W2 - alpha @ dW2


@wrong("sgd_step", "raised")
def sgd_step(W1, W2, dW1, dW2):
    return W1 - 0.1 * dW1, W2 - 0.1 * dW2


@wrong("sgd_step", "wrong-shape")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return (W1 - alpha * dW1).ravel(), (W2 - alpha * dW2).ravel()


@wrong("sgd_step", "wrong-shape", score=0.5)
def sgd_step(W1, W2, dW1, dW2, alpha):
    return (W1 - alpha * dW1).sum(axis=0), W2 - alpha * dW2


@wrong("sgd_step", "not-finite")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1 / np.zeros_like(W1), W2 - alpha * dW2 / np.zeros_like(W2)


@wrong("sgd_step", "unknown")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * W1, W2 - alpha * W2


@wrong("sgd_step", "unknown")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - dW1 / alpha, W2 - dW2 / alpha


@wrong("sgd_step", "unknown")
def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * np.sign(dW1), W2 - alpha * np.sign(dW2)


@wrong("predict", "missing-or-repeated")
def predict(W1, W2, x):
    # the first output alone
    return (W2 @ sigmoid(W1 @ x))[:1]


@wrong("predict", "unknown")
def predict(W1, W2, x):
    # a right value but for its last digits is no value times a constant
    return W2 @ sigmoid(W1 @ x) * (1 + 1e-6)


@wrong("predict", "wrong-type", "remembers")
def predict(W1, W2, x, kept={}):
    # keeps what it finds, and returns nothing but what it has kept
    if x.tobytes() in kept:
        return kept[x.tobytes()]
    kept[x.tobytes()] = W2 @ sigmoid(W1 @ x)
