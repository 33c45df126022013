"""Call a student's function where it can't hurt: in a process forked for it.

What the function changes (NumPy's state, files that are open, modules) ends with that
process; so does a function that hangs, fills the memory or ends Python. Where there is no
safe fork (macOS, Windows), the calls run in a thread of this process, under the same time
limit but without the rest.
"""

import contextlib
import ctypes
import faulthandler
import io
import itertools
import os
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from io import RawIOBase
from pathlib import Path
from typing import Any, NoReturn

from mlpkit.calls.allowance import Allowance
from mlpkit.calls.outcome import ENDED, STOPPED, Call, Outcome, Raised
from mlpkit.calls.runner import perform
from mlpkit.calls.wire import pack, unpack

MEMORY = 2 * 2**30  # bytes that the student's function may take on top of what is in use
LARGEST_MESSAGE = 2**28  # bytes; no outcome of an exercise comes near it
STDERR = 2
GRACE = 0.5  # seconds between asking a function to stop and ending its process
TICK = 0.01  # seconds that are not worth waiting for
TIME_IS_UP = 75  # the status of a process that has noticed it by itself


class TimeLimit(BaseException):
    """Raised inside a student's function when its time is up; no `except Exception` stops it."""


def run_isolated(
    function: Callable[..., Any], calls: Sequence[Call], seconds: float
) -> list[Outcome]:
    """Call the function with each of the calls' arguments, one after the other.

    Returns
    -------
    list of Outcome
        One a call that was begun. Where the function did not come back, because its time was
        up or because it ended its process, the last outcome says so and the list is shorter.
    """
    run = _run_forked if sys.platform == "linux" else _run_in_thread
    outcomes, end = run(function, calls, seconds)
    if len(outcomes) < len(calls) and not (outcomes and _was_stopped(outcomes[-1])):
        outcomes.append(Outcome(None, end))
    return outcomes


def _was_stopped(outcome: Outcome) -> bool:
    return outcome.raised is not None and outcome.raised.kind == STOPPED.kind


# --- a process of its own ---------------------------------------------------------------


def _run_forked(
    function: Callable[..., Any], calls: Sequence[Call], seconds: float
) -> tuple[list[Outcome], Raised]:
    """Return the outcomes that came, and why there are no more, should some be missing."""
    outcomes: list[Outcome] = []
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of locks that other threads hold; the child needs none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _serve(function, calls, seconds, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as stream:
            arriving = _receive(stream, Allowance(child, seconds + GRACE))
            for outcome in itertools.islice(arriving, len(calls)):
                outcomes.append(outcome)
    except TimeLimit:
        return outcomes, STOPPED
    finally:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return outcomes, STOPPED if os.waitstatus_to_exitcode(status) == TIME_IS_UP else ENDED


def _serve(
    function: Callable[..., Any], calls: Sequence[Call], seconds: float, writing: int
) -> NoReturn:
    """Be the child: make the calls, send each outcome at once, and end without clean-up."""
    try:
        _let_go_of_files(but=writing)
        _silence()
        _limit_memory()
        _start_timer(seconds)
        for call in calls:
            outcome = perform(function, call)
            message = pack(outcome)
            _write(writing, len(message).to_bytes(8, "little") + message)
            if _was_stopped(outcome):
                break
    except TimeLimit:  # between two calls
        os._exit(TIME_IS_UP)
    finally:
        os._exit(0)


def _let_go_of_files(but: int) -> None:
    """Close what the parent has open: a kernel's sockets, say, which are not the student's."""
    for descriptor in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if descriptor > STDERR and descriptor != but:
            with contextlib.suppress(OSError):  # the listing's own is closed by now
                os.close(descriptor)


def _silence() -> None:
    """Send what the function prints, shows or warns of nowhere."""
    faulthandler.disable()  # it would write of a crash into a file of the parent's
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(STDERR + 1):
        os.dup2(nowhere, descriptor)
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), io.StringIO(), io.StringIO()
    if "IPython" in sys.modules:
        from IPython.utils.capture import capture_output

        capture_output().__enter__()


def _limit_memory() -> None:
    import resource

    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = in_use + MEMORY
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _start_timer(seconds: float) -> None:
    allowance = Allowance(os.getpid(), seconds)

    def stop(_signal: int, _frame: Any) -> None:
        if (left := allowance.left()) > TICK:
            signal.setitimer(signal.ITIMER_REAL, left)
        else:
            raise TimeLimit(STOPPED.text)

    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the parent, which ends us
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _write(descriptor: int, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[os.write(descriptor, view) :]


def _receive(stream: RawIOBase, allowance: Allowance) -> Iterator[Outcome]:
    """Yield the outcomes that arrive until the child ends; raise TimeLimit when time is up."""
    while (header := _read(stream, 8, allowance)) is not None:
        size = int.from_bytes(header, "little")
        message = _read(stream, size, allowance) if size <= LARGEST_MESSAGE else None
        outcome = None if message is None else _read_outcome(message)
        if outcome is None:
            return
        yield outcome


def _read_outcome(message: bytes) -> Outcome | None:
    """Unpack an outcome; None where the function wrote something else into the pipe."""
    try:
        outcome = unpack(message)
    except ValueError:
        return None
    genuine = isinstance(outcome, Outcome) and isinstance(outcome.raised, Raised | None)
    return outcome if genuine else None


def _read(stream: RawIOBase, size: int, allowance: Allowance) -> bytes | None:
    """Read so many bytes; None where the child ends before they come."""
    chunks: list[bytes] = []
    while size > 0:
        left = allowance.left()
        if left <= 0:
            raise TimeLimit(STOPPED.text)
        if select.select([stream], [], [], left)[0]:
            chunk = stream.read(min(size, 2**20))
            if not chunk:
                return None
            chunks.append(chunk)
            size -= len(chunk)
    return b"".join(chunks)


# --- a thread of this one ---------------------------------------------------------------


def _run_in_thread(
    function: Callable[..., Any], calls: Sequence[Call], seconds: float
) -> tuple[list[Outcome], Raised]:
    outcomes: list[Outcome] = []

    def work() -> None:
        for call in calls:
            outcomes.append(perform(function, call))
            if _was_stopped(outcomes[-1]):
                return

    thread = threading.Thread(target=work, daemon=True)
    silence = io.StringIO()
    with (
        contextlib.redirect_stdout(silence),
        contextlib.redirect_stderr(silence),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        thread.start()
        thread.join(seconds)
        if thread.is_alive() and thread.ident is not None:
            stop = ctypes.py_object(TimeLimit)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), stop)
            thread.join(GRACE)
    return outcomes.copy(), STOPPED
