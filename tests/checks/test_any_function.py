"""Whatever a function does, `examine` comes back with a report, and the next check is sound."""

import contextlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from answers import ANSWERS
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlpkit.checks import Report, examine
from mlpkit.exercises import catalogue

LOSS = "01-loss-and-sgd/loss"
STEP = "01-loss-and-sgd/sgd_step"
QUICK = [name for name in catalogue() if not name.endswith("/train")]
RIGHT = {answer.exercise: answer.function for answer in ANSWERS if not answer.names}


def loss(W1, W2, x, y):
    error = W2 @ (1 / (1 + np.exp(-W1 @ x))) - y
    return error @ error


def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W2 - alpha * dW2


# --- what it does -------------------------------------------------------------------------

DEEDS = []


def deed(*names):
    """Enter a deed, and the names of which the check gives one."""

    def enter(function):
        DEEDS.append(pytest.param(function, names, id=function.__name__))
        return function

    return enter


@deed("raised")
def exits(*_):
    sys.exit(0)


@deed("raised")
def ends_the_process(*_):
    os._exit(0)


@deed("raised")
def kills_itself(*_):
    os.kill(os.getpid(), signal.SIGKILL)


@deed("raised")
def crashes(*_):
    import ctypes
    import faulthandler

    faulthandler.disable()  # pytest's, which would print into the test's report
    ctypes.string_at(0)


@deed("raised")
def interrupts(*_):
    raise KeyboardInterrupt


@deed("raised")
def recurses(*arguments):
    return recurses(*arguments)


@deed("raised")
def raises_what_is_no_exception(*_):
    raise "wrong"


@deed("raised")
def raises_with_an_evil_text(*_):
    class Evil(Exception):
        def __str__(self):
            raise RuntimeError("no text")

    raise Evil


@deed("raised")
def raises_with_a_long_text(*_):
    raise ValueError("x" * 10**7)


@deed("raised", "wrong-shape")
def returns_a_huge_array(*_):
    return np.zeros((10**5, 10**5))


@deed("wrong-shape", "raised")
def returns_a_large_array(*_):
    return np.ones((3000, 3000))


@deed("raised", "wrong-type")
def returns_a_huge_list(*_):
    return [0.0] * 10**7


@deed("raised")
def fills_the_memory(*_):
    hoard = []
    while True:
        hoard.append(np.ones(10**7))


@deed("wrong-type", "raised")
def returns_a_list_that_holds_itself(*_):
    a = []
    a.append(a)
    return a


@deed("wrong-type")
def returns_a_type(*_):
    return float


@deed("wrong-type")
def returns_a_complex_number(*_):
    return 1 + 0j


@deed("wrong-type")
def returns_complex_numbers(*arguments):
    return loss(*arguments) + np.zeros((), dtype=complex)


@deed("wrong-type")
def returns_objects(*_):
    return np.array([None, "a"], dtype=object)


@deed("wrong-type")
def returns_a_bool(*_):
    return True


@deed("wrong-type", "raised")
def returns_what_raises_when_asked(*_):
    class Evil:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __len__(self):
            raise RuntimeError("len")

        def __eq__(self, other):
            raise RuntimeError("eq")

        def __repr__(self):
            raise RuntimeError("repr")

        __hash__ = None

    return Evil()


@deed("wrong-type", "raised")
def returns_a_list_that_lies(*_):
    class Liar(list):
        def __len__(self):
            return -1

        def __iter__(self):
            while True:
                yield self

    return Liar([1.0])


def open_files():
    return {int(file.name) for file in Path("/proc/self/fd").iterdir()}


def write_into_the_checks_own_pipe(message):
    """Write into what was opened since this process was forked off; the rest is pytest's."""
    for descriptor in open_files() - OPEN:
        with contextlib.suppress(OSError):
            os.write(descriptor, message)
    os._exit(0)


OPEN = set()


@deed("raised")
def writes_a_message_too_long(*_):
    write_into_the_checks_own_pipe(b"\xff" * 8 + b"{}" * 100)


@deed("raised")
def writes_a_message_that_is_no_outcome(*_):
    write_into_the_checks_own_pipe((12).to_bytes(8, "little") + b"\x04" + b"\x00" * 7 + b"null")


@deed("raised")
def writes_a_message_that_cannot_be_read(*_):
    write_into_the_checks_own_pipe((12).to_bytes(8, "little") + b"\x04" + b"\x00" * 7 + b"nul!")


@deed("raised")
def closes_every_file(*_):
    os.closerange(0, 64)


@pytest.mark.parametrize(("function", "names"), DEEDS)
def test_a_deed_is_survived_and_named(function, names):
    OPEN.update(open_files())
    report = examine(LOSS, function)
    assert not report.passed
    assert report.score == 0.0
    assert len(report.mistakes) == 1
    assert report.mistakes[0] in names, report.message
    assert "Traceback" not in report.message
    assert len(report.message) < 3000
    assert examine(LOSS, loss).passed


# These take as long as the check waits: 5 s.


def hangs(*_):
    while True:
        pass


