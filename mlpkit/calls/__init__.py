"""Call a student's function: the middle step of a check.

Plain data goes in (`Call`) and plain data comes out (`Outcome`). This package knows no
reference, no wrong formula and no seed of an exercise, so the step can run in a process
that has never loaded them.
"""

from mlpkit.calls.arguments import Graph, Seed, Waves
from mlpkit.calls.attempt import attempt
from mlpkit.calls.isolated import run_isolated
from mlpkit.calls.outcome import (
    ENDED,
    STOPPED,
    Call,
    NodeRef,
    Opaque,
    Outcome,
    Oversize,
    Raised,
    Table,
)
from mlpkit.calls.runner import perform
from mlpkit.calls.wire import pack, unpack

__all__ = [
    "ENDED",
    "STOPPED",
    "Call",
    "Graph",
    "NodeRef",
    "Opaque",
    "Outcome",
    "Oversize",
    "Raised",
    "Seed",
    "Table",
    "Waves",
    "attempt",
    "pack",
    "perform",
    "run_isolated",
    "unpack",
]
