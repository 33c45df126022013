"""A course on backpropagation: explorers to move, gradients to write, checks that name mistakes."""

from mlpkit.core import (
    MLP,
    Node,
    gradcheck,
    load_digits,
    loss_surface,
    numerical_gradient,
    sgd,
    sigmoid,
)

__all__ = [
    "MLP",
    "Node",
    "gradcheck",
    "load_digits",
    "loss_surface",
    "numerical_gradient",
    "sgd",
    "sigmoid",
]
