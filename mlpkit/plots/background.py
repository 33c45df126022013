"""What stands still in a picture: a Matplotlib figure as SVG in the page's own colours.

Everything is drawn in two stand-in colours, `INK` and `FIELD`, which become the
style sheet's, so that one background serves a light page, a dark one and a projector.
"""

import io
import re
import zlib
from dataclasses import dataclass
from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import ArrayLike

INK = "#010203"
FIELD = "#040506"

STYLE: Any = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "font.size": 12,
    "svg.fonttype": "none",  # text stays text: sharp on a projector
    "svg.hashsalt": "mlpkit",  # the same figure gives the same bytes
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

# What would leak into the page around the drawing, colours that the page decides,
# and digits that no screen can show.
_TIDY = (
    (r"^.*?(?=<svg)", ""),
    (r"<metadata>.*?</metadata>|<style.*?</style>", ""),
    (r' id="[A-Za-z0-9]+_\d+"', ""),
    (r'pt"', '"'),
    (INK, "currentColor"),
    (FIELD, "var(--field)"),
    (r"font-family: [^;]*; ", ""),
    (r"(\d\.\d\d)\d+", r"\1"),
)


@dataclass(frozen=True)
class Background:
    """A drawing without moving parts, and where its numbers lie.

    Parameters
    ----------
    svg : str
        The drawing, one ``<svg>`` element; empty for a blank sheet.
    width, height : float
        Its size in pixels.
    box : tuple
        Left edge, upper edge, width and height of the axes in pixels.
    transform : Transform
        From numbers to pixels, counted from the lower left as Matplotlib does.
    """

    svg: str
    width: float
    height: float
    box: tuple[float, float, float, float]
    transform: Transform

    @property
    def key(self) -> str:
        """A short name for the drawing: the same drawing has the same."""
        return f"{zlib.crc32(self.svg.encode()):08x}"

    def pixels(self, points: ArrayLike) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Turn points (k, 2) in the axes' numbers into pixels from the upper left."""
        placed = self.transform.transform(np.asarray(points, dtype=float))
        return np.column_stack([placed[:, 0], self.height - placed[:, 1]])


def sheet(width: float, height: float) -> Background:
    """Give an empty background, its numbers pixels from the upper left."""
    flip = Affine2D().scale(1, -1).translate(0, height)
    return Background("", width, height, (0.0, 0.0, width, height), flip)


@dataclass(frozen=True)
class Margins:
    """The room in pixels between the axes and the edges of the drawing."""

    left: float = 52
    bottom: float = 42
    right: float = 14
    top: float = 12


def axes(width: float, height: float, margins: Margins = Margins(), **properties: Any) -> Axes:
    """Lay out empty axes; `properties` are those of `Axes.set`."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        ax = figure.add_axes(
            (
                margins.left / width,
                margins.bottom / height,
                (width - margins.left - margins.right) / width,
                (height - margins.bottom - margins.top) / height,
            )
        )
        ax.set(**properties)
    return ax


def freeze(ax: Axes) -> Background:
    """Draw the figure of `ax` once and keep it as a background."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    FigureCanvasSVG(figure)
    drawn = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(
            drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    svg = drawn.getvalue()
    for pattern, better in _TIDY:
        svg = re.sub(pattern, better, svg, flags=re.DOTALL)
    width, height = figure.get_size_inches() * 72
    box = (ax.bbox.x0, height - ax.bbox.y1, ax.bbox.width, ax.bbox.height)
    return Background(svg, float(width), float(height), box, cast(Transform, ax.transData.frozen()))
