"""Answers to lesson 03: flatten, forward, binary_cross_entropy, gradient_step."""
# Students write as they do, each function under the exercise's name.

import math
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit
from mlpkit import sigmoid

right, wrong = answers_to("03-network")

# --- flatten ------------------------------------------------------------------------------


@right("flatten")
def flatten(images):
    return images.reshape(len(images), -1)


@right("flatten")
def flatten(images):
    n, h, w = images.shape
    X = np.zeros((n, h * w))
    for i in range(n):
        for r in range(h):
            for c in range(w):
                X[i, r * w + c] = images[i, r, c]
    return X


@right("flatten")
def flatten(images):
    print(f"{len(images)} images")
    return np.array([image.ravel() for image in images])


@right("flatten")
class Flatten:
    def __call__(self, images):
        return np.vstack([np.concatenate(list(image)) for image in images])


right("flatten")(lambda images: np.hstack([images[:, r, :] for r in range(images.shape[1])]))


@wrong("flatten", "wrong-order")
def flatten(images):
    return images.reshape(len(images), -1, order="F")


@wrong("flatten", "wrong-order")
def flatten(images):
    return np.array([image.T.flatten() for image in images])


@wrong("flatten", "wrong-order")
def flatten(images):
    n, h, w = images.shape
    X = np.zeros((n, h * w))
    for i in range(n):
        for c in range(w):
            for r in range(h):
                X[i, c * h + r] = images[i, r, c]
    return X


@wrong("flatten", "wrong-order")
def flatten(images):
    return images[::-1].reshape(len(images), -1)


@wrong("flatten", "wrong-order")
def flatten(images):
    return images.reshape(len(images), -1)[:, ::-1]


@wrong("flatten", "wrong-order", "unknown")
def flatten(images):
    n, h, w = images.shape
    return images.reshape(h * w, n).T


@wrong("flatten", "wrong-order", "unknown")
def flatten(images):
    return images.T.reshape(len(images), -1)


@wrong("flatten", "transposed")
def flatten(images):
    return images.reshape(len(images), -1).T


@wrong("flatten", "transposed")
def flatten(images):
    n, h, w = images.shape
    X = np.zeros((h * w, n))
    for i in range(n):
        X[:, i] = images[i].flatten()
    return X


@wrong("flatten", "wrong-shape")
def flatten(images):
    return images.flatten()


@wrong("flatten", "wrong-shape")
def flatten(images):
    n, h, w = images.shape
    return images.reshape(n, h * w, 1)


@wrong("flatten", "wrong-shape")
def flatten(images):
    n, h, w = images.shape
    return images.reshape(n * h, w)


@wrong("flatten", "missing-or-repeated")
def flatten(images):
    return np.array([images[i].ravel() for i in range(len(images) - 1)])


@wrong("flatten", "missing-or-repeated", "wrong-shape")
def flatten(images):
    return images[0].reshape(1, -1)


@wrong("flatten", "missing-or-repeated")
def flatten(images):
    return np.array([images[0].ravel() for image in images])


@wrong("flatten", "missing-or-repeated", "unknown")
def flatten(images):
    n, h, w = images.shape
    X = np.zeros((n, h * w))
    for i in range(n):
        for r in range(h - 1):
            X[i, r * w : (r + 1) * w] = images[i, r]
    return X


@wrong("flatten", "wrong-type")
def flatten(images):
    return [image.ravel() for image in images]


@wrong("flatten", "wrong-type")
def flatten(images):
    X = images.reshape(len(images), -1)


@wrong("flatten", "wrong-type")
def flatten(images):
    return (image.ravel() for image in images)


@wrong("flatten", "raised")
def flatten(images):
    # only for square images
    n, h, w = images.shape
    return images.reshape(n, h * h)


@wrong("flatten", "raised", "wrong-shape")
def flatten(images):
    # only for the digits
    return images.reshape(-1, 64)


@wrong("flatten", "changes-its-input")
def flatten(images):
    images.shape = (len(images), -1)
    return images


@wrong("flatten", "changes-its-input")
def flatten(images):
    images -= images.min()
    images += 1
    return images.reshape(len(images), -1)


