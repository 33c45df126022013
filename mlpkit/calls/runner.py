"""Call a student's function once, and describe what it did as plain data."""

import collections.abc
import itertools
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

import mlpkit
from mlpkit.calls.arguments import Graph, Seed, Waves
from mlpkit.calls.outcome import Call, NodeRef, Opaque, Outcome, Oversize, Raised, Table
from mlpkit.core.activations import sigmoid
from mlpkit.core.graph import Node

LARGEST_ARRAY = 32 * 2**20  # bytes; no exercise returns anything near it
LARGEST_COLLECTION = 200_000  # entries of a list, tuple or dict
LONGEST_TEXT = 500  # characters of an exception's text

PACKAGE = Path(mlpkit.__file__).parent
LIBRARY = (str(PACKAGE), str(PACKAGE / "calls"))
# What lessons hand out to be used; a node may be shown.
GIVEN: frozenset[CodeType] = frozenset({sigmoid.__code__, Node.__repr__.__code__})


def perform(function: Callable[..., Any], call: Call) -> Outcome:
    """Call the function with fresh arguments and describe the result; never raises."""
    arguments = _Arguments(call.arguments)
    value, raised = None, None
    library: list[str] = []
    try:
        with _library_calls(library):
            returned = function(*arguments.built)
            if call.take and isinstance(returned, collections.abc.Iterable):
                returned = list(itertools.islice(returned, call.take))
        value = arguments.describe(returned)
    except BaseException as error:
        raised = describe_exception(error)
    return Outcome(value, raised, arguments.changed(), library[0] if library else None)


class _Arguments:
    """Builds a call's arguments, and describes results in terms of them."""

    def __init__(self, plain: tuple[Any, ...]) -> None:
        self.plain = plain
        self.nodes: list[Node] = []
        self.built = [self._build(argument) for argument in plain]
        self.place = {id(node): place for place, node in enumerate(self.nodes)}

    def _build(self, plain: Any) -> Any:
        if isinstance(plain, Graph):
            self.nodes = plain.nodes()
            return self.nodes[-1]
        if isinstance(plain, Seed | Waves):
            return plain.build()
        if isinstance(plain, np.ndarray):
            return plain.copy()
        return [self._build(item) for item in plain] if isinstance(plain, list) else plain

    def changed(self) -> bool:
        """Tell whether an argument is no longer, bit for bit, what it was."""
        return not all(map(self._is_unchanged, self.plain, self.built))

    def _is_unchanged(self, plain: Any, built: Any) -> bool:
        if isinstance(plain, np.ndarray):
            return (
                isinstance(built, np.ndarray)
                and (plain.dtype, plain.shape) == (built.dtype, built.shape)
                and plain.tobytes() == built.tobytes()
            )
        if isinstance(plain, list):
            return len(plain) == len(built) and all(map(self._is_unchanged, plain, built))
        if isinstance(plain, Graph):
            return self._is_graph_unchanged(plain)
        return not isinstance(plain, int | float) or plain is built or plain == built

    def _is_graph_unchanged(self, plain: Graph) -> bool:
        return all(
            node.op == op
            and [self.place.get(id(parent)) for parent in node.parents] == list(parents)
            and (node.value is value or np.array_equal(node.value, value))
            for node, op, parents, value in zip(
                self.nodes, plain.ops, plain.parents, plain.values, strict=True
            )
        )

    def describe(self, value: Any) -> Any:
        """Return the value as plain data."""
        if isinstance(value, bool | np.bool_):
            return Opaque("bool")
        if isinstance(value, int | float | np.integer | np.floating):
            return float(value)
        if isinstance(value, np.ndarray):
            return _describe_array(value)
        if isinstance(value, tuple | list | dict) and len(value) > LARGEST_COLLECTION:
            return Opaque(f"{type(value).__name__} of {len(value)} entries")
        if isinstance(value, tuple | list):
            items = [self.describe(item) for item in value]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, dict):
            pairs = value.items()
            return Table(tuple((self.describe(key), self.describe(item)) for key, item in pairs))
        if id(value) in self.place:
            return NodeRef(self.place[id(value)])
        return Opaque("None" if value is None else type(value).__name__)


def _describe_array(array: np.ndarray) -> Any:
    if array.dtype.kind not in "iuf":
        return Opaque(f"array of {array.dtype}")
    if array.nbytes > LARGEST_ARRAY:
        return Oversize(array.shape)
    kind = float if array.dtype.kind == "f" else int
    return np.array(array, dtype=kind, subok=False)


def describe_exception(error: BaseException) -> Raised:
    """Describe an exception with the last line that is the student's own."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_students(frame.filename)]
    text = str(error)[:LONGEST_TEXT]
    if isinstance(error, SyntaxError) or not own:
        return Raised(type(error).__name__, text)
    line = linecache.getline(own[-1].filename, own[-1].lineno or 0).strip()
    return Raised(type(error).__name__, text, own[-1].lineno, line)


def _is_students(filename: str) -> bool:
    installed = (sys.prefix, sys.base_prefix, str(PACKAGE), "<frozen", "<__array_function__")
    return not filename.startswith(installed)


@contextmanager
def _library_calls(called: list[str]) -> Iterator[None]:
    """Note the first function of mlpkit that is called inside the block.

    What a lesson hands out to be used, and what the given function calls itself, is left out.
    """

    def watch(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and not called and _is_library(code) and not _is_given(frame):
            called.append(code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before if callable(before) else None)  # one written in C can't come back


def _is_library(code: CodeType) -> bool:
    package, calls = LIBRARY
    return code.co_filename.startswith(package) and not code.co_filename.startswith(calls)


def _is_given(frame: FrameType | None) -> bool:
    while frame is not None and _is_library(frame.f_code):
        if frame.f_code in GIVEN:
            return True
        frame = frame.f_back
    return False
