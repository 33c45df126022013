"""A loss over two weights, seen from above."""

import contourpy
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from mlpkit.plots.background import FIELD, INK

Floats = NDArray[np.float64]


def draw_contours(
    ax: Axes, s: ArrayLike, t: ArrayLike, surface: ArrayLike, levels: ArrayLike
) -> None:
    """Shade a surface (len(t), len(s)), the higher the deeper, with a line at every level."""
    levels = np.asarray(levels, dtype=float)
    depths = np.linspace(0.04, 0.5, len(levels))
    # One band over the other: what is higher is covered more often.
    colors = [(FIELD, float(depth)) for depth in depths]
    ax.contourf(s, t, surface, levels=[*levels, np.inf], colors=colors)
    lines = ax.contour(s, t, surface, levels=levels, colors=INK, linewidths=0.6, alpha=0.7)
    ax.clabel(lines, fmt="%g", fontsize=10)


def contour_lines(
    s: ArrayLike, t: ArrayLike, surface: ArrayLike, levels: ArrayLike
) -> list[Floats]:
    """Find the lines of a surface (len(t), len(s)) at the levels, each (k, 2)."""
    found = contourpy.contour_generator(s, t, surface, line_type="Separate")
    return [np.asarray(line) for level in np.ravel(levels) for line in found.lines(float(level))]