@wrong("flatten", "scaled")
def flatten(images):
    return images.reshape(len(images), -1) / 255


@wrong("flatten", "scaled")
def flatten(images):
    n, h, w = images.shape
    return np.zeros((n, h * w))


@wrong("flatten", "not-finite")
def flatten(images):
    return np.full((len(images), images[0].size), np.inf)


@wrong("flatten", "unknown")
def flatten(images):
    return np.sort(images.reshape(len(images), -1)) + 0.5


# --- forward ------------------------------------------------------------------------------


@right("forward")
def forward(x, W, b):
    z, v = [], []
    a = x
    for l in range(len(W)):
        z.append(W[l] @ a + b[l])
        a = sigmoid(z[-1])
        v.append(a)
    return z, v


@right("forward")
def forward(x, W, b):
    zs = ()
    vs = (x,)
    for weights, bias in zip(W, b, strict=True):
        print(weights.shape)
        zs += (np.einsum("ij,j->i", weights, vs[-1]) + bias,)
        vs += (1 / (1 + np.exp(-zs[-1])),)
    return zs, vs[1:]


@right("forward")
def forward(x, W, b):
    if not W:
        return [], []
    z = np.array(
        [sum(W[0][i, j] * x[j] for j in range(len(x))) + b[0][i] for i in range(len(b[0]))]
    )
    v = 0.5 + 0.5 * np.tanh(z / 2)
    rest_z, rest_v = forward_rest(v, W[1:], b[1:])
    return [[z, *rest_z], [v, *rest_v]]


def forward_rest(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z += [np.dot(W[i], x if i == 0 else v[i - 1]) + b[i]]
        v += [sigmoid(z[i])]
    return z, v


@right("forward")
class Forward:
    def __call__(self, x, W, b):
        z = [None] * len(W)
        v = [x] + [None] * len(W)
        for i in range(1, len(W) + 1):
            z[i - 1] = np.hstack([W[i - 1], b[i - 1][:, None]]) @ np.append(v[i - 1], 1)
            warnings.warn("overflow?")
            v[i] = np.exp(-np.logaddexp(0, -z[i - 1]))
        return z, v[1:]


@wrong("forward", "bias-ignored")
def forward(x, W, b):
    z, v = [], []
    for weights in W:
        z.append(weights @ x)
        x = sigmoid(z[-1])
        v.append(x)
    return z, v


@wrong("forward", "bias-ignored")
def forward(x, W, b):
    v = [x]
    z = []
    for i in range(len(W)):
        z += [np.dot(W[i], v[i])]
        v += [1 / (1 + np.exp(-z[i]))]
    return z, v[1:]


@wrong("forward", "bias-ignored")
def forward(x, W, b):
    # only the first layer's bias is forgotten
    z = [W[0] @ x]
    v = [sigmoid(z[0])]
    for i in range(1, len(W)):
        z.append(W[i] @ v[-1] + b[i])
        v.append(sigmoid(z[-1]))
    return z, v


@wrong("forward", "bias-ignored")
def forward(x, W, b):
    # only the last layer's bias is forgotten
    z, v = [], []
    for i in range(len(W)):
        bias = b[i] if i < len(W) - 1 else 0
        z.append(W[i] @ (v[-1] if v else x) + bias)
        v.append(sigmoid(z[-1]))
    return z, v


@wrong("forward", "no-activation")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        x = W[i] @ x + b[i]
        z.append(x)
        v.append(x)
    return z, v


@wrong("forward", "no-activation")
def forward(x, W, b):
    # sigma is stored and not passed on
    z, v = [], []
    a = x
    for i in range(len(W)):
        a = W[i] @ a + b[i]
        z.append(a)
        v.append(sigmoid(a))
    return z, v


@wrong("forward", "no-activation", score=0.5)
def forward(x, W, b):
    # the last layer has no sigma
    z, v = [], []
    for i, (weights, bias) in enumerate(zip(W, b, strict=True)):
        z.append(weights @ (v[-1] if v else x) + bias)
        v.append(z[-1] if i == len(W) - 1 else sigmoid(z[-1]))
    return z, v


@wrong("forward", "extra-factor")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ x + b[i])
        x = sigmoid(sigmoid(z[-1]))
        v.append(x)
    return z, v


