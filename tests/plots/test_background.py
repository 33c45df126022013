"""What stands still: SVG in the page's colours, and where its numbers lie."""

import numpy as np
import pytest

from mlpkit.plots.background import FIELD, INK, axes, freeze
from mlpkit.plots.contours import contour_lines, draw_contours


def test_the_corners_of_the_axes_are_the_corners_of_their_box() -> None:
    background = freeze(axes(300, 200, xlim=(-2, 2), ylim=(0, 1)))
    x, y, width, height = background.box
    corners = background.pixels([[-2, 1], [2, 0]])
    np.testing.assert_allclose(corners, [[x, y], [x + width, y + height]])


def test_a_logarithmic_axis_places_powers_evenly() -> None:
    background = freeze(axes(300, 200, xlim=(0, 1), ylim=(1e-2, 1e2), yscale="log"))
    heights = background.pixels([[0, 1e-1], [0, 1], [0, 10]])[:, 1]
    assert np.diff(heights)[0] == pytest.approx(np.diff(heights)[1])


def test_the_page_decides_the_colours() -> None:
    ax = axes(300, 200)
    draw_contours(ax, [0, 1, 2], [0, 1, 2], np.add.outer([0, 1, 2], [0, 1, 2]), [1, 2, 3])
    svg = freeze(ax).svg
    assert "currentColor" in svg
    assert "var(--field)" in svg
    assert INK not in svg
    assert FIELD not in svg
    assert "<style" not in svg


def test_the_same_figure_gives_the_same_bytes() -> None:
    first, second = (freeze(axes(300, 200, xlabel="w1")) for _ in range(2))
    assert first.svg == second.svg


def test_contour_lines_run_at_their_level() -> None:
    s = t = np.linspace(-1, 1, 41)
    lines = contour_lines(s, t, np.hypot(*np.meshgrid(s, t)), [0.5])
    assert len(lines) == 1
    np.testing.assert_allclose(np.linalg.norm(lines[0], axis=1), 0.5, atol=1e-2)
