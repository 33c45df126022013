"""The numbers: activations, losses, networks, gradients. NumPy only; prints and draws nothing."""

from mlpkit.core.activations import (
    identity,
    identity_prime,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    softmax,
    softmax_prime,
    tanh,
    tanh_prime,
)
from mlpkit.core.data import circles, line, load_digits, moons, one_hot, spirals, xor
from mlpkit.core.differences import numerical_gradient, numerical_gradients
from mlpkit.core.gradcheck import GradientCheck, gradcheck, gradcheck_network
from mlpkit.core.graph import Node
from mlpkit.core.landscape import loss_surface
from mlpkit.core.losses import (
    binary_cross_entropy,
    binary_cross_entropy_prime,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_prime,
    softmax_binary_cross_entropy,
    softmax_binary_cross_entropy_prime,
    softmax_cross_entropy,
    softmax_cross_entropy_prime,
    squared_error,
    squared_error_prime,
)
from mlpkit.core.network import MLP
from mlpkit.core.sgd import accuracy, one_example_step, sgd

__all__ = [
    "MLP",
    "GradientCheck",
    "Node",
    "accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_prime",
    "circles",
    "gradcheck",
    "gradcheck_network",
    "identity",
    "identity_prime",
    "line",
    "load_digits",
    "loss_surface",
    "moons",
    "numerical_gradient",
    "numerical_gradients",
    "one_example_step",
    "one_hot",
    "relu",
    "relu_prime",
    "sgd",
    "sigmoid",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_prime",
    "sigmoid_prime",
    "softmax",
    "softmax_binary_cross_entropy",
    "softmax_binary_cross_entropy_prime",
    "softmax_cross_entropy",
    "softmax_cross_entropy_prime",
    "softmax_prime",
    "spirals",
    "squared_error",
    "squared_error_prime",
    "tanh",
    "tanh_prime",
    "xor",
]
