"""What there is to learn from."""

from importlib.resources import files

import numpy as np
import pytest

from mlpkit import core
from mlpkit.core import load_digits, one_hot

RNG = np.random.default_rng(0)
TOYS = ("line", "xor", "circles", "moons", "spirals")


def test_the_digits_are_1797_images_with_their_labels():
    images, labels = load_digits()
    assert (images.shape, images.dtype) == ((1797, 8, 8), np.float64)
    assert (images.min(), images.max()) == (0, 1)
    assert (labels.shape, labels.dtype) == ((1797,), np.int64)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_digits_are_new_arrays_each_time():
    images, _ = load_digits()
    images[:] = 0
    assert load_digits()[0].any()


def test_the_digits_come_with_their_licence_and_source():
    text = files("mlpkit.core").joinpath("digits.txt").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in text
    assert "UCI Machine Learning Repository" in text
    assert "https://doi.org/10.24432/C50P49" in text


def test_a_label_becomes_a_row_with_a_single_1():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0]])
def test_a_label_without_a_class_is_refused(labels):
    with pytest.raises(ValueError, match=r"^labels go from .* 3 classes need labels from 0 to 2"):
        one_hot(labels, 3)


@pytest.mark.parametrize("labels", [[0.0, 1.0], [True, False]])
def test_labels_that_are_no_whole_numbers_are_refused(labels):
    with pytest.raises(ValueError, match=r"^labels has dtype .*; it should hold whole numbers"):
        one_hot(labels, 3)


@pytest.mark.parametrize("name", TOYS)
def test_a_toy_set_is_decided_by_its_rng(name):
    draw = getattr(core, name)
    (X, Y), (X_again, Y_again) = (draw(200, np.random.default_rng(1)) for _ in range(2))
    assert (X.shape, Y.shape) == ((200, 2), (200, 1))
    assert np.array_equal(X, X_again)
    assert np.array_equal(Y, Y_again)
    assert not np.array_equal(X, draw(200, np.random.default_rng(2))[0])
    assert set(Y.ravel()) == {0, 1}
    assert 60 < Y.sum() < 140
    assert np.abs(X).max() < 2.5


def test_each_toy_set_has_the_shape_of_its_name():
    rng = np.random.default_rng(0)
    X, Y = core.line(200, rng)
    assert np.array_equal(Y[:, 0] == 1, X[:, 1] > X[:, 0])
    X, Y = core.xor(200, rng)
    assert np.array_equal(Y[:, 0] == 1, X.prod(axis=1) < 0)
    X, Y = core.circles(200, rng, noise=0)
    assert np.hypot(*X.T) == pytest.approx(np.where(Y[:, 0] == 1, 0.5, 1))


@pytest.mark.parametrize("name", TOYS)
def test_noise_moves_the_points_and_keeps_their_classes(name):
    draw = getattr(core, name)
    (still, Y), (moved, Y_moved) = (
        draw(100, np.random.default_rng(1), noise=noise) for noise in (0, 0.1)
    )
    assert np.array_equal(Y, Y_moved)
    assert np.std(moved - still) == pytest.approx(0.1, rel=0.2)


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(
    ("arguments", "name"),
    [((10, 0), "rng"), ((2.5, RNG), "n"), ((-1, RNG), "n"), ((9, RNG, np.nan), "noise")],
)
def test_settings_of_a_toy_set_that_make_no_sense_are_refused(toy, arguments, name):
    with pytest.raises(ValueError, match=f"^{name} is "):
        getattr(core, toy)(*arguments)
