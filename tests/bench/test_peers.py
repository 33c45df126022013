"""Peers that need NumPy alone do the same work as ours."""

import numpy as np
import pytest

from mlpkit.bench import gradients, graphs, peers, step, surface
from mlpkit.core import MLP

CASES = [pytest.param(sizes, n, id="-".join(map(str, sizes))) for sizes, n, *_ in step.CASES]


def assert_same(layers, model):
    for (W, b), W_ours, b_ours in zip(layers, model.W, model.b, strict=True):
        np.testing.assert_allclose(W, W_ours, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(b, b_ours, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("sizes", "n"), CASES)
def test_everyone_starts_where_ours_does(sizes, n):
    layers, _, _ = peers.data(sizes, n)
    assert_same(layers, MLP(sizes))


@pytest.mark.parametrize(("sizes", "n"), CASES[:3])
def test_numpys_step_is_ours(sizes, n):
    _, X, Y = peers.data(sizes, n)
    model, run = MLP(sizes), peers.numpy_step(sizes, n)
    for _ in range(3):
        model.step(X, Y, peers.ALPHA)
        layers = run()
    assert_same(layers, model)


@pytest.mark.parametrize(("sizes", "n"), CASES[:3])
def test_numpys_loss_is_ours(sizes, n):
    layers, X, Y = peers.data(sizes, n)
    assert peers.numpy_loss(layers, X, Y) == pytest.approx(MLP(sizes).loss(X, Y), rel=1e-12)


def test_the_loop_over_the_weights_finds_the_gradients():
    model = MLP(gradients.SIZES)
    _, X, Y = peers.data(gradients.SIZES, gradients.N)
    dW, db = model.gradients(X, Y)
    ours = [array for layer in zip(dW, db, strict=True) for array in layer]
    for slopes, gradient in zip(gradients.loop()(), ours, strict=True):
        np.testing.assert_allclose(slopes, gradient, rtol=0, atol=1e-9)


@pytest.mark.parametrize("plane", surface.PLANES)
def test_the_loop_over_the_points_finds_the_surface(plane, monkeypatch):
    monkeypatch.setattr(surface, "SIDE", np.linspace(-5, 5, 6))
    monkeypatch.setattr(surface, "POINTS", 6)
    weights, _ = surface.PLANES[plane]
    np.testing.assert_allclose(surface.ours(weights)(), surface.loop(weights)(), rtol=1e-10)


def test_the_pass_by_hand_finds_the_gradients_of_the_graph():
    for by_hand, node in zip(graphs.by_hand()(), graphs.of_arrays()(), strict=True):
        np.testing.assert_allclose(by_hand, node.grad, rtol=1e-12)
