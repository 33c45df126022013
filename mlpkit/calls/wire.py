"""Plain data to bytes and back: JSON, followed by the raw bytes of the arrays.

Reading runs no code, whoever wrote the bytes: this crosses the line between a process that
ran a student's function and the one that judges it.
"""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from mlpkit.calls.arguments import Graph, Seed, Waves
from mlpkit.calls.outcome import Call, NodeRef, Opaque, Outcome, Oversize, Raised, Table

RECORDS: dict[str, type] = {
    record.__name__: record
    for record in (Call, Graph, NodeRef, Opaque, Outcome, Oversize, Raised, Seed, Table, Waves)
}
FIELDS = {record: [field.name for field in fields(record)] for record in RECORDS.values()}
NODES = {"tuple of nodes": tuple, "list of nodes": list}
NUMERIC_KINDS = "biuf"


def pack(value: Any) -> bytes:
    """Write plain data as bytes.

    Raises
    ------
    TypeError
        for anything but None, bool, int, float, str, tuples, lists, numeric arrays and
        the records of this package.
    """
    buffers: list[bytes] = []
    document = json.dumps(_to_json(value, buffers)).encode()
    return b"".join([len(document).to_bytes(8, "little"), document, *buffers])


def unpack(data: bytes) -> Any:
    """Read what `pack` wrote.

    Raises
    ------
    ValueError
        for bytes that `pack` did not write.
    """
    try:
        end = 8 + int.from_bytes(data[:8], "little")
        if len(data) < end:
            raise ValueError("these bytes end too soon")
        return _from_json(json.loads(data[8:end]), _reader(data[end:]))
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError("these bytes are no packed plain data") from error


def _to_json(value: Any, buffers: list[bytes]) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (tuple, list):
        kind = type(value).__name__
        if set(map(type, value)) == {NodeRef}:  # of which graphs have thousands
            return {f"{kind} of nodes": [node.index for node in value]}
        return {kind: [_to_json(item, buffers) for item in value]}
    if type(value) is Table:
        columns = tuple(zip(*value.pairs, strict=True)) or ((), ())
        return {"Table": [_to_json(column, buffers) for column in columns]}
    if type(value) is np.ndarray and value.dtype.kind in NUMERIC_KINDS:
        buffers.append(np.ascontiguousarray(value).tobytes())
        return {"array": [value.dtype.str, list(value.shape)]}
    if type(value) in FIELDS:
        record = [_to_json(getattr(value, name), buffers) for name in FIELDS[type(value)]]
        return {type(value).__name__: record}
    raise TypeError(f"{type(value).__name__} is not plain data")


def _from_json(node: Any, read_array: Callable[[str, list[int]], np.ndarray]) -> Any:
    if not isinstance(node, dict):
        return node
    ((kind, content),) = node.items()
    if kind == "array":
        return read_array(*content)
    if kind in NODES:
        return NODES[kind](map(NodeRef, content))
    items = [_from_json(each, read_array) if type(each) is dict else each for each in content]
    if kind == "list":
        return items
    if kind == "tuple":
        return tuple(items)
    if kind == "Table":
        keys, values = items
        return Table(tuple(zip(keys, values, strict=True)))
    return RECORDS[kind](*items)


def _reader(data: bytes) -> Callable[[str, list[int]], np.ndarray]:
    """Return a function that takes the next array off the buffer."""
    start = 0

    def read_array(dtype: str, shape: list[int]) -> np.ndarray:
        nonlocal start
        kind = np.dtype(dtype)
        if kind.kind not in NUMERIC_KINDS:
            raise ValueError(f"an array of dtype {dtype} is not plain data")
        if min(shape, default=0) < 0:
            raise ValueError(f"no array has the shape {shape}")
        count = int(np.prod(shape))
        array = np.frombuffer(data, kind, count, start).reshape(shape).copy()
        start += array.nbytes
        return array

    return read_array