def hangs_and_catches_everything(*_):
    while True:
        try:
            time.sleep(60)
        except BaseException:  # noqa: S112  it is meant to
            continue


@pytest.mark.parametrize("function", [hangs, hangs_and_catches_everything])
def test_a_function_that_hangs_is_stopped_and_named(function):
    report = examine(LOSS, function)
    assert (report.passed, report.score, report.mistakes) == (False, 0.0, ("raised",))
    assert "5 s" in report.message
    assert examine(LOSS, loss).passed


# --- what it leaves behind ----------------------------------------------------------------


def patches_numpys_comparisons(*_):
    np.allclose = np.array_equal = lambda *_, **__: True
    np.linalg.norm = lambda *_, **__: 0.0
    np.abs = lambda *_: 0.0
    return 1.0


def patches_the_judge(*_):
    from mlpkit.checks import compare, judge

    for module in (compare, judge):
        for name, value in list(vars(module).items()):
            if callable(value):
                setattr(module, name, lambda *_, **__: True)
    return 1.0


def empties_the_catalogue(*_):
    catalogue.cache_clear()
    sys.modules.clear()
    return 1.0


def spoils_numpys_errors(*_):
    np.seterr(all="raise")
    return 1.0


def closes_stdout_and_stderr(*_):
    for stream in (sys.stdout, sys.stderr):
        stream.close()
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    return 1.0


def goes_elsewhere(*_):
    os.chdir("/")
    os.environ.clear()
    return 1.0


def leaves_a_timer(*_):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.05)
    return 1.0


def leaves_a_thread(*_):
    threading.Thread(target=time.sleep, args=(60,), daemon=False).start()
    return 1.0


def traces(*_):
    sys.settrace(lambda *_: None)
    sys.setprofile(None)
    sys.setrecursionlimit(50)
    return 1.0


@pytest.mark.parametrize(
    "function",
    [
        patches_numpys_comparisons,
        patches_the_judge,
        empties_the_catalogue,
        spoils_numpys_errors,
        closes_stdout_and_stderr,
        goes_elsewhere,
        leaves_a_timer,
        leaves_a_thread,
        traces,
    ],
)
def test_what_a_function_leaves_behind_changes_no_check(function):
    here = Path.cwd()
    fresh = examine(LOSS, loss)
    assert not examine(LOSS, function).passed
    assert examine(LOSS, loss) == fresh
    assert examine(STEP, sgd_step).passed
    assert Path.cwd() == here


def test_a_notebook_in_which_numpy_raises_gets_the_same_report():
    expected = examine(LOSS, lambda *arguments: 2 * loss(*arguments))
    with np.errstate(all="raise"):
        assert examine(LOSS, lambda *arguments: 2 * loss(*arguments)) == expected


# --- any value ----------------------------------------------------------------------------

ANY_NUMBER = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    hnp.arrays(
        st.sampled_from([float, int, bool, "float32", "float16", "complex128", "U3", "uint8"]),
        hnp.array_shapes(min_dims=0, max_dims=3, max_side=3),
    ),
)
ANY_VALUE = st.recursive(
    ANY_NUMBER,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(exercise=st.sampled_from(QUICK), value=ANY_VALUE)
def test_any_returned_value_gets_a_report(exercise, value):
    report = examine(exercise, lambda *_: value)
    assert isinstance(report, Report)
    assert not report.passed
    assert 0.0 <= report.score < 1.0
    assert report.mistakes
    assert report.message


@settings(deadline=None, max_examples=30)
@given(
    exercise=st.sampled_from(QUICK),
    error=st.sampled_from(
        [ValueError, KeyError, StopIteration, GeneratorExit, MemoryError, SystemExit, OSError]
    ),
    text=st.text(max_size=20),
)
def test_any_exception_is_the_students_own(exercise, error, text):
    def function(*_):
        raise error(text)

    report = examine(exercise, function)
    assert report.mistakes == ("raised",)
    assert error.__name__ in report.message


@pytest.mark.parametrize("thing", [None, 3, "loss", np.ones(3), [loss], {}])
def test_what_is_no_function_is_the_wrong_type(thing):
    report = examine(LOSS, thing)
    assert (report.passed, report.score, report.mistakes) == (False, 0.0, ("wrong-type",))


# --- the same again -----------------------------------------------------------------------


@pytest.mark.parametrize("exercise", catalogue())
def test_the_same_function_gets_the_same_report(exercise):
    function = RIGHT[exercise]
    assert examine(exercise, function) == examine(exercise, function)

    def broken(*_):
        return None

    assert examine(exercise, broken, seed=3) == examine(exercise, broken, seed=3)


@settings(deadline=None, max_examples=40)
@given(
    exercise=st.sampled_from(QUICK),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_right_answer_is_right_for_any_seed(exercise, seed):
    assert examine(exercise, RIGHT[exercise], seed).passed


def test_an_exercise_that_does_not_exist_is_said_so():
    with pytest.raises(ValueError, match="no exercise '01-loss-and-sgd/lost'"):
        examine("01-loss-and-sgd/lost", loss)
