"""Examples with two inputs, as points."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlpkit.plots.background import FIELD, INK


def draw_classes(ax: Axes, X: ArrayLike, labels: ArrayLike) -> None:
    """Mark examples X (n, 2): filled discs for class 1, open squares for class 0."""
    X, ones = np.asarray(X), np.asarray(labels).ravel() == 1
    ax.scatter(X[ones, 0], X[ones, 1], s=22, c=FIELD, marker="o", linewidths=0)
    ax.scatter(
        X[~ones, 0], X[~ones, 1], s=18, facecolors="none", edgecolors=INK, marker="s", linewidths=1
    )
