"""A network's parameters: set, copied, saved, loaded."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from networks import case, cases, flat, quick

from mlpkit.core import MLP


def same(one, other):
    settings = ("sizes", "activations", "loss_name", "bias", "reduction")
    return all(getattr(one, name) == getattr(other, name) for name in settings) and np.array_equal(
        flat(one.W, one.b), flat(other.W, other.b)
    )


def saved_and_loaded(model, directory):
    model.save(directory / "network.npz")
    return MLP.load(directory / "network.npz")


@quick
@given(drawn=cases())
def test_a_saved_network_comes_back_unchanged(tmp_path_factory, drawn):
    loaded = saved_and_loaded(drawn.model, tmp_path_factory.mktemp("network"))
    assert same(loaded, drawn.model)
    assert loaded.loss(drawn.X, drawn.Y) == drawn.model.loss(drawn.X, drawn.Y)


@quick
@given(drawn=cases())
@pytest.mark.parametrize(
    "copied",
    [MLP.copy, copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))],  # noqa: S301  our own
    ids=["copy", "copy.copy", "copy.deepcopy", "pickle"],
)
def test_a_copy_is_a_network_of_its_own(copied, drawn):
    model, kept = drawn.model, flat(drawn.model.W, drawn.model.b)
    twin = copied(model)
    assert same(twin, model)
    for layer in range(len(twin.W)):
        twin.W[layer][...] += 1
    assert np.array_equal(flat(model.W, model.b), kept)
    assert np.array_equal(
        flat(*model.gradients(drawn.X, drawn.Y)), flat(*copied(model).gradients(drawn.X, drawn.Y))
    )


@quick
@given(drawn=cases())
def test_what_is_set_is_what_is_read_and_used(drawn):
    other = MLP(
        drawn.model.sizes,
        drawn.model.activations,
        drawn.model.loss_name,
        drawn.model.bias,
        drawn.model.reduction,
    )
    other.W, other.b = drawn.model.W, drawn.model.b
    assert same(other, drawn.model)
    assert np.array_equal(other.forward(drawn.X), drawn.model.forward(drawn.X))


def test_layers_and_entries_can_be_set_one_by_one():
    model = MLP([2, 3, 1])
    model.W[0] = np.arange(6).reshape(3, 2)
    model.W[1][0, 2] = 7
    model.b[-1] = [5]
    model.b[0][1] += 2
    assert model.W[0].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert model.W[1][0, 2] == 7
    assert [b.tolist() for b in model.b] == [[0, 2, 0], [5]]


def test_a_set_array_is_copied():
    model, W = MLP([2, 1]), np.ones((1, 2))
    model.W = [W]
    W += 1
    assert model.W[0].tolist() == [[1, 1]]


def test_weights_can_be_exchanged_between_layers_of_one_network():
    model = MLP([2, 2, 2])
    first, second = (W.copy() for W in model.W)
    model.W = [model.W[1], model.W[0]]
    assert np.array_equal(model.W[0], second)
    assert np.array_equal(model.W[1], first)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([np.ones((3, 2))], r"^W has 1 entries; it should be 2"),
        (None, r"^W has 1 entries; it should be 2"),
        ([np.ones((3, 2)), np.ones((3, 1))], r"^W\[1\] has shape \(3, 1\); it should be \(1, 3\)"),
        ([np.ones((3, 2)), np.ones(3)], r"^W\[1\] has shape \(3,\); it should be \(1, 3\)"),
        ([np.ones((3, 2)), [["a", "b", "c"]]], r"^W\[1\] has dtype <U1; .* real numbers"),
    ],
)
def test_weights_that_don_t_fit_are_refused_and_none_is_changed(values, message):
    model = MLP([2, 3, 1])
    kept = flat(model.W, model.b)
    with pytest.raises(ValueError, match=message):
        model.W = values
    assert np.array_equal(flat(model.W, model.b), kept)


def test_biases_of_a_network_without_are_refused():
    model = MLP([2, 3, 1], bias=False)
    with pytest.raises(ValueError, match=r"^b has 2 entries; it should be 0"):
        model.b = [np.ones(3), np.ones(1)]


def test_a_file_holds_w_and_b_of_every_layer_row_by_row(tmp_path):
    model = MLP([2, 3, 1])
    model.W, model.b = [[[1, 2], [4, 5], [7, 8]], [[10, 11, 12]]], [[3, 6, 9], [13]]
    model.save(tmp_path / "network.npz")
    with np.load(tmp_path / "network.npz") as stored:
        assert stored["parameters"].tolist() == [*range(1, 14)]


def test_a_file_that_holds_no_network_is_refused(tmp_path):
    np.savez(tmp_path / "images.npz", images=np.ones(3))
    with pytest.raises(ValueError, match="holds no network"):
        MLP.load(tmp_path / "images.npz")


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "network.npz"
    MLP([2, 3, 1]).save(path)
    sound = bytearray(path.read_bytes())
    place = sound.index(b"NUMPY") + 100
    sound[place] ^= 1
    path.write_bytes(sound)
    with pytest.raises(ValueError, match=r"network\.npz holds no network: "):
        MLP.load(path)


def test_a_file_whose_settings_do_not_fit_is_refused_by_its_name(tmp_path):
    path = tmp_path / "network.npz"
    MLP([2, 3, 1]).save(path)
    with np.load(path) as stored:
        np.savez(path, **{**stored, "loss": "hinge"})
    with pytest.raises(ValueError, match=r"network\.npz holds no network: loss "):
        MLP.load(path)


def test_a_file_that_is_no_npz_is_refused(tmp_path):
    np.save(tmp_path / "network.npy", np.ones(3))
    (tmp_path / "empty.npz").touch()
    for name in ("network.npy", "empty.npz"):
        with pytest.raises(ValueError, match=r"holds no network: it is no \.npz file"):
            MLP.load(tmp_path / name)


def test_a_file_that_does_not_exist_is_python_s_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        MLP.load(tmp_path / "network.npz")


def test_a_loaded_network_trains_on_as_the_saved_one_does(tmp_path):
    drawn = case([2, 3, 1], "tanh", "squared_error")
    loaded = saved_and_loaded(drawn.model, tmp_path)
    for model in (drawn.model, loaded):
        model.step(drawn.X, drawn.Y, 0.1)
    assert same(loaded, drawn.model)
