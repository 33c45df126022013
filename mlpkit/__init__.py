"""A course on backpropagation: explorers to move, gradients to write, checks that name mistakes."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  pip refuses, but a checkout can be imported as it is
    sys.exit(f"mlpkit needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

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
