"""The references, against numerical gradients and against what the slides say."""

import numpy as np
import pytest

from mlpkit.calls import Seed, Waves
from mlpkit.core import numerical_gradient, sigmoid
from mlpkit.exercises import catalogue
from mlpkit.exercises.exercise import evaluate, solve
from mlpkit.exercises.formula import Formula, Slip

RIGHT = Formula()


def inputs_of(name, seed=0):
    exercise = catalogue()[name]
    return exercise, exercise.draw(np.random.default_rng(seed))


def network(x, W, b):
    v = x
    for Wl, bl in zip(W, b, strict=True):
        v = sigmoid(v @ Wl.T + bl)
    return v


def cross_entropy(y_hat, y):
    return -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def assert_gradient(loss, w, given):
    expected = numerical_gradient(loss, w)
    assert np.linalg.norm(given - expected) <= 1e-6 * (1 + np.linalg.norm(expected))


def test_the_gradient_of_the_linear_loss_is_its_numerical_gradient():
    exercise, inputs = inputs_of("02-training-objective/linear_loss_grad")
    for w, X, y in inputs:
        (gradient,) = evaluate(exercise, (w, X, y), RIGHT)
        assert_gradient(lambda w, X=X, y=y: np.mean((X @ w - y) ** 2), w, gradient)


def test_the_gradients_of_s17_corrected_are_numerical_gradients_for_any_number_of_outputs():
    exercise, inputs = inputs_of("06-backpropagation/two_layer_backprop")
    for W1, W2, x, y in inputs:
        dW1, dW2 = evaluate(exercise, (W1, W2, x, y), RIGHT)

        def loss(W1, W2, x=x, y=y):
            return np.sum((sigmoid(W2 @ sigmoid(W1 @ x)) - y) ** 2)

        assert_gradient(lambda W, W2=W2: loss(W, W2), W1, dW1)
        assert_gradient(lambda W, W1=W1: loss(W1, W), W2, dW2)


def test_backprop_is_the_numerical_gradient_of_the_summed_cross_entropy_at_every_layer():
    exercise, inputs = inputs_of("06-backpropagation/backprop")
    for X, Y, W, b in inputs[:-1]:  # in the last one σ saturates, and log 0 is no oracle
        gradients = evaluate(exercise, (X, Y, W, b), RIGHT)
        for parameters, given in zip((W, b), gradients, strict=True):
            for layer in range(len(W)):

                def loss(w, parameters=parameters, layer=layer):
                    before, parameters[layer] = parameters[layer], w
                    value = cross_entropy(network(X, W, b), Y)  # noqa: B023  called in this turn
                    parameters[layer] = before
                    return value

                assert_gradient(loss, parameters[layer], given[layer])


def test_the_gradients_of_single_layers_are_those_of_the_whole_network():
    whole, _ = inputs_of("06-backpropagation/backprop")
    rng = np.random.default_rng(3)
    W = [rng.normal(size=shape) for shape in [(4, 3), (5, 4), (2, 5)]]
    b = [rng.normal(size=n) for n in (4, 5, 2)]
    x, y = rng.normal(size=3), np.array([1.0, 0.0])
    v1 = network(x, W[:1], b[:1])
    v2 = network(x, W[:2], b[:2])
    y_hat = network(x, W, b)
    dW, db = evaluate(whole, (x[None], y[None], W, b), RIGHT)
    singles = {
        "output_layer_grads": (y_hat, y, v2),
        "hidden_layer_grads": (y_hat, y, W[2], v2, v1),
        "first_layer_grads": (y_hat, y, W[2], v2, W[1], v1, x),
    }
    for layer, (function, arguments) in zip((2, 1, 0), singles.items(), strict=True):
        exercise = catalogue()[f"04-chain-rule-gradients/{function}"]
        given_W, given_b = evaluate(exercise, arguments, RIGHT)
        np.testing.assert_allclose(given_W, dW[layer])
        np.testing.assert_allclose(given_b, db[layer])


def test_the_gradients_of_a_graph_are_those_of_the_library():
    exercise, inputs = inputs_of("05-computation-graphs/backward")
    for (graph,) in inputs:
        (gradients,) = evaluate(exercise, (graph,), RIGHT)
        nodes = graph.nodes()
        nodes[-1].backward()
        for node, gradient in zip(nodes, gradients, strict=True):
            np.testing.assert_allclose(node.grad, gradient)


def test_a_function_of_the_inputs_for_convexity_violates_it_at_one_triple_in_a_hundred():
    rng = np.random.default_rng(0)
    for seed in range(10):
        _, inputs = inputs_of("02-training-objective/convexity_violation", seed)
        for loss, _ in inputs:
            f = loss.build()
            violations = 0
            for _ in range(300):
                p, q, t = *rng.uniform(-3, 3, size=(2, 2)), rng.uniform()
                violations += f(t * p + (1 - t) * q) > t * f(p) + (1 - t) * f(q) + 1e-9
            assert violations >= 3


@pytest.mark.parametrize("name", catalogue())
def test_inputs_are_the_same_for_the_same_seed_and_others_for_another(name):
    exercise = catalogue()[name]
    same = [str(exercise.draw(np.random.default_rng(seed))) for seed in (0, 0, 1)]
    assert same[0] == same[1] != same[2]


@pytest.mark.parametrize("name", [n for n, e in catalogue().items() if e.reference])
def test_every_slip_made_throughout_changes_the_result_for_some_input(name):
    exercise, inputs = inputs_of(name)
    expected, slips = solve(exercise, inputs)
    assert slips
    for slip in (slip for slip in slips if slip.occurrence is None):
        assert any(
            differs(exercise, arguments, slip, right)
            for arguments, right in zip(inputs, expected, strict=True)
        ), slip


def differs(exercise, arguments, slip, right):
    try:
        return repr(evaluate(exercise, arguments, Formula(slip))) != repr(right)
    except (ValueError, IndexError):  # shapes that don't fit are a difference
        return True


def test_a_factor_slips_where_its_slip_is_switched_on():
    def reference(f):
        return [f.factor("a", n, sign_flipped=lambda n=n: -n) for n in (1, 2, 3)]

    formula = Formula()
    assert reference(formula) == [1, 2, 3]
    assert Slip("sign-flipped", "a", 0, 1) in formula.possible_slips()
    assert reference(Formula(Slip("sign-flipped", "a", 0, 1))) == [1, -2, 3]
    assert reference(Formula(Slip("sign-flipped", "a"))) == [-1, -2, -3]


def test_the_catalogue_is_in_the_course_s_order_with_points_slides_and_a_statement():
    names = list(catalogue())
    assert len(names) == 26
    assert [name.split("/")[0] for name in names] == sorted(name.split("/")[0] for name in names)
    for exercise in catalogue().values():
        assert exercise.points > 0
        assert exercise.slides
        assert exercise.statement.endswith(".")


def test_functions_and_seeds_are_built_fresh_at_every_call():
    assert Seed(5).build().integers(1000) == Seed(5).build().integers(1000)
    waves = Waves(1.0, np.zeros(1), np.zeros((1, 2)), np.zeros(1))
    assert waves.build()(np.array([3.0, 4.0])) == 12.5