@wrong("forward", "extra-factor")
def forward(x, W, b):
    z, v = [], []
    a = x
    for i in range(len(W)):
        z.append(W[i] @ sigmoid(a) + b[i] if i else W[i] @ a + b[i])
        a = sigmoid(z[-1])
        v.append(a)
    return z, v


@wrong("forward", "missing-or-repeated", score=0.5)
def forward(x, W, b):
    # v includes x
    z, v = [], [x]
    for i in range(len(W)):
        z.append(W[i] @ v[-1] + b[i])
        v.append(sigmoid(z[-1]))
    return z, v


@wrong("forward", "missing-or-repeated")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W) - 1):
        z.append(W[i] @ x + b[i])
        x = sigmoid(z[-1])
        v.append(x)
    return z, v


@wrong("forward", "missing-or-repeated")
def forward(x, W, b):
    # only the last layer is kept
    for weights, bias in zip(W, b, strict=True):
        z = weights @ x + bias
        x = sigmoid(z)
    return [z], [x]


@wrong("forward", "missing-or-repeated", "wrong-type")
def forward(x, W, b):
    for weights, bias in zip(W, b, strict=True):
        z = weights @ x + bias
        x = sigmoid(z)
    return z, x


@wrong("forward", "missing-or-repeated", "raised")
def forward(x, W, b):
    # only for three layers, as on the slide
    z1 = W[0] @ x + b[0]
    v1 = sigmoid(z1)
    z2 = W[1] @ v1 + b[1]
    v2 = sigmoid(z2)
    z3 = W[2] @ v2 + b[2]
    return [z1, z2, z3], [v1, v2, sigmoid(z3)]


@wrong("forward", "wrong-order")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ (v[-1] if v else x) + b[i])
        v.append(sigmoid(z[-1]))
    return v, z


@wrong("forward", "wrong-order")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.insert(0, W[i] @ (v[0] if v else x) + b[i])
        v.insert(0, sigmoid(z[0]))
    return z, v


@wrong("forward", "wrong-order", score=0.5)
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ (v[-1] if v else x) + b[i])
        v.append(sigmoid(z[-1]))
    return z, v[::-1]


@wrong("forward", "wrong-layer-input")
def forward(x, W, b):
    z = [W[i] @ x + b[i] for i in range(len(W))]
    return z, [sigmoid(each) for each in z]


@wrong("forward", "wrong-layer-input")
def forward(x, W, b):
    # every layer above the first gets v^[1]
    z = [W[0] @ x + b[0]]
    v = [sigmoid(z[0])]
    for i in range(1, len(W)):
        z.append(np.dot(W[i], v[0]) + b[i])
        v.append(sigmoid(z[i]))
    return z, v


@wrong("forward", "transposed")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        x = x if i == 0 else v[i - 1]
        z.append(W[i].T @ x + b[i])
        v.append(sigmoid(z[i]))
    return z, v


@wrong("forward", "transposed")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(x @ W[i] + b[i])
        x = sigmoid(z[i])
        v.append(x)
    return z, v


@wrong("forward", "bias-ignored + no-activation")
def forward(x, W, b):
    z = []
    for weights in W:
        x = weights @ x
        z.append(x)
    return z, z


@wrong("forward", "bias-ignored + no-activation")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(np.dot(W[i], x))
        x = z[i]
        v.append(x.copy())
    return tuple(z), tuple(v)


@wrong("forward", "wrong-order + bias-ignored")
def forward(x, W, b):
    z, v = [], []
    for weights in W:
        z.append(weights @ x)
        x = sigmoid(z[-1])
        v.append(x)
    return v, z


@wrong("forward", "changes-its-input")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        b[i] += W[i] @ (v[-1] if v else x)
        z.append(b[i])
        v.append(sigmoid(z[-1]))
    return z, v


@wrong("forward", "changes-its-input")
def forward(x, W, b):
    z, v = [], []
    while W:
        z.append(W.pop(0) @ (v[-1] if v else x) + b.pop(0))
        v.append(sigmoid(z[-1]))
    return z, v


