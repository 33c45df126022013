"""Computation graphs: every operation against numerical gradients, and graphs of any depth."""

import copy
import gc
import pickle
import subprocess
import sys
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import quick

from mlpkit.core import Node, graph, numerical_gradient

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

UNARY = {
    "negative": lambda x: -x,
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "reciprocal": lambda x: x**-1,
    "root": lambda x: x**0.5,
    "exponential of 2": lambda x: 2.0**x,
    "number + x": lambda x: 3 + x,
    "number - x": lambda x: 3 - x,
    "number * x": lambda x: 3 * x,
    "number / x": lambda x: 3 / x,
    "x - number": lambda x: x - 3,
    "x / number": lambda x: x / 4,
    "exp": graph.exp,
    "log": graph.log,
    "sigmoid": graph.sigmoid,
    "tanh": graph.tanh,
    "relu": lambda x: graph.relu(x - 1),
    "sum": graph.sum,
    "x * x": lambda x: x * x,
    "reused": lambda x: (x + graph.exp(x)) * x / (1 + x),
}
BINARY = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
}
seeds = st.integers(0, 1000)


def positive(shape, seed):
    """Draw numbers that have logarithms and roots, and stay off the kink at 1."""
    value = np.random.default_rng(seed).uniform(1.1, 2, shape)
    return value if shape else float(value)


def assert_gradients(function, *values):
    """Compare what backward leaves in every input with differences of the weighted sum."""
    nodes = [Node(value) for value in values]
    result = function(*nodes)
    weights = np.random.default_rng(9).standard_normal(np.shape(result.value))
    graph.sum(result * weights).backward()
    for k, node in enumerate(nodes):

        def total(value, k=k):
            moved = [value if j == k else other for j, other in enumerate(values)]
            return np.sum(function(*map(Node, moved)).value * weights)

        assert np.shape(node.grad) == np.shape(values[k])
        expected = numerical_gradient(total, values[k], order=4)
        np.testing.assert_allclose(node.grad, expected, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1,)])
@quick
@given(seed=seeds)
def test_functions_and_operators_have_the_gradients_that_differences_give(name, shape, seed):
    assert_gradients(UNARY[name], positive(shape, seed))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((), ()),
        ((3,), ()),
        ((), (2, 3)),
        ((2, 3), (3,)),
        ((2, 1), (1, 3)),
        ((2, 3), (2, 1)),
        ((1,), (4,)),
        ((2, 3), (2, 3)),
    ],
    ids=str,
)
def test_what_broadcasting_spreads_is_added_up_again(name, left, right):
    assert_gradients(BINARY[name], positive(left, 1), positive(right, 2))


@pytest.mark.parametrize(
    ("left", "right"),
    [((2, 3), (3, 4)), ((2, 3), (3,)), ((3,), (3, 2)), ((3,), (3,)), ((1, 1), (1, 1))],
    ids=str,
)
def test_matrices_and_vectors_multiply(left, right):
    assert_gradients(lambda x, y: x @ y, positive(left, 1), positive(right, 2))
    assert_gradients(graph.matmul, positive(left, 1), positive(right, 2))


def test_powers_of_zero_and_of_negative_numbers_have_gradients():
    assert_gradients(lambda x: x**3, np.array([-2.0, 0.0, 1.5]))
    x, y = Node(np.array([-2.0, 2.0])), Node(np.array([3.0, 3.0]))
    graph.sum(x**y).backward()
    assert y.grad[1] == pytest.approx(8 * np.log(2))


@pytest.mark.parametrize("array", [np.ones(2), np.ones((2, 2))])
def test_arrays_on_the_left_leave_the_operation_to_the_node(array):
    x = Node(2 * np.ones(2))
    for result in (array + x, array - x, array * x, array / x, array**x, array @ x):
        assert isinstance(result, Node)


def test_s15_and_s16_come_out():
    x = Node(3.0)
    y = x**2
    z = y**2
    z.backward()
    assert (y.value, z.value) == (9, 81)
    assert (z.grad, y.grad, x.grad) == (1, 2 * 9, 4 * 3**3)


def test_s17_comes_out_for_a_vector():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal(2), rng.random(3)
    assert_gradients(
        lambda W1, W2: graph.sum((graph.sigmoid(W2 @ graph.sigmoid(W1 @ x)) - y) ** 2),
        rng.standard_normal((3, 2)),
        rng.standard_normal((3, 3)),
    )


@pytest.mark.parametrize("two", [2, 2.0, np.int64(2), np.float64(2)])
def test_the_power_of_two_is_the_slides_square(two):
    assert (Node(3.0) ** two).op == "square"
    assert (Node(3.0) ** two).value == 9
    assert (Node(3.0) ** Node(2.0)).op == "power"


def test_x_times_x_has_two_edges_and_both_count():
    x = Node(3.0)
    z = x * x
    z.backward()
    assert (z.op, z.parents) == ("multiply", (x, x))
    assert x.grad == 6


def test_a_shared_node_collects_from_everyone_who_uses_it():
    x = Node(2.0)
    shared = x * 3
    (shared * shared + shared).backward()
    assert shared.grad == 2 * 6 + 1
    assert x.grad == 3 * shared.grad


def test_backward_twice_gives_the_same_and_not_the_double():
    x = Node(2.0)
    z = x * x * x
    z.backward()
    first = x.grad
    z.backward()
    assert x.grad == first == 12


