"""What the browser draws: elements as plain lists ``[tag, attributes, *children]``.

A scene is data, so a test reads it without a browser, and no JavaScript knows
what it shows. Positions are pixels of the panel; `mlpkit.plots` has the axes
that turn numbers into them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.plots.background import Background

Node = list[Any]


def element(tag: str, css: str = "", *children: Node | str, **attributes: Any) -> Node:
    """Build an element; ``text_anchor`` is written ``text-anchor``, numbers to a tenth."""
    given = {key.rstrip("_").replace("_", "-"): _short(v) for key, v in attributes.items()}
    return [tag, {"class": css, **given} if css else given, *children]


def circle(css: str, center: ArrayLike, r: float, **attributes: Any) -> Node:
    """Draw a circle around a point."""
    x, y = np.asarray(center, dtype=float)
    return element("circle", css, cx=x, cy=y, r=r, **attributes)


def text(css: str, x: float, y: float, words: str, **attributes: Any) -> Node:
    """Write words at (x, y); the style says how they are aligned."""
    return element("text", css, words, x=x, y=y, **attributes)


def line(css: str, points: ArrayLike, **attributes: Any) -> Node:
    """Draw a line through points (k, 2)."""
    return element("polyline", css, points=_points(points), **attributes)


def dots(css: str, points: ArrayLike, size: float, **attributes: Any) -> Node:
    """Mark points (k, 2) with dots, all of one element."""
    places = " ".join(f"M{x:.1f} {y:.1f}h0" for x, y in _near(points))
    return element("path", f"dots {css}".strip(), d=places, stroke_width=size, **attributes)


def area(css: str, points: ArrayLike, **attributes: Any) -> Node:
    """Fill the polygon of the points (k, 2)."""
    return element("polygon", css, points=_points(points), **attributes)


def arrow(css: str, start: ArrayLike, end: ArrayLike) -> Node:
    """Draw an arrow; one shorter than its head is a head."""
    (x0, y0), (x1, y1) = np.asarray(start, float), np.asarray(end, float)
    length = float(np.hypot(x1 - x0, y1 - y0)) or 1.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    neck = np.array([x1 - 8 * ux, y1 - 8 * uy])
    across = np.array([-4 * uy, 4 * ux])
    head = np.stack([(x1, y1), neck + across, neck - across])
    return element("g", css, line("shaft", np.stack([(x0, y0), neck])), area("head", head))


def window(background: Background, *marks: Node) -> Node:
    """Show of the marks what lies within the axes."""
    x, y, width, height = background.box
    view = f"{x:.1f} {y:.1f} {width:.1f} {height:.1f}"
    return element("svg", "", *marks, x=x, y=y, width=width, height=height, viewBox=view)


def legend(x: float, y: float, entries: Mapping[str, str], across: float = 0) -> list[Node]:
    """Name line styles, from their looks to their words: below each other, or so far `across`."""
    down = 0 if across else 18
    return [
        mark
        for k, (css, words) in enumerate(entries.items())
        for mark in (
            line(css, [(x + across * k, y + down * k), (x + across * k + 26, y + down * k)]),
            text("left halo", x + across * k + 33, y + down * k, words),
        )
    ]


def matrix(values: Iterable[Iterable[str]], css: str = "") -> Node:
    """Set rows of text as a matrix in brackets."""
    rows = [element("tr", "", *(element("td", "", cell) for cell in row)) for row in values]
    return element(
        "table", f"matrix {css}".strip(), element("tbody", "", *rows), role="presentation"
    )


def _short(value: Any) -> Any:
    return round(float(value), 1) if isinstance(value, float | np.floating) else value


def _points(points: ArrayLike) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in _near(points))


def _near(points: ArrayLike) -> list[list[float]]:
    far = 1e5  # beyond any screen, within what a browser can draw
    near: list[list[float]] = np.clip(points, -far, far).tolist()
    return near