@wrong("forward", "wrong-type")
def forward(x, W, b):
    for i in range(len(W)):
        x = sigmoid(W[i] @ x + b[i])
    return x


@wrong("forward", "wrong-type")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ (v[-1] if v else x) + b[i])
        v.append(sigmoid(z[-1]))
    return v


@wrong("forward", "wrong-type")
def forward(x, W, b):
    z, v = {}, {0: x}
    for i in range(len(W)):
        z[i + 1] = W[i] @ v[i] + b[i]
        v[i + 1] = sigmoid(z[i + 1])
    return z, v


@wrong("forward", "wrong-type")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append((W[i] @ (np.array(v[-1]) if v else x) + b[i]).tolist())
        v.append(sigmoid(np.array(z[-1])).tolist())
    return z, v


@wrong("forward", "wrong-shape")
def forward(x, W, b):
    z, v = [], []
    a = x[:, None]
    for i in range(len(W)):
        z.append(W[i] @ a + b[i][:, None])
        a = sigmoid(z[-1])
        v.append(a)
    return z, v


@wrong("forward", "wrong-shape")
def forward(x, W, b):
    # the bias broadcasts against a column
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ (v[-1] if v else x) + b[i])
        v.append(sigmoid(z[-1]))
    return [e[None] for e in z], [e[None] for e in v]


@wrong("forward", "raised")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z[i] = W[i] @ x + b[i]
        v[i] = sigmoid(z[i])
    return z, v


@wrong("forward", "raised")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ v[i - 1] + b[i])
        v.append(sigmoid(z[i]))
    return z, v


@wrong("forward", "not-finite")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ x + b[i])
        x = np.log(z[i] - np.max(z[i]) - 1)
        v.append(x)
    return z, v


@wrong("forward", "unknown")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ x + b[i])
        x = np.tanh(z[-1])
        v.append(x)
    return z, v


@wrong("forward", "unknown")
def forward(x, W, b):
    z, v = [], []
    for i in range(len(W)):
        z.append(W[i] @ (x + b[i].mean()))
        x = sigmoid(z[-1])
        v.append(x)
    return z, v


# --- binary_cross_entropy -----------------------------------------------------------------


@right("binary_cross_entropy")
def binary_cross_entropy(y_hat, y):
    total = 0.0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        total -= math.log(p) if t == 1 else math.log1p(-p)
    return total


@right("binary_cross_entropy")
def binary_cross_entropy(y_hat, y):
    return -np.sum(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@right("binary_cross_entropy")
def binary_cross_entropy(y_hat, y):
    terms = y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)
    print(terms)
    return -float(np.nansum(terms))


@right("binary_cross_entropy")
class CrossEntropy:
    def __call__(self, y_hat, y):
        return np.array(-self.part(y, y_hat) - self.part(1 - y, 1 - y_hat))

    def part(self, y, y_hat):
        return np.sum(np.log(y_hat[y > 0]))


@right("binary_cross_entropy")
def binary_cross_entropy(y_hat, y):
    return -np.log(np.abs(1 - y - y_hat)).sum()


@right("binary_cross_entropy")
def binary_cross_entropy(y_hat, y):
    y_hat, y = y_hat.ravel(), y.ravel()
    ones = np.einsum("i,i->", y, np.log(np.maximum(y_hat, 1e-305)))
    zeros = np.einsum("i,i->", 1 - y, np.log(np.maximum(1 - y_hat, 1e-305)))
    warnings.warn("log")
    return -(ones + zeros)


@wrong("binary_cross_entropy", "not-finite")
def binary_cross_entropy(y_hat, y):
    return -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "not-finite")
