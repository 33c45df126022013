"""The step between drawing and judging: plain data, and a process that can't do harm."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlpkit.calls import (
    ENDED,
    STOPPED,
    Call,
    Graph,
    NodeRef,
    Opaque,
    Outcome,
    Oversize,
    Raised,
    Seed,
    Table,
    Waves,
    attempt,
    pack,
    perform,
    run_isolated,
    unpack,
)

# --- bytes and back -----------------------------------------------------------------------

NUMBERS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)
)
ARRAYS = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    elements={"allow_nan": False},
)
RECORDS = st.one_of(
    st.builds(Seed, st.integers(0, 2**63)),
    st.builds(Opaque, st.text(max_size=8)),
    st.builds(Oversize, st.tuples(st.integers(0, 2**40))),
    st.builds(NodeRef, st.integers(0, 10)),
    st.builds(Raised, st.text(max_size=8), st.text(max_size=8), st.none() | st.integers(1, 99)),
    st.builds(Waves, st.floats(-1, 1), ARRAYS, ARRAYS, ARRAYS),
    st.builds(
        Graph,
        st.tuples(st.just("input"), st.just("square")),
        st.tuples(st.just(()), st.just((0,))),
        st.tuples(ARRAYS, st.floats(-9, 9)),
    ),
)
NODES = st.lists(st.builds(NodeRef, st.integers(0, 10)), min_size=1, max_size=3)
PLAIN = st.recursive(
    NUMBERS | ARRAYS | RECORDS | NODES | NODES.map(tuple),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.builds(Table, st.lists(st.tuples(inner, inner), max_size=2).map(tuple)),
        st.builds(Call, st.lists(inner, max_size=2).map(tuple), st.integers(0, 9)),
        st.builds(Outcome, inner, st.none(), st.booleans(), st.none() | st.text(max_size=8)),
    ),
    max_leaves=8,
)


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "__dataclass_fields__"):
        return all(same(getattr(a, f), getattr(b, f)) for f in a.__dataclass_fields__)
    return a == b


@example([NodeRef(1), NodeRef(0)])  # lists of nodes travel in a short form
@example((NodeRef(1), NodeRef(0)))
@given(PLAIN)
def test_what_is_packed_is_unpacked_the_same(value):
    assert same(unpack(pack(value)), value)


@given(st.floats())
def test_every_float_survives_bit_for_bit(number):
    there = np.array([number])
    assert np.array_equal(unpack(pack(there)).view(np.int64), there.view(np.int64))
    assert np.array_equal(np.array([unpack(pack(number))]), there, equal_nan=True)


def test_an_array_that_arrives_can_be_written_to():
    array = unpack(pack(np.zeros(3)))
    array += 1
    assert array.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("value", [object(), {1: 2}, {1}, 1j, b"x", np.array([None]), len, Seed])
def test_what_is_not_plain_data_is_not_packed(value):
    with pytest.raises(TypeError, match="not plain data"):
        pack([value])


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes_are_plain_data_or_a_value_error(data):
    try:
        value = unpack(data)
    except ValueError:
        return
    assert same(unpack(pack(value)), value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 2**70)
    | st.sampled_from(["<f8", "<i8", "O", "U9", "V8", "nonsense", "Seed", "eval"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["array", "list", "tuple", "Seed", "Call", "Graph", "Outcome", "os"]),
            inner,
            max_size=2,
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(JSON, st.binary(max_size=32))
def test_any_document_is_plain_data_or_a_value_error(document, buffer):
    import json

    text = json.dumps(document).encode()
    try:
        unpack(len(text).to_bytes(8, "little") + text + buffer)
    except ValueError:
        return


@given(PLAIN, st.data())
def test_a_message_cut_short_is_a_value_error_or_shorter_data(value, data):
    message = pack(value)
    cut = message[: data.draw(st.integers(0, len(message) - 1))]
    with pytest.raises(ValueError):  # noqa: PT011  whichever part of it is wrong
        unpack(cut)


def test_a_deep_document_is_a_value_error():
    text = b'{"list": [' * 5000 + b"1" + b"]}" * 5000
    with pytest.raises(ValueError, match="plain data"):
        unpack(len(text).to_bytes(8, "little") + text)


@pytest.mark.parametrize(
    "text",
    [
        b'{"array": ["<f8", [100000000000]]}',
        b'{"array": ["<f8", [-1]]}',
        b'{"array": ["<f8", [4294967296, 4294967296]]}',
        b'{"array": ["O", [1]]}',
        b'{"array": ["<f8"]}',
        b'{"Seed": []}',
        b'{"Seed": [1, 2, 3]}',
        b'{"eval": ["1"]}',
        b'{"__import__": ["os"]}',
        b"{}",
        b'{"list": [], "tuple": []}',
        b'{"list": 3}',
    ],
)
def test_a_forged_document_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011  whichever part of it is wrong
        unpack(len(text).to_bytes(8, "little") + text)


# --- one call -----------------------------------------------------------------------------


def test_every_call_gets_fresh_arguments():
    def spoil(a, items):
        a += 1
        items.append(a)
        return float(a.sum())

    call = Call((np.zeros(2), [np.ones(2)]))
    first, second = perform(spoil, call), perform(spoil, call)
    assert first.value == second.value == 2.0
    assert (first.changed, second.changed) == (True, True)
    assert call.arguments[0].tolist() == [0.0, 0.0]
    assert len(call.arguments[1]) == 1


@pytest.mark.parametrize("value", [-0.0, 2.0, np.nan])
def test_an_argument_is_changed_where_a_bit_is(value):
    def put(a):
        a[0] = value
        return 1.0

    assert perform(put, Call((np.zeros(2),))).changed
    assert not perform(put, Call((np.array([value, 1.0]),))).changed


def test_the_same_seed_makes_the_same_generator():
    def draw(rng):
        return float(rng.random())

    assert perform(draw, Call((Seed(3),))).value == perform(draw, Call((Seed(3),))).value
    assert perform(draw, Call((Seed(3),))).value != perform(draw, Call((Seed(4),))).value


def test_nodes_come_back_as_their_places():
    graph = Graph(("input", "square"), ((), (0,)), (2.0, 4.0))
    outcome = perform(lambda node: [node.parents[0], node], Call((graph,)))
    assert outcome.value == [NodeRef(0), NodeRef(1)]
    outcome = perform(lambda node: {node: 1.0}, Call((graph,)))
    assert outcome.value == Table(((NodeRef(1), 1.0),))


def test_an_iterator_is_read_so_far_and_no_further():
    read = []

    def count():
        k = 0
        while True:
            read.append(k)
            yield float(k)
            k += 1

    assert perform(count, Call((), take=3)).value == [0.0, 1.0, 2.0]
    assert len(read) <= 4


def test_an_exception_inside_an_iterator_is_the_students():
    def broken():
        yield 1.0
        raise ValueError("enough")

    assert perform(broken, Call((), take=3)).raised.text == "enough"


# --- isolated -----------------------------------------------------------------------------


def double(x):
    return 2 * x


def test_the_outcomes_come_in_the_order_of_the_calls():
    outcomes = run_isolated(double, [Call((float(i),)) for i in range(20)], 5)
    assert [o.value for o in outcomes] == [2.0 * i for i in range(20)]


def test_a_function_is_stopped_at_its_time_limit():
    def hang(x):
        while x > 1:
            pass
        return x

    outcomes = run_isolated(hang, [Call((1.0,)), Call((2.0,)), Call((1.0,))], 0.3)
    assert [o.raised and o.raised.kind for o in outcomes] == [None, STOPPED.kind]


def test_a_function_that_ignores_the_limit_is_ended():
    def hang():
        while True:
            try:
                time.sleep(60)
            except BaseException:  # noqa: S112  it is meant to
                continue

    assert [o.raised.kind for o in run_isolated(hang, [Call(())], 0.3)] == [STOPPED.kind]


@pytest.mark.skipif(sys.platform != "linux", reason="a process of its own needs a safe fork")
def test_a_function_that_ends_its_process_is_said_so():
    def leave(x):
        if x > 1:
            os._exit(3)
        return x

    outcomes = run_isolated(leave, [Call((1.0,)), Call((2.0,)), Call((1.0,))], 5)
    assert [o.raised for o in outcomes] == [None, ENDED]


@pytest.mark.skipif(sys.platform != "linux", reason="memory can be limited in a process of its own")
def test_memory_is_bounded():
    def hoard():
        return float(np.ones(2**30).sum())  # 8 GiB

    (outcome,) = run_isolated(hoard, [Call(())], 5)
    assert "Memory" in outcome.raised.kind


@pytest.mark.skipif(sys.platform != "linux", reason="a process of its own needs a safe fork")
def test_what_is_open_here_is_out_of_the_functions_reach(tmp_path):
    path = tmp_path / "marks"
    with path.open("w") as file:
        run_isolated(lambda: os.write(file.fileno(), b"full marks"), [Call(())], 5)
    assert path.read_text() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="a process of its own needs a safe fork")
def test_no_process_and_no_open_file_is_left():
    def files():
        return len(list(Path("/proc/self/fd").iterdir()))

    def children():
        return {process.pid for process in psutil.Process().children()}

    before = files(), children()
    for _ in range(5):
        run_isolated(double, [Call((1.0,))], 5)
        run_isolated(os._exit, [Call((0,))], 5)
    assert (files(), children()) == before


def test_a_large_result_is_described_by_its_shape():
    (outcome,) = run_isolated(lambda: np.zeros((3000, 3000)), [Call(())], 5)
    assert outcome.value == Oversize((3000, 3000))


# --- attempted ----------------------------------------------------------------------------


def test_an_attempt_gives_what_the_function_returns():
    assert attempt(double, 2.0) == 4.0


def hang(x):
    while True:
        pass


def not_solved(x):
    raise NotImplementedError("not solved yet")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: x / 0, "raised ZeroDivisionError: .* zero, in line"),
        (hang, "had not returned after 0.2 s"),
        (lambda x: os._exit(0), "ended the Python process"),
        (not_solved, r"^It is not solved yet\.$"),
    ],
)
def test_an_attempt_that_fails_says_why_in_one_sentence(function, said):
    with pytest.raises(RuntimeError, match=said):
        attempt(function, 1.0, seconds=0.2)


def test_what_was_raised_is_told_in_one_line_and_with_the_students_own():
    raised = Raised("ValueError", "\nshapes\n  differ", 3, "z = W @ x")
    said = "raised ValueError: shapes differ, in line 3 of your code: z = W @ x"
    assert raised.told(5) == said
