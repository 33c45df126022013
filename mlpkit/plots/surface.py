"""A loss over two weights, seen from the side."""

from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import proj3d
from numpy.typing import ArrayLike, NDArray

from mlpkit.plots.background import FIELD, INK, STYLE, Background, freeze

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relief:
    """A surface in three dimensions as a background, and where its points lie."""

    background: Background
    projection: Floats

    def pixels(self, points: ArrayLike) -> Floats:
        """Turn points (k, 3) into pixels from the upper left."""
        x, y, z = np.asarray(points, dtype=float).T
        u, v, _ = proj3d.proj_transform(x, y, z, self.projection)
        return self.background.pixels(np.column_stack([u, v]))


def relief(
    width: float, height: float, s: ArrayLike, t: ArrayLike, surface: ArrayLike, **properties: Any
) -> Relief:
    """Draw a surface (len(t), len(s)), the higher the deeper; `properties` as in `Axes.set`."""
    heights = np.asarray(surface)
    low, high = heights.min(), heights.max()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        ax: Any = figure.add_axes((0.0, 0.0, 1.0, 1.0), projection="3d")
        ax.view_init(elev=38, azim=-60)
        ax.set_box_aspect(None, zoom=0.85)
        grid = np.meshgrid(np.asarray(s), np.asarray(t))
        drawn = ax.plot_surface(
            *grid, heights, rcount=len(heights), ccount=len(heights), color=FIELD, shade=False
        )
        corners = heights[:-1, :-1].ravel()
        drawn.set_facecolor([(FIELD, 0.15 + 0.7 * (h - low) / (high - low)) for h in corners])
        drawn.set_edgecolor((INK, 0.35))
        drawn.set_linewidth(0.3)
        for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
            axis.pane.set_visible(False)
        ax.set(**properties)
        background = freeze(ax)
    return Relief(background, np.asarray(ax.get_proj()))