def binary_cross_entropy(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        total += -t * np.log(p) - (1 - t) * np.log(1 - p)
    return total


@wrong("binary_cross_entropy", "raised")
def binary_cross_entropy(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        total -= t * math.log(p) + (1 - t) * math.log(1 - p)
    return total


@wrong("binary_cross_entropy", "unknown")
def binary_cross_entropy(y_hat, y):
    p = np.clip(y_hat, 1e-12, 1 - 1e-12)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("binary_cross_entropy", "unknown")
def binary_cross_entropy(y_hat, y):
    eps = 1e-8
    return -np.sum(y * np.log(y_hat + eps) + (1 - y) * np.log(1 - y_hat + eps))


@wrong("binary_cross_entropy", "missing-brackets", "missing-brackets + not-finite")
def binary_cross_entropy(y_hat, y):
    # S8 as printed
    return -np.sum(y * np.log(y_hat)) + np.sum((1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "missing-brackets", "missing-brackets + not-finite")
def binary_cross_entropy(y_hat, y):
    # S8 as printed
    return np.sum(-y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "missing-brackets")
def binary_cross_entropy(y_hat, y):
    return -np.sum(np.log(y_hat[y == 1])) + np.sum(np.log(1 - y_hat[y == 0]))


@wrong("binary_cross_entropy", "missing-brackets")
def binary_cross_entropy(y_hat, y):
    total = 0.0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        total += -math.log(p) if t == 1 else math.log(1 - p)
    return total


@wrong("binary_cross_entropy", "mean-for-sum")
def binary_cross_entropy(y_hat, y):
    return -np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "mean-for-sum")
def binary_cross_entropy(y_hat, y):
    total = 0.0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        total -= math.log(p) if t else math.log(1 - p)
    return total / y.size


@wrong("binary_cross_entropy", "mean-for-sum", "mean-for-sum + not-finite")
def binary_cross_entropy(y_hat, y):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "labels-swapped")
def binary_cross_entropy(y_hat, y):
    return -np.sum(np.log(np.where(y == 1, 1 - y_hat, y_hat)))


@wrong("binary_cross_entropy", "labels-swapped", "labels-swapped + not-finite")
def binary_cross_entropy(y_hat, y):
    return -np.sum((1 - y) * np.log(y_hat) + y * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "labels-swapped")
def binary_cross_entropy(y_hat, y):
    loss = 0.0
    for p, t in zip(y_hat.ravel(), y.ravel(), strict=True):
        if t == 0:
            loss -= np.log(p)
        else:
            loss -= np.log(1 - p)
    return loss


@wrong("binary_cross_entropy", "sign-flipped")
def binary_cross_entropy(y_hat, y):
    return np.sum(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "sign-flipped")
def binary_cross_entropy(y_hat, y):
    terms = y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)
    return np.nansum(terms)


@wrong("binary_cross_entropy", "sign-flipped", "sign-flipped + not-finite")
def binary_cross_entropy(y_hat, y):
    return np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "factor-two")
def binary_cross_entropy(y_hat, y):
    return -0.5 * np.nansum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@wrong("binary_cross_entropy", "factor-two")
