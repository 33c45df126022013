"""`mlpkit bench`: runs measurements, each in a process of its own, and lays out their rows."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from mlpkit.bench.race import Row
from mlpkit.course.places import CourseError

# Each is measured by the function `measure` of a module.
MEASUREMENTS = {
    "step": "mlpkit.bench.step",
    "epoch": "mlpkit.bench.epoch",
    "gradcheck": "mlpkit.bench.gradients",
    "surface": "mlpkit.bench.surface",
    "graph": "mlpkit.bench.graphs",
    "explorers": "mlpkit.bench.hand",
}
WITHOUT_BROWSER = tuple(name for name in MEASUREMENTS if name != "explorers")

# Read by the libraries when they are loaded, hence a new process.
ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
RUN = """
import json, sys
from dataclasses import asdict
from importlib import import_module
rows = import_module(sys.argv[1]).measure()
print(json.dumps([asdict(row) for row in rows]))
"""


def chosen(names: Sequence[str]) -> Sequence[str]:
    """Return the names of what is to be measured: all that needs no browser unless some are given.

    Raises
    ------
    CourseError
        Where a name is unknown.
    """
    for name in names:
        if name not in MEASUREMENTS:
            raise CourseError(f"There is no bench {name!r}; there are: {', '.join(MEASUREMENTS)}.")
    return names or WITHOUT_BROWSER


def measure(name: str) -> list[Row]:
    """Run one measurement in a process that uses one core."""
    result = subprocess.run(
        [sys.executable, "-c", RUN, MEASUREMENTS[name]],
        env={**os.environ, **ONE_CORE},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Row(**row) for row in json.loads(result.stdout.splitlines()[-1])]


def table(rows: Sequence[Row]) -> str:
    """Lay rows out under the names of what they measure."""
    lines: list[str] = []
    for k, row in enumerate(rows):
        if k == 0 or rows[k - 1].measure != row.measure:
            lines += ["", row.measure]
        goal = {None: "", True: f"{row.goal}  met", False: f"{row.goal}  MISSED"}[row.met]
        lines.append(f"  {row.name:<34}{_value(row):>14}  {_ratio(row):<24}{goal}".rstrip())
    return "\n".join(lines)


def _value(row: Row) -> str:
    if row.value is None:
        return row.note
    larger = {"µs": "ms", "bytes": "kB"}
    if row.unit in larger and row.value >= 1000:
        return f"{row.value / 1000:.3g} {larger[row.unit]}"
    return f"{row.value:.3g} {row.unit}".strip()


def _ratio(row: Row) -> str:
    if row.times_ours is None:
        return ""
    if row.times_ours < 1:
        return f"ours takes {1 / row.times_ours:.2f}×"
    return f"takes {row.times_ours:.2f}× ours"