def test_a_node_that_is_not_used_keeps_its_gradient_of_zero():
    x, unused = Node(2.0), Node(5.0)
    (x * x).backward()
    assert unused.grad == 0


@quick
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=20))
def test_the_way_forward_has_parents_before_children_and_everyone_once(pairs):
    nodes = [Node(1.0)]
    for i, j in pairs:
        nodes.append(nodes[i % len(nodes)] * nodes[j % len(nodes)])
    order = graph.topological_order(nodes[-1])
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is nodes[-1]
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_the_forward_trace_lists_operations_as_their_values_are_computed():
    x, y = Node(2.0), Node(5.0)
    product = x * y
    z = product + x
    assert graph.forward_trace(z) == [product, z]
    assert graph.forward_trace(x) == []


def test_the_backward_trace_lists_what_each_complete_gradient_gives_to_the_parents():
    x, y = Node(2.0), Node(5.0)
    product = x * y
    z = product * product + x
    steps = graph.backward_trace(z)
    assert [step.node for step in steps] == graph.forward_trace(z)[::-1]
    assert [(step.node.op, step.grad, list(step.contributions)) for step in steps] == [
        ("add", 1, [1, 1]),
        ("multiply", 1, [10, 10]),
        ("multiply", 20, [20 * 5, 20 * 2]),
    ]
    assert (x.grad, y.grad) == (101, 40)


@quick
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12), seeds)
def test_a_node_s_gradient_is_the_sum_of_what_the_backward_trace_gives_it(pairs, seed):
    nodes = [Node(positive((2, 3), seed)), Node(positive((3,), seed + 1))]
    for i, j in pairs:
        nodes.append(graph.tanh(nodes[i % len(nodes)] * nodes[j % len(nodes)]))
    steps = graph.backward_trace(nodes[-1])
    for node in {parent for step in steps for parent in step.node.parents}:
        given = [
            part
            for step in steps
            for parent, part in zip(step.node.parents, step.contributions, strict=True)
            if parent is node
        ]
        np.testing.assert_allclose(node.grad, np.sum(given, axis=0), rtol=1e-12)


def chain(length, start):
    z = x = Node(start)
    for _ in range(length):
        z = z + x
    return x, z


def test_a_chain_of_100_000_nodes_goes_forward_and_backward():
    x, z = chain(100_000, 1.0)
    z.backward()
    assert (z.value, x.grad) == (100_001, 100_001)


def test_a_dropped_graph_is_freed_without_the_garbage_collector():
    value = np.ones(1)
    freed = weakref.ref(value)
    gc.collect()
    gc.disable()
    try:
        x, z = chain(100_000, value)
        z.backward()
        del x, z, value
        assert freed() is None
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("value", [-1e300, -800.0, 800.0, 1e300])
def test_functions_of_extreme_numbers_stay_finite(value):
    for function in (graph.sigmoid, graph.tanh, graph.relu):
        x = Node(value)
        z = function(x)
        z.backward()
        assert np.isfinite([z.value, x.grad]).all()


def test_a_zeroth_power_has_no_slope_not_even_at_zero():
    for value in (0.0, np.array([0.0, 2.0])):
        x = Node(value)
        (x**0).backward()
        assert np.all(x.grad == 0)


def test_a_power_that_is_no_real_number_is_refused():
    with pytest.raises(ValueError, match=r"-8 to the power of 0.5 is no real number"):
        Node(-8.0) ** 0.5


def test_a_list_is_an_array():
    x = Node([1.0, 2.0])
    (x * [3.0, 4.0]).backward()
    assert x.grad.tolist() == [3, 4]


@pytest.mark.parametrize("x", [2, np.int8(2), True, [100, 200], np.array([100, 200], np.uint8)])
def test_whole_numbers_are_floats(x):
    node = Node(x)
    value = np.asarray(x, dtype=float)
    power = node**-1 + node * node
    power.backward()
    assert np.array_equal(power.value, 1 / value + value**2)
    assert node.grad == pytest.approx(-(value**-2) + 2 * value)


@pytest.mark.parametrize("value", ["a", None, 1j, {}, [[1], [2, 3]], Node(1.0)])
def test_an_input_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="value"):
        Node(value)


def test_numbers_have_no_matrix_product():
    with pytest.raises(ValueError, match=r"^matmul got \(\) and \(\); "):
        Node(3.0) @ Node(2.0)


def test_a_copy_goes_backward_like_its_original():
    x = Node(2.0)
    later = Node(1.0)
    y = x * x + later
    y.backward()
    twin = pickle.loads(pickle.dumps(y))  # noqa: S301  it is our own
    assert (twin.value, twin.grad, twin.op) == (y.value, y.grad, y.op)
    shared = copy.deepcopy(y) * 3.0
    shared.backward()
    assert [node.grad for node in graph.topological_order(shared) if node.value == 2.0] == [12.0]


def test_a_graph_from_another_process_has_its_gradients():
    code = "import pickle, sys; from mlpkit.core import Node; [Node(1.0) for _ in range(10**5)]"
    code += "; a = Node(2.0); sys.stdout.buffer.write(pickle.dumps((a, a * a)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    a, b = pickle.loads(done.stdout)  # noqa: S301  it is our own
    (b * 3.0 + b).backward()
    assert a.grad == 16
