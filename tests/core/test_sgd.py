"""SGD: which examples it takes in which order, what it reports, and when it stops."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import case, flat, quick

from mlpkit.core import MLP, accuracy, load_digits, one_example_step, one_hot, sgd, xor

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")


class Watched(MLP):
    """A network that writes down the batches that it steps on."""

    def step(self, X, Y, alpha):
        self.__dict__.setdefault("batches", []).append(X[:, 0].astype(int).tolist())
        super().step(X, Y, alpha)


def numbered(n):
    """Return n examples that can be told from one another."""
    return np.arange(n, dtype=float)[:, None], np.zeros((n, 1))


@quick
@given(n=st.integers(1, 20), batch_size=st.integers(1, 25), epochs=st.integers(0, 3))
def test_an_epoch_takes_every_example_once_in_batches_of_which_the_last_may_be_smaller(
    n, batch_size, epochs
):
    model = Watched([1, 1], loss="squared_error")
    records = list(sgd(model, *numbered(n), 0.0, batch_size, epochs, np.random.default_rng(0)))
    assert [record.epoch for record in records] == list(range(1, epochs + 1))
    batches = getattr(model, "batches", [])
    sizes = [batch_size] * (n // batch_size) + ([n % batch_size] if n % batch_size else [])
    assert [len(batch) for batch in batches] == sizes * epochs
    for epoch in range(epochs):
        taken = batches[epoch * len(sizes) : (epoch + 1) * len(sizes)]
        assert sorted(itertools.chain(*taken)) == list(range(n))


def order_of(seed):
    model = Watched([1, 1], loss="squared_error")
    list(sgd(model, *numbered(20), 0.0, 4, 2, np.random.default_rng(seed)))
    return model.batches


def test_the_rng_decides_the_order_anew_in_every_epoch():
    batches = order_of(0)
    assert batches == order_of(0)
    assert batches != order_of(1)
    assert batches[:5] != batches[5:]


def test_an_example_keeps_its_target_while_the_order_changes():
    X, _ = numbered(50)
    model = MLP([1, 1], "identity", "squared_error")
    *_, last = sgd(model, X / 50, 3 * X / 50 - 1, 0.1, 7, 300, np.random.default_rng(0))
    assert last.loss < 1e-6
    assert (model.W[0].item(), model.b[0].item()) == pytest.approx((3, -1), abs=0.01)


def run(seed):
    X, Y = xor(64, np.random.default_rng(5))
    model = MLP([2, 8, 1], rng=np.random.default_rng(seed))
    return list(sgd(model, X, Y, 1.0, 16, 5, np.random.default_rng(seed))), flat(model.W, model.b)


def test_the_same_seed_gives_the_same_run_to_the_last_bit():
    (records, parameters), (again, parameters_again) = run(1), run(1)
    assert records == again
    assert np.array_equal(parameters, parameters_again)
    assert records != run(2)[0]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [[2, 4, 1], [2, 1], [300, 8, 1], [300, 9, 1], [2500, 1]])
def test_a_record_holds_loss_accuracy_and_gradient_norms_after_the_epoch(sizes, bias):
    rng = np.random.default_rng(5)
    X, Y = rng.standard_normal((450, sizes[0])), rng.integers(0, 2, (450, 1))
    model = MLP(sizes, bias=bias)
    for record in sgd(model, X, Y, 0.1, 64, 3, np.random.default_rng(0)):
        dW, db = model.gradients(X, Y)
        layers = zip(dW, db, strict=True) if bias else zip(dW, strict=True)
        norms = [np.sqrt(sum(np.sum(array**2) for array in layer)) for layer in layers]
        assert record.loss == pytest.approx(model.loss(X, Y), rel=1e-14)
        assert record.accuracy == np.mean((model.forward(X) > 0.5) == Y)
        assert record.grad_norms == pytest.approx(norms)
        assert record.stopped == ""


def test_epochs_run_only_as_records_are_read():
    X, Y = xor(30, np.random.default_rng(5))
    model = MLP([2, 4, 1])
    kept = flat(model.W, model.b)
    records = sgd(model, X, Y, 0.5, 8, 3, np.random.default_rng(0))
    assert np.array_equal(flat(model.W, model.b), kept)
    next(records)
    assert not np.array_equal(flat(model.W, model.b), kept)


@pytest.mark.parametrize(
    ("y_hat", "Y", "expected"),
    [
        ([[0.9], [0.2], [0.6], [0.4]], [[1], [0], [0], [0]], 0.75),
        ([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [[1, 0, 0], [0, 1, 0]], 0.5),
        ([[0.5], [0.3]], [[0.25], [1]], None),
        ([[0.5, 0.3], [0.1, 0.2]], [[1, 1], [0, 1]], None),
        ([[0.5], [0.3]], [[-1], [1]], None),
    ],
)
def test_accuracy_is_none_where_the_targets_are_no_classes(y_hat, Y, expected):
    assert accuracy(np.array(y_hat), np.array(Y)) == expected


def test_accuracy_takes_lists():
    assert accuracy([[0.9], [0.2]], [[1], [1]]) == 0.5


def test_there_is_no_accuracy_of_nan():
    assert accuracy([[np.nan], [0.2]], [[1], [0]]) is None


@pytest.mark.parametrize(
    ("y_hat", "Y", "name"),
    [(np.ones(2), np.ones((2, 1)), "y_hat"), (np.ones(2), np.ones(2), "Y"), ([[]], [[]], "Y")],
)
def test_accuracy_refuses_what_does_not_fit(y_hat, Y, name):
    with pytest.raises(ValueError, match=rf"^{name} has shape "):
        accuracy(y_hat, Y)


def test_a_regression_has_no_accuracy():
    X, _ = numbered(8)
    model = MLP([1, 1], "identity", "squared_error")
    (record,) = sgd(model, X / 8, X / 8, 0.1, 4, 1, np.random.default_rng(0))
    assert record.accuracy is None


def test_training_that_diverges_stops_and_says_so_and_writes_nothing(capfd):
    X, _ = numbered(20)
    model = MLP([1, 4, 1], "identity", "squared_error")
    records = list(sgd(model, X, X, 10.0, 4, 50, np.random.default_rng(0)))
    assert len(records) < 50
    *before, last = records
    assert not np.isfinite(last.loss)
    assert all(np.isfinite(record.loss) and not record.stopped for record in before)
    assert f"in epoch {last.epoch}" in last.stopped
    assert "smaller alpha" in last.stopped
    assert capfd.readouterr() == ("", "")


def test_training_prints_nothing(capfd):
    run(0)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"X": np.zeros((4, 3))}, r"^X has shape \(4, 3\); it should be \(4, 2\)"),
        ({"Y": np.zeros(4)}, r"^Y has shape \(4,\); it should be \(4, 1\)"),
        ({"X": np.zeros((0, 2)), "Y": np.zeros((0, 1))}, r"^X has shape \(0, 2\).* at least one"),
        ({"X": np.full((4, 2), np.nan)}, r"^X\[0, 0\] is nan"),
        ({"Y": np.full((4, 1), 2)}, r"^Y\[0, 0\] is 2; it should be between 0 and 1"),
        ({"batch_size": 0}, "^batch_size is 0; it should be a whole number, at least 1"),
        ({"batch_size": 2.5}, "^batch_size is 2.5; it should be a whole number, at least 1"),
        ({"batch_size": None}, "^batch_size is None; it should be a whole number, at least 1"),
        ({"epochs": -1}, "^epochs is -1; it should be a whole number, at least 0"),
        ({"epochs": "2"}, "^epochs is '2'; it should be a whole number, at least 0"),
        ({"alpha": np.nan}, "^alpha is nan; it should be a finite number"),
        ({"alpha": "0.1"}, "^alpha is '0.1'; it should be a finite number"),
        ({"rng": 0}, r"^rng is 0; it should be a generator, as of np\.random\.default_rng"),
    ],
)
def test_what_doesn_t_fit_is_refused_at_the_call_not_at_the_first_record(changed, message):
    arguments = {"X": np.zeros((4, 2)), "Y": np.zeros((4, 1)), "alpha": 0.1, "batch_size": 2}
    arguments |= {"epochs": 1, "rng": np.random.default_rng(0)} | changed
    with pytest.raises(ValueError, match=message):
        sgd(MLP([2, 1]), **arguments)


def test_one_example_is_a_batch_of_one():
    drawn = case([3, 4, 2], "tanh", "squared_error", n=1)
    other = drawn.model.copy()
    one_example_step(drawn.model, drawn.X[0], drawn.Y[0], 0.1)
    other.step(drawn.X, drawn.Y, 0.1)
    assert np.array_equal(flat(drawn.model.W, drawn.model.b), flat(other.W, other.b))


@pytest.fixture(scope="module")
def digits():
    """Split the digits: 1437 to train on, 360 held out, pixels centred on those seen."""
    images, labels = load_digits()
    X, Y = images.reshape(len(images), -1), one_hot(labels, 10)
    order = np.random.default_rng(0).permutation(len(X))
    seen, held_out = order[:-360], order[-360:]
    X = 4 * (X - X[seen].mean(axis=0))
    return X[seen], Y[seen], X[held_out], Y[held_out]


@pytest.mark.parametrize("seed", range(10))
def test_training_reads_96_of_100_digits_that_it_has_not_seen(digits, seed):
    X, Y, X_held_out, Y_held_out = digits
    rng = np.random.default_rng(seed)
    model = MLP([64, 64, 10], ["relu", "softmax"], "softmax_cross_entropy", rng=rng)
    *_, last = sgd(model, X, Y, 0.03, 16, 20, rng)
    assert last.accuracy > 0.99
    assert accuracy(model.forward(X_held_out), Y_held_out) >= 0.96


def test_a_single_example_of_another_width_is_refused_by_its_own_shape():
    model = MLP([2, 1])
    with pytest.raises(ValueError, match=r"^x has shape \(3,\); it should be \(2,\)"):
        one_example_step(model, [1.0, 2.0, 3.0], [1.0], 0.1)
    with pytest.raises(ValueError, match=r"^y has shape \(\); it should be \(1,\)"):
        one_example_step(model, [1.0, 2.0], 1.0, 0.1)