def binary_cross_entropy(y_hat, y):
    return -2 * np.sum(np.log(np.where(y, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "scaled")
def binary_cross_entropy(y_hat, y):
    return -np.sum(np.log10(np.where(y == 1, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "scaled")
def binary_cross_entropy(y_hat, y):
    return -np.nansum(y * np.log2(y_hat) + (1 - y) * np.log2(1 - y_hat))


@wrong("binary_cross_entropy", "missing-brackets + mean-for-sum")
def binary_cross_entropy(y_hat, y):
    return (-np.sum(np.log(y_hat[y == 1])) + np.sum(np.log(1 - y_hat[y == 0]))) / y.size


@wrong("binary_cross_entropy", "missing-brackets + mean-for-sum")
def binary_cross_entropy(y_hat, y):
    return np.mean(np.where(y == 1, -np.log(y_hat), np.log(1 - y_hat)))


@wrong("binary_cross_entropy", "sign-flipped + mean-for-sum")
def binary_cross_entropy(y_hat, y):
    return np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "labels-swapped + mean-for-sum")
def binary_cross_entropy(y_hat, y):
    return -np.mean(np.log(np.where(y == 1, 1 - y_hat, y_hat)))


@wrong("binary_cross_entropy", "labels-swapped + sign-flipped")
def binary_cross_entropy(y_hat, y):
    return np.sum(np.log(np.where(y == 0, y_hat, 1 - y_hat)))


@wrong("binary_cross_entropy", "sign-flipped + missing-brackets")
def binary_cross_entropy(y_hat, y):
    return np.sum(np.where(y == 1, np.log(y_hat), -np.log(1 - y_hat)))


@wrong("binary_cross_entropy", "missing-or-repeated", "missing-or-repeated + not-finite")
def binary_cross_entropy(y_hat, y):
    total = 0.0
    for i in range(len(y) - 1):
        total -= np.sum(np.log(np.where(y[i] == 1, y_hat[i], 1 - y_hat[i])))
    return total


@wrong("binary_cross_entropy", "missing-or-repeated")
def binary_cross_entropy(y_hat, y):
    for p, t in zip(y_hat, y, strict=True):
        total = -np.sum(np.log(np.where(t == 1, p, 1 - p)))
    return total


@wrong("binary_cross_entropy", "wrong-shape")
def binary_cross_entropy(y_hat, y):
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat))


@wrong("binary_cross_entropy", "wrong-shape")
def binary_cross_entropy(y_hat, y):
    return np.array([-np.log(np.where(y == 1, y_hat, 1 - y_hat)).sum()])


@wrong("binary_cross_entropy", "wrong-type")
def binary_cross_entropy(y_hat, y):
    L = -np.log(np.where(y == 1, y_hat, 1 - y_hat)).sum()
    print("L =", L)


@wrong("binary_cross_entropy", "changes-its-input")
def binary_cross_entropy(y_hat, y):
    y_hat[y == 0] = 1 - y_hat[y == 0]
    return -np.log(y_hat).sum()


@wrong("binary_cross_entropy", "changes-its-input", "changes-its-input + unknown")
def binary_cross_entropy(y_hat, y):
    y_hat[y_hat < 1e-306] = 1e-306
    y_hat[y_hat == 1] = 1
    np.copyto(y_hat, np.where(y == 1, y_hat, 1 - y_hat))
    return -np.log(y_hat).sum()


@wrong("binary_cross_entropy", "uses-the-library")
def binary_cross_entropy(y_hat, y):
    from mlpkit.core import binary_cross_entropy as bce

    return bce(y_hat, y)


@wrong("binary_cross_entropy", "uses-the-library")
def binary_cross_entropy(y_hat, y):
    return float(mlpkit.core.losses.binary_cross_entropy(np.ravel(y_hat), np.ravel(y)))


@wrong("binary_cross_entropy", "unknown", "missing-or-repeated")
def binary_cross_entropy(y_hat, y):
    # only the first half of the formula
    return -np.sum(np.log(y_hat[y == 1]))


@wrong("binary_cross_entropy", "unknown")
def binary_cross_entropy(y_hat, y):
    return np.sum((y_hat - y) ** 2)


# --- gradient_step ------------------------------------------------------------------------


@right("gradient_step")
def gradient_step(W, b, dW, db, alpha):
    W = [w - alpha * d for w, d in zip(W, dW, strict=True)]
    b = [w - alpha * d for w, d in zip(b, db, strict=True)]
    return W, b


@right("gradient_step")
def gradient_step(W, b, dW, db, alpha):
    new_W, new_b = (), ()
    for l in range(len(W)):
        new_W += (np.subtract(W[l], np.multiply(alpha, dW[l])),)
        new_b += (np.subtract(b[l], np.multiply(alpha, db[l])),)
    return new_W, new_b


@right("gradient_step")
class GradientStep:
    def __call__(self, W, b, dW, db, alpha):
        W, b = [w.copy() for w in W], [c.copy() for c in b]
        for i in range(len(W)):
            W[i] -= alpha * dW[i]
            b[i] -= alpha * db[i]
        print("step done")
        return [W, b]


right("gradient_step")(
    lambda W, b, dW, db, alpha: tuple(
        list(map(lambda p, g: p + -alpha * g, params, grads))
        for params, grads in ((W, dW), (b, db))
    )
)


@wrong("gradient_step", "climbs")
def gradient_step(W, b, dW, db, alpha):
    return (
        [w + alpha * d for w, d in zip(W, dW, strict=True)],
        [c + alpha * d for c, d in zip(b, db, strict=True)],
    )


@wrong("gradient_step", "climbs")
def gradient_step(W, b, dW, db, alpha):
    Ws, bs = [], []
    for i in range(len(W)):
        Ws.append(W[i] - (-alpha) * dW[i])
        bs.append(b[i] - (-alpha) * db[i])
    return Ws, bs


@wrong("gradient_step", "climbs", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    W = [w - alpha * d for w, d in zip(W, dW, strict=True)]
    b = [c + alpha * d for c, d in zip(b, db, strict=True)]
    return W, b


@wrong("gradient_step", "no-learning-rate")
def gradient_step(W, b, dW, db, alpha):
    return [W[i] - dW[i] for i in range(len(W))], [b[i] - db[i] for i in range(len(b))]


@wrong("gradient_step", "no-learning-rate")
def gradient_step(W, b, dW, db, alpha):
    new_W, new_b = [], []
    for w, c, dw, dc in zip(W, b, dW, db, strict=True):
        new_W.append(np.subtract(w, dw))
        new_b.append(np.subtract(c, dc))
    return new_W, new_b


@wrong("gradient_step", "no-learning-rate", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    return [W[i] - alpha * dW[i] for i in range(len(W))], [b[i] - db[i] for i in range(len(b))]


@wrong("gradient_step", "climbs + no-learning-rate")
def gradient_step(W, b, dW, db, alpha):
    return [W[i] + dW[i] for i in range(len(W))], [b[i] + db[i] for i in range(len(b))]


@wrong("gradient_step", "climbs + no-learning-rate")
def gradient_step(W, b, dW, db, alpha):
    return [W[i] + alpha * dW[i] for i in range(len(W))], [b[i] - db[i] for i in range(len(b))]


@wrong("gradient_step", "bias-ignored", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    return [w - alpha * d for w, d in zip(W, dW, strict=True)], b


@wrong("gradient_step", "bias-ignored", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    new_W = []
    new_b = []
    for i in range(len(W)):
        new_W.append(W[i] - alpha * dW[i])
        new_b.append(b[i].copy())
    return new_W, new_b


@wrong("gradient_step", "climbs + bias-ignored")
def gradient_step(W, b, dW, db, alpha):
    return [w + alpha * d for w, d in zip(W, dW, strict=True)], [c.copy() for c in b]


@wrong("gradient_step", "changes-its-input")
def gradient_step(W, b, dW, db, alpha):
    for i in range(len(W)):
        W[i] -= alpha * dW[i]
        b[i] -= alpha * db[i]
    return W, b


@wrong("gradient_step", "changes-its-input")
def gradient_step(W, b, dW, db, alpha):
    # the arrays are new, the lists are not
    for i in range(len(W)):
        W[i] = W[i] - alpha * dW[i]
        b[i] = b[i] - alpha * db[i]
    return W, b


@wrong("gradient_step", "changes-its-input")
def gradient_step(W, b, dW, db, alpha):
    # the lists are new, the arrays are not
    new_W, new_b = list(W), list(b)
    for i in range(len(W)):
        new_W[i] -= alpha * dW[i]
        new_b[i] -= alpha * db[i]
    return new_W, new_b


@wrong("gradient_step", "wrong-order")
def gradient_step(W, b, dW, db, alpha):
    W = [w - alpha * d for w, d in zip(W, dW, strict=True)]
    b = [c - alpha * d for c, d in zip(b, db, strict=True)]
    return b, W


@wrong("gradient_step", "wrong-order")
def gradient_step(W, b, dW, db, alpha):
    Ws, bs = [], []
    for i in reversed(range(len(W))):
        Ws.append(W[i] - alpha * dW[i])
        bs.append(b[i] - alpha * db[i])
    return Ws, bs


@wrong("gradient_step", "missing-or-repeated")
def gradient_step(W, b, dW, db, alpha):
    n = len(W) - 1
    return [W[i] - alpha * dW[i] for i in range(n)], [b[i] - alpha * db[i] for i in range(n)]


@wrong("gradient_step", "missing-or-repeated")
def gradient_step(W, b, dW, db, alpha):
    # the first layer stays as it was
    Ws, bs = [W[0].copy()], [b[0].copy()]
    for i in range(1, len(W)):
        Ws.append(W[i] - alpha * dW[i])
        bs.append(b[i] - alpha * db[i])
    return Ws, bs


@wrong("gradient_step", "missing-or-repeated")
def gradient_step(W, b, dW, db, alpha):
    # the last layer stays as it was
    Ws, bs = [w.copy() for w in W], [c.copy() for c in b]
    for i in range(len(W) - 1):
        Ws[i] = W[i] - alpha * dW[i]
        bs[i] = b[i] - alpha * db[i]
    return Ws, bs


@wrong("gradient_step", "missing-or-repeated", "raised")
def gradient_step(W, b, dW, db, alpha):
    # only for three layers
    return [W[i] - alpha * dW[i] for i in (0, 1, 2)], [b[i] - alpha * db[i] for i in (0, 1, 2)]


@wrong("gradient_step", "sign-flipped")
def gradient_step(W, b, dW, db, alpha):
    return (
        [alpha * d - w for w, d in zip(W, dW, strict=True)],
        [alpha * d - c for c, d in zip(b, db, strict=True)],
    )


@wrong("gradient_step", "factor-two")
def gradient_step(W, b, dW, db, alpha):
    return (
        [w - 2 * alpha * d for w, d in zip(W, dW, strict=True)],
        [c - 2 * alpha * d for c, d in zip(b, db, strict=True)],
    )


@wrong("gradient_step", "extra-factor")
def gradient_step(W, b, dW, db, alpha):
    step = lambda p, g: p - alpha * alpha * g
    return list(map(step, W, dW)), list(map(step, b, db))


@wrong("gradient_step", "transposed", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    W = [(w - alpha * d).T for w, d in zip(W, dW, strict=True)]
    return W, [c - alpha * d for c, d in zip(b, db, strict=True)]


@wrong("gradient_step", "transposed")
def gradient_step(W, b, dW, db, alpha):
    W = [w - alpha * d.T for w, d in zip(W, dW, strict=True)]
    return W, [c - alpha * d for c, d in zip(b, db, strict=True)]


@wrong("gradient_step", "wrong-type")
def gradient_step(W, b, dW, db, alpha):
    for i in range(len(W)):
        W_new = W[i] - alpha * dW[i]
        b_new = b[i] - alpha * db[i]
    return W_new


@wrong("gradient_step", "wrong-type")
def gradient_step(W, b, dW, db, alpha):
    return [W[i] - alpha * dW[i] for i in range(len(W))]


@wrong("gradient_step", "wrong-type", "missing-or-repeated")
def gradient_step(W, b, dW, db, alpha):
    for i in range(len(W)):
        W_new = W[i] - alpha * dW[i]
        b_new = b[i] - alpha * db[i]
    return W_new, b_new


@wrong("gradient_step", "wrong-type")
def gradient_step(W, b, dW, db, alpha):
    return (
        (w - alpha * d for w, d in zip(W, dW, strict=True)),
        (c - alpha * d for c, d in zip(b, db, strict=True)),
    )


@wrong("gradient_step", "raised")
def gradient_step(W, b, dW, db, alpha):
    return W - alpha * dW, b - alpha * db


@wrong("gradient_step", "raised", "wrong-type")
def gradient_step(W, b, dW, db, alpha):
    return np.array(W) - alpha * np.array(dW), np.array(b) - alpha * np.array(db)


@wrong("gradient_step", "wrong-shape", score=0.5)
def gradient_step(W, b, dW, db, alpha):
    W = [w - alpha * d for w, d in zip(W, dW, strict=True)]
    return W, [(c - alpha * d)[:, None] for c, d in zip(b, db, strict=True)]


@wrong("gradient_step", "unknown")
def gradient_step(W, b, dW, db, alpha):
    return [0.9 * w - alpha * d for w, d in zip(W, dW, strict=True)], [
        0.9 * c - alpha * d for c, d in zip(b, db, strict=True)
    ]


@wrong("gradient_step", "unknown")
def gradient_step(W, b, dW, db, alpha):
    return [-alpha * d + 1 for d in dW], [-alpha * d + 1 for d in db]


@wrong("gradient_step", "wrong-order + scaled")
def gradient_step(W, b, dW, db, alpha):
    new_W = [w - 5 * alpha * d for w, d in zip(W, dW, strict=True)]
    return [c - 5 * alpha * d for c, d in zip(b, db, strict=True)], new_W
