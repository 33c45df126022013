"""Where a graph's nodes stand: apart from each other, and edges around them."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from mlpkit.core.graph import topological_order
from mlpkit.explorers.expression import HEIGHT, RADIUS, WIDTH, build
from mlpkit.explorers.layout import Layout, lay_out

EXPRESSIONS = (
    "x",
    "x * y + x",
    "x * x",
    "(sigmoid(w * x + b) - y)**2",
    "a*b + b*c + c*d + d*a",
    "(a+1)*(b+2) + (c*3)*sigmoid(d+4)",
    "-" * 14 + "x",
)


def layout(expression: str) -> Layout:
    root, _ = build(expression, (1.0, 0.5, 0.5, 0.5))
    return lay_out(topological_order(root), WIDTH, HEIGHT)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_nodes_stand_apart_and_within_the_picture(expression: str) -> None:
    made = layout(expression)
    for one, other in combinations(made.nodes.values(), 2):
        assert np.hypot(*(one - other)) > 2 * RADIUS
    for x, y in made.nodes.values():
        assert RADIUS < x < made.width - RADIUS
        assert RADIUS < y < made.height - RADIUS


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_no_edge_runs_through_a_node(expression: str) -> None:
    made = layout(expression)
    for (parent, child), bends in made.bends.items():
        path = [made.nodes[parent], *bends, made.nodes[child]]
        for start, end in pairwise(path):
            points = start + np.linspace(0, 1, 50)[:, None] * (end - start)
            for node, place in made.nodes.items():
                if node not in (parent, child):
                    assert np.linalg.norm(points - place, axis=1).min() > RADIUS


def test_inputs_stand_to_the_left_of_what_uses_them() -> None:
    made = layout("(sigmoid(w * x + b) - y)**2")
    for parent, child in made.bends:
        assert made.nodes[parent][0] < made.nodes[child][0]


def test_a_graph_that_does_not_fit_keeps_the_picture_s_shape() -> None:
    made = layout("(a+1)*(b+2) + (c*3)*sigmoid(d+4)")
    assert made.height > HEIGHT
    assert made.width / made.height == pytest.approx(WIDTH / HEIGHT)
